"""A failover by `ops` and the program never fight: what the setting `active_region` changes is what `takeover` says, and nothing else."""

import dataclasses
from collections import Counter

import pytest

from inventory.resource import Inventory
from ops.outputs import Outputs, Takeover
from tests.support import inventory_of, settings_of
from tests.turns import Part, after, after_all, compared, differences, entries, inventory_with, parts, takeovers

STACKS = ("staging", "prod")


def both(stack: str) -> tuple[Inventory, Inventory]:
    """While the primary region works, and while the dr region does."""
    dr = settings_of(stack).dr
    assert dr
    return inventory_of(stack), inventory_with(stack, dr.name)


def unaccounted(start: Inventory, end: Inventory, said: dict[str, Takeover], then: dict[str, Part]) -> list[str]:
    """What the program would still change after a failover from `start`, with the settings of `end`."""
    wanted = {resource.urn: resource for resource in end}
    found = [f"{resource.urn} would be deleted" for resource in start if resource.urn not in wanted]
    found += [f"{urn} would be made" for urn in sorted(set(wanted) - {resource.urn for resource in start})]
    for resource in start:
        if resource.urn in wanted:
            inputs, new = after_all(resource, said, then), wanted[resource.urn]
            left = differences(compared(new, inputs), compared(new, new.inputs))
            found += [f"{resource.urn.rpartition('::')[2]} ({resource.type}) {where}" for where in left]
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_after_a_failover_the_program_has_nothing_to_change(stack: str) -> None:
    before, moved = both(stack)
    dr = Outputs.model_validate(moved.outputs).active_region
    assert unaccounted(before, moved, takeovers(before), parts(stack, dr)) == []


@pytest.mark.parametrize("stack", STACKS)
def test_nor_has_it_after_the_way_back(stack: str) -> None:
    before, moved = both(stack)
    primary = Outputs.model_validate(before.outputs).active_region
    assert unaccounted(moved, before, takeovers(moved), parts(stack, primary)) == []


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_failover_changes_is_the_same_whichever_region_works(stack: str) -> None:
    before, moved = both(stack)
    assert takeovers(before) == takeovers(moved)


@pytest.mark.parametrize("stack", STACKS)
def test_each_entry_changes_something_that_the_program_has(stack: str) -> None:
    inventory = inventory_of(stack)
    for region, takeover in takeovers(inventory).items():
        here = [resource for resource in inventory if resource.name.startswith(f"{region}-")]
        used = Counter(said for resource in here if (said := after(resource, takeover, "active")[1]))
        # A service is its own number of tasks, and what autoscaling leaves.
        assert used == {entry: 2 if entry.startswith("services ") else 1 for entry in entries(takeover)}


@pytest.mark.parametrize("kind", ["node_groups", "services", "event_sources", "objects"])
def test_an_entry_that_is_missing_is_noticed(kind: str) -> None:
    before, moved = both("prod")
    dr = Outputs.model_validate(moved.outputs).active_region
    said = takeovers(before)
    entries_of = getattr(said[dr], kind)
    fewer = entries_of[1:] if isinstance(entries_of, list) else dict(list(entries_of.items())[1:])
    assert unaccounted(before, moved, said | {dr: said[dr].model_copy(update={kind: fewer})}, parts("prod", dr))


def test_a_resource_that_the_setting_makes_is_noticed() -> None:
    before, moved = both("staging")
    dr = Outputs.model_validate(moved.outputs).active_region
    fewer = dataclasses.replace(before, resources=before.resources[:-1])
    assert unaccounted(fewer, moved, takeovers(before), parts("staging", dr)) == [f"{before.resources[-1].urn} would be made"]


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_failover_takes_from_its_source_no_deployment_gives_back(stack: str) -> None:
    """AWS changes these inputs itself when a replica is promoted."""
    ignored = {resource.name: resource.ignore_changes for resource in inventory_of(stack).of_type("aws:rds/instance:Instance")}
    settings = settings_of(stack)
    assert settings.dr
    assert "replicateSourceDb" in ignored[f"{settings.dr.name}-postgres"]
    leads = inventory_of(stack).of_type("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup")
    assert [resource.ignore_changes for resource in leads] == [("primaryReplicationGroupId",)]
