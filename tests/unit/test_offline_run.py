"""What the offline run does in the SDK's place is what the SDK would have done."""

import asyncio
import random
from typing import Any

import pytest
from pulumi.runtime import resource_cycle_breaker as sdk
from pulumi.runtime.resource import inherited_child_alias

from inventory.monitor import _following
from inventory.sdk import _Dependencies


class Thing:
    """Stands for a resource: all that both look at is which one it is."""


def test_the_same_dependencies_are_refused_as_by_the_sdk() -> None:
    chance = random.Random(7)  # noqa: S311  no secret
    refused = 0
    for _ in range(200):
        things: list[Any] = [Thing() for _ in range(6)]
        ours = _Dependencies()
        for _ in range(15):
            pair = chance.choice(things), chance.choice(things)
            expected = sdk.declare_dependency(*pair)
            assert ours.declare(*pair) is expected
            refused += not expected
    assert refused > 100


def test_a_circle_over_several_is_refused() -> None:
    one, two, three = things = [Thing() for _ in range(3)]
    ours: Any = _Dependencies()
    assert all(ours.declare(*pair) for pair in ((one, two), (two, three)))
    assert not ours.declare(three, one)
    assert ours.declare(one, things[2])


@pytest.mark.parametrize("child", ["app", "app-function", "function", "an-app"])
def test_a_child_was_called_after_what_its_parent_was_called(child: str) -> None:
    now, former = "urn:pulumi:s::p::t:a:App::app", "urn:pulumi:s::p::t:a:App::old"

    async def by_the_sdk() -> str | None:
        return await inherited_child_alias(child, "app", former, "t:a:Child").future()

    urn = asyncio.run(by_the_sdk())
    assert urn and urn.rpartition("::")[2] == _following(child, now, former)
