"""The steps, each of which may be repeated: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.secret_rotation.stores import Store

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

LENGTH = 32
LEFT_OUT = "\"%'()*+,./:;=?@[\\]_`{|}~"
"""What one of the stores refuses. The rest, !#$&<>^-, is what the first password is made of."""
_WAITS = 24
_SECONDS = 10


@dataclass(frozen=True)
class Rotation:
    """Makes a password, gives it to the store, waits until the store has taken it, and makes it the current one."""

    secrets: "SecretsManagerClient"
    stores: Mapping[str, Store]
    """By the name that a secret's `store` says."""
    sleep: Callable[[float], None]

    def take(self, step: str, secret: str, token: str) -> None:
        """One step of the rotation to the version `token`."""
        versions = self.secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
        stages = versions.get(token, [])
        if "AWSCURRENT" in stages:
            return  # a repeated call: done already
        if "AWSPENDING" not in stages:
            raise ValueError(f"version {token} of {secret} is not to be rotated to")
        match step:
            case "createSecret":
                self._create(secret, token)
            case "setSecret":
                self._set(secret, token)
            case "testSecret":
                self._test(secret, token)
            case "finishSecret":
                before = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
                self.secrets.update_secret_version_stage(
                    SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=before
                )
            case _:
                raise ValueError(f"{step} is no step of a rotation")

    def _create(self, secret: str, token: str) -> None:
        try:
            self._value(secret, "AWSPENDING", token)
        except self.secrets.exceptions.ResourceNotFoundException:
            made = self.secrets.get_random_password(PasswordLength=LENGTH, ExcludeCharacters=LEFT_OUT, RequireEachIncludedType=True)
            value = self._value(secret, "AWSCURRENT") | {"password": made["RandomPassword"]}
            self.secrets.put_secret_value(
                SecretId=secret, ClientRequestToken=token, SecretString=json.dumps(value, sort_keys=True), VersionStages=["AWSPENDING"]
            )

    def _set(self, secret: str, token: str) -> None:
        pending, current = self._value(secret, "AWSPENDING", token), self._value(secret, "AWSCURRENT")
        self.stores[pending["store"]].give(pending["resource_id"], pending["username"], pending["password"], current["password"])

    def _test(self, secret: str, token: str) -> None:
        pending = self._value(secret, "AWSPENDING", token)
        store = self.stores[pending["store"]]
        for _ in range(_WAITS):
            if store.has_taken_it(pending["resource_id"]):
                return
            self.sleep(_SECONDS)
        raise TimeoutError(f"{pending['resource_id']} has not taken its new password yet")

    def _value(self, secret: str, stage: str, token: str | None = None) -> dict[str, Any]:
        version = {"VersionId": token} if token else {}
        answer = self.secrets.get_secret_value(SecretId=secret, VersionStage=stage, **version)
        value: dict[str, Any] = json.loads(answer["SecretString"])
        return value
