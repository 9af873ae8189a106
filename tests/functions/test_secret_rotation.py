"""The function that gives stores new passwords."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from functions.secret_rotation.rotation import LEFT_OUT, LENGTH, Rotation
from functions.secret_rotation.stores import Cache, Postgres, Search
from tests.functions.support import client

FIRST = {"username": "platform", "password": "first-password", "store": "postgres", "resource_id": "event-platform-prod-postgres"}
TOKEN = "11111111-2222-3333-4444-555555555555"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@dataclass
class FakeStore:
    """Takes a password after a while."""

    polls: int = 0
    given: list[tuple[str, str, str, str]] = field(default_factory=list)

    def give(self, resource_id: str, username: str, password: str, current: str) -> None:
        self.given.append((resource_id, username, password, current))

    def has_taken_it(self, resource_id: str) -> bool:
        assert resource_id == FIRST["resource_id"]
        self.polls -= 1
        return self.polls < 0


@dataclass
class FakeClient:
    """An AWS client that remembers what it was asked and answers with what it was given."""

    answers: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls[operation] = arguments
            return self.answers.get(operation, {})

        return call


class Secrets:
    """A secret about to be rotated, in moto."""

    def __init__(self) -> None:
        self.client = client("secretsmanager")
        self.arn = self.client.create_secret(Name="event-platform/prod/postgres-1", SecretString=json.dumps(FIRST))["ARN"]
        self.slept: list[float] = []

    def rotation(self, store: FakeStore) -> Rotation:
        return Rotation(self.client, {"postgres": store}, self.slept.append)

    def announce(self) -> None:
        """What Secrets Manager does before the first step: a version without a value, staged as pending."""
        described = self.client.describe_secret(SecretId=self.arn)
        described["VersionIdsToStages"][TOKEN] = ["AWSPENDING"]
        self.client.describe_secret = lambda **_: described

    def value(self, stage: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.client.get_secret_value(SecretId=self.arn, VersionStage=stage)["SecretString"])
        return value


@pytest.fixture
def secrets() -> Any:
    with mock_aws():
        client.cache_clear()
        made = Secrets()
        made.announce()
        yield made
        client.cache_clear()


def test_a_rotation_ends_with_a_new_password_that_the_store_has_taken(secrets: Secrets) -> None:
    store = FakeStore(polls=2)
    for step in STEPS:
        secrets.rotation(store).take(step, secrets.arn, TOKEN)
    now = secrets.value("AWSCURRENT")
    assert {key: now[key] for key in FIRST if key != "password"} == {key: FIRST[key] for key in FIRST if key != "password"}
    assert now["password"] != FIRST["password"]
    assert store.given == [(FIRST["resource_id"], "platform", now["password"], FIRST["password"])]
    assert len(secrets.slept) == 2


def test_a_password_has_only_characters_that_every_store_takes(secrets: Secrets) -> None:
    secrets.rotation(FakeStore()).take("createSecret", secrets.arn, TOKEN)
    password = secrets.value("AWSPENDING")["password"]
    assert len(password) == LENGTH
    assert not set(password) & set(LEFT_OUT)
    assert any(character in "!#$&<>^-" for character in password)


def test_a_repeated_step_changes_nothing_more(secrets: Secrets) -> None:
    rotation = secrets.rotation(FakeStore())
    rotation.take("createSecret", secrets.arn, TOKEN)
    pending = secrets.value("AWSPENDING")
    rotation.take("createSecret", secrets.arn, TOKEN)
    assert secrets.value("AWSPENDING") == pending


def test_a_store_that_takes_too_long_makes_secrets_manager_try_again(secrets: Secrets) -> None:
    rotation = secrets.rotation(FakeStore(polls=10_000))
    rotation.take("createSecret", secrets.arn, TOKEN)
    with pytest.raises(TimeoutError, match="event-platform-prod-postgres"):
        rotation.take("testSecret", secrets.arn, TOKEN)
    assert secrets.value("AWSCURRENT")["password"] == FIRST["password"]


def test_a_version_that_was_not_announced_is_refused(secrets: Secrets) -> None:
    with pytest.raises(ValueError, match="not to be rotated to"):
        secrets.rotation(FakeStore()).take("createSecret", secrets.arn, "another")
    with pytest.raises(ValueError, match="no step"):
        secrets.rotation(FakeStore()).take("jumpSecret", secrets.arn, TOKEN)


def test_postgresql_takes_the_password_at_once() -> None:
    rds = FakeClient({"describe_db_instances": {"DBInstances": [{"DBInstanceStatus": "available"}]}})
    Postgres(rds).give("db", "platform", "new", "old")  # type: ignore[arg-type]  # a fake
    assert rds.calls["modify_db_instance"] == {"DBInstanceIdentifier": "db", "MasterUserPassword": "new", "ApplyImmediately": True}
    assert Postgres(rds).has_taken_it("db")  # type: ignore[arg-type]  # a fake
    rds.answers["describe_db_instances"]["DBInstances"][0]["PendingModifiedValues"] = {"MasterUserPassword": "****"}
    assert not Postgres(rds).has_taken_it("db")  # type: ignore[arg-type]  # a fake


def test_a_cache_knows_the_old_password_too_until_the_next_rotation() -> None:
    elasticache = FakeClient({"describe_users": {"Users": [{"Status": "modifying"}]}})
    Cache(elasticache).give("user", "platform", "new", "old")  # type: ignore[arg-type]  # a fake
    assert elasticache.calls["modify_user"]["AuthenticationMode"] == {"Type": "password", "Passwords": ["new", "old"]}
    assert not Cache(elasticache).has_taken_it("user")  # type: ignore[arg-type]  # a fake


def test_opensearch_is_told_the_master_user_with_the_password() -> None:
    opensearch = FakeClient({"describe_domain": {"DomainStatus": {"Processing": False}}})
    Search(opensearch).give("domain", "platform", "new", "old")  # type: ignore[arg-type]  # a fake
    told = opensearch.calls["update_domain_config"]["AdvancedSecurityOptions"]["MasterUserOptions"]
    assert told == {"MasterUserName": "platform", "MasterUserPassword": "new"}
    assert Search(opensearch).has_taken_it("domain")  # type: ignore[arg-type]  # a fake
