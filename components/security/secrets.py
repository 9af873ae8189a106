"""Passwords, keys and tokens: generated or put in by a person, never written down in the program or the stack file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import deny, document
from settings import PROJECT

PLACEHOLDER = "put-the-token-here"
"""The value of an external token until a person replaces it."""

_SHARED_KEYS = {
    "api-signing-key": "Signs the API's tokens (HMAC-SHA-256, base64); a token signed in one region is valid in all",
    "data-encryption-key": "Encrypts personal fields before they are stored (AES-256, base64); replicas must stay readable",
}
_KEY_BYTES = 32  # AES-256 and HMAC-SHA-256
_PASSWORD_LENGTH = 32


def secret_prefix(placement: Placement, name: str = "") -> str:
    """What a secret's name begins with. AWS keeps a deleted name for weeks, so a suffix makes each new secret's unique."""
    return f"{PROJECT}/{placement.stack}/{name}"


def resource_policy(placement: Placement) -> str:
    """Whatever IAM allows: nobody of another account, and nothing without TLS."""
    return document(
        deny(["secretsmanager:*"], ["*"], "TlsOnly", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
        deny(
            ["secretsmanager:*"],
            ["*"],
            "OwnAccountOnly",
            Principal="*",
            Condition={
                "StringNotEquals": {"aws:PrincipalAccount": placement.account_id},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        ),
    )


@dataclass(frozen=True)
class StoredSecretArgs:
    """What sets one secret apart from another."""

    placement: Placement
    keys: Keys
    name: str
    """Its name without project and stack, such as `slack`."""
    description: str
    value: pulumi.Input[str]
    replicas: Sequence[Keys] = ()
    """The keys of the other regions that get a copy, which AWS keeps equal."""
    by_a_person: bool = False
    """The value given is only the first one; a later deployment leaves the person's alone."""


class StoredSecret(Component):
    """A secret under the region's key, closed to other accounts."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: StoredSecretArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement = args.placement
        secret = aws.secretsmanager.Secret(
            name,
            name_prefix=f"{secret_prefix(placement, args.name)}-",
            description=args.description,
            kms_key_id=args.keys.arns["secrets"],
            policy=resource_policy(placement),
            recovery_window_in_days=placement.settings.security.secret_recovery_days,
            replicas=[{"region": copy.region, "kms_key_id": copy.arns["secrets"]} for copy in args.replicas] or None,
            opts=self.options(**placement.stateful()),
        )
        aws.secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(args.value),
            opts=self.options(ignore_changes=["secret_string"] if args.by_a_person else None),
        )
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn})


@dataclass(frozen=True)
class GeneratedSecretArgs:
    """A password to be made up."""

    placement: Placement
    keys: Keys
    name: str
    """Its name without project and stack, such as `postgres`."""
    description: str
    username: str
    more: Mapping[str, pulumi.Input[Any]] = field(default_factory=dict)
    """What else its readers need, such as host and port."""
    special: str = "!#$%&*()-_=+[]{}<>:?"
    """Characters beside letters and digits; RDS and Redshift refuse `/`, `@`, quotes and spaces, ElastiCache all but a few."""
    replicas: Sequence[Keys] = ()
    rotated: bool = False
    """Something changes the password later; a deployment leaves the new one alone."""


class GeneratedSecret(Component):
    """A user name with a random password, stored as JSON: `{"username": ..., "password": ..., ...}`."""

    arn: pulumi.Output[str]
    password: pulumi.Output[str]
    """Secret; for the resource that it opens, such as a database."""

    def __init__(self, name: str, args: GeneratedSecretArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        password = random.RandomPassword(
            name,
            length=_PASSWORD_LENGTH,
            override_special=args.special,
            special=bool(args.special),
            min_lower=1,
            min_upper=1,
            min_numeric=1,
            opts=self.options(),
        )
        self.password = pulumi.Output.secret(password.result)
        value = pulumi.Output.json_dumps({"username": args.username, "password": self.password, **args.more}, sort_keys=True)
        stored = StoredSecretArgs(args.placement, args.keys, args.name, args.description, value, args.replicas, args.rotated)
        self.arn = StoredSecret(name, stored, self.options()).arn
        self.register_outputs({"arn": self.arn})


@dataclass(frozen=True)
class SecretsArgs:
    """What the platform's own secrets need."""

    placement: Placement
    keys: Mapping[str, Keys]
    """Every region's keys: a shared secret is copied to each region under its own."""
    primary: "Secrets | None"
    """The primary region's secrets, which AWS copies here; None in the primary region."""


class Secrets(Component):
    """Keys and tokens that all regions share, made in the primary one; and passwords of the region itself."""

    arns: dict[str, pulumi.Output[str]]
    """ARN in this region of each secret, by name."""
    shared: dict[str, pulumi.Output[str]]
    """Those of them that every region has."""

    def __init__(self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        region = args.placement.region.name
        if args.primary:
            self.shared = {key: copied_arn(arn, region) for key, arn in args.primary.shared.items()}
        else:
            self.shared = self._make_shared(args)
        grafana = GeneratedSecretArgs(
            args.placement, args.keys[region], "grafana", "Grafana's administrator; people sign in as themselves", username="admin"
        )
        own = GeneratedSecret(args.placement.label("secret", "grafana"), grafana, self.options())
        self.arns = {**self.shared, "grafana": own.arn}
        self.register_outputs({"arns": self.arns})

    def _make_shared(self, args: SecretsArgs) -> dict[str, pulumi.Output[str]]:
        placement = args.placement
        own = args.keys[placement.region.name]
        copies = [keys for region, keys in args.keys.items() if region != placement.region.name]
        arns = {}
        for purpose, description in _SHARED_KEYS.items():
            name = placement.label("secret", purpose)
            key = random.RandomBytes(name, length=_KEY_BYTES, opts=self.options())
            stored = StoredSecretArgs(placement, own, purpose, description, key.base64, copies)
            arns[purpose] = StoredSecret(name, stored, self.options()).arn
        for token in placement.settings.security.external_secrets:
            description = f"Token issued by {token}; a person puts it in"
            stored = StoredSecretArgs(placement, own, token, description, PLACEHOLDER, copies, by_a_person=True)
            arns[token] = StoredSecret(placement.label("secret", token), stored, self.options()).arn
        return arns


def copied_arn(arn: pulumi.Output[str], region: str) -> pulumi.Output[str]:
    """The ARN of a copy: it differs from the original's in the region only."""
    return arn.apply(lambda original: ":".join([*original.split(":")[:3], region, *original.split(":")[4:]]))
