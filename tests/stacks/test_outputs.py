"""What the program exports is what `ops` reads."""

import pytest

from ops.outputs import Outputs
from tests.support import inventory_of, settings_of


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_ops_understands_what_a_stack_with_a_dr_region_exports(stack: str) -> None:
    outputs = Outputs.model_validate(inventory_of(stack).outputs)
    settings = settings_of(stack)
    assert settings.dr
    assert (outputs.active_region, outputs.primary_region, outputs.dr_region) == (settings.primary.name,) * 2 + (settings.dr.name,)
    assert outputs.operations.region == settings.dr.name
    assert set(outputs.regions) == {region.name for region in settings.regions}
    for name, region in outputs.regions.items():
        assert (region.takeover is not None) == (name in (settings.primary.name, settings.dr.name))


def test_a_stack_without_a_dr_region_has_nothing_to_take_over() -> None:
    outputs = Outputs.model_validate(inventory_of("dev").outputs)
    assert outputs.dr_region is None
    assert outputs.operations.region == outputs.primary_region
    assert all(region.takeover is None for region in outputs.regions.values())


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_both_regions_say_how_large_each_node_group_and_service_is_then(stack: str) -> None:
    settings, outputs = settings_of(stack), Outputs.model_validate(inventory_of(stack).outputs)
    for region in (settings.primary, settings.dr):
        assert region
        takeover = outputs.regions[region.name].takeover
        assert takeover and settings.compute.ecs
        of_group = {name: sizes for name, sizes in takeover.node_groups.items() if f"{region.name}-nodes-general-" in name}
        (general,) = of_group.values()
        assert general.active.min == settings.eks.node_groups["general"].min
        assert takeover.services["stream-processor"].standby.desired == 0
        assert takeover.services["stream-processor"].active.desired == settings.compute.ecs.stream_processor.tasks.desired
        assert set(takeover.event_sources) == {"event-validator", "real-time-aggregator"}
        assert takeover.postgres and takeover.cache and takeover.cache.global_id
