"""What the offline run does in the SDK's place is what the SDK would have done."""

import random
from typing import Any

from pulumi.runtime import resource_cycle_breaker as sdk

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
