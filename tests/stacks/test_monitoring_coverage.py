"""More than 95 % of what runs is watched: measured by a monitor or an alarm's metric, and somebody is told."""

import dataclasses

import pytest

from inventory.resource import Inventory
from tests.stacks.monitoring import coverage, things
from tests.support import CLUSTER_STACKS, LOCAL, inventory_of

ENOUGH = 0.95


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_nearly_everything_that_runs_is_watched(stack: str) -> None:
    found = things(inventory_of(stack))
    unwatched = "\n".join(str(thing) for thing in found if not thing.watched)
    print(f"{stack}: {coverage(found):.1%} of {len(found)} watched\n{unwatched}")  # noqa: T201 - the figure is the point
    assert coverage(found) > ENOUGH, unwatched


def without(inventory: Inventory, *kinds: str) -> Inventory:
    """The inventory with no resources of some kinds."""
    kept = tuple(one for one in inventory if one.type.rpartition(":")[2] not in kinds)
    return dataclasses.replace(inventory, resources=kept)


@pytest.mark.parametrize("kinds", [("PrometheusRule",), ("ServiceMonitor", "PodMonitor")])
def test_what_is_not_measured_or_told_is_found(kinds: tuple[str, ...]) -> None:
    found = things(without(inventory_of(LOCAL), *kinds))
    assert coverage(found) < ENOUGH
    (ingestion,) = [thing for thing in found if (thing.namespace, thing.name) == ("ingestion", "ingestion") and thing.kind == "Rollout"]
    assert not ingestion.watched
    assert ("alert" if kinds == ("PrometheusRule",) else "monitor") in str(ingestion)


def test_a_store_on_aws_without_an_alarm_is_found() -> None:
    found = {thing.name: thing for thing in things(without(inventory_of("dev"), "MetricAlarm")) if thing.namespace == "AWS"}
    assert found and not any(thing.watched for thing in found.values())
