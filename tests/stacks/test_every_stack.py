"""What holds for every resource of every stack, on AWS or not."""

import hashlib
from collections import Counter

import pytest

from inventory.resource import SECRET
from tests.support import CLUSTER_STACKS, LOCAL, inventory_of, leaves

pytestmark = pytest.mark.parametrize("stack", CLUSTER_STACKS)


def test_every_resource_has_a_parent_but_the_platform(stack: str) -> None:
    roots = [resource.type for resource in inventory_of(stack) if not resource.parent]
    assert roots == ["platform:index:ExistingPlatform" if stack == LOCAL else "platform:index:Platform"]


def test_no_resource_uses_a_default_provider(stack: str) -> None:
    wrong = [r.urn for r in inventory_of(stack) if r.custom and not r.type.startswith("pulumi:") and not r.provider]
    assert not wrong


def test_no_urn_stands_twice(stack: str) -> None:
    twice = [urn for urn, count in Counter(resource.urn for resource in inventory_of(stack)).items() if count > 1]
    assert not twice


def test_no_generated_secret_stands_in_the_clear(stack: str) -> None:
    inventory = inventory_of(stack)
    generated = [resource for resource in inventory if resource.type.startswith("random:index/randomPassword")]
    assert generated, "no secret is generated at all"
    for version in inventory.of_type("aws:secretsmanager/secretVersion:SecretVersion"):
        assert version.inputs["secretString"] == SECRET, version.urn
    for secret in inventory.of_type("kubernetes:core/v1:Secret"):
        shown = {key: value for key, value in secret.inputs.get("stringData", {}).items() if "password" in key.lower()}
        assert set(shown.values()) <= {SECRET}, secret.urn
    # The recording engine makes passwords up from the URN, 32 hex digits long; none may show up anywhere.
    passwords = {_made_up(resource.urn) for resource in generated}
    for resource in inventory:
        assert not passwords & set(leaves(resource.inputs)), resource.urn
        assert not any(password in text for text in leaves(resource.inputs) for password in passwords), resource.urn


def _made_up(urn: str) -> str:
    return hashlib.sha256(urn.encode()).hexdigest()[:32]
