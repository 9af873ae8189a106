"""What the tests of keys, identity, secrets and audit share: policies read as statements, keys by ARN."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from inventory.resource import Inventory, Resource
from tests.support import STACKS, inventory_of, settings_of

ROLE = "aws:iam/role:Role"

# What ECR calls a policy is a lifecycle.
NOT_IAM = ("aws:ecr/lifecyclePolicy:LifecyclePolicy",)

every_stack = pytest.mark.parametrize("stack", STACKS)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(text: str) -> list[dict[str, Any]]:
    return as_list(json.loads(text)["Statement"])


def policies_of(stack: str) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every statement of every identity or resource policy."""
    for resource in inventory_of(stack):
        for key in ("policy", "resourcePolicy"):
            text = resource.inputs.get(key)
            if resource.is_aws and isinstance(text, str) and text.startswith("{") and resource.type not in NOT_IAM:
                yield from ((resource, statement) for statement in statements(text))


def by_arn(inventory: Inventory, type_: str) -> dict[str, Resource]:
    """Keys by the ARN that the recording engine gives them."""
    account = settings_of(inventory.stack).account_id
    return {f"arn:aws:kms:{r.region}:{account}:key/{r.id}": r for r in inventory.of_type(type_)}
