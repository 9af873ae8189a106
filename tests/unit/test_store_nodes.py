"""Whether the nodes kept for stores hold what the stores ask for."""

import pytest

from capacity.from_settings import plan_stack
from capacity.kubernetes import allocatable
from capacity.shape import PodSize
from capacity.stores import StorePods, store_nodes, store_pods
from settings import SettingsError
from tests.support import STACKS, settings_of

NODE = "r6i.4xlarge"  # 16 CPU, 128 GiB


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_has_the_nodes_that_its_stores_ask_for(stack: str) -> None:
    plans, _ = plan_stack(settings_of(stack))
    stored = {plan.region for plan in plans if any(need.resource == "store_nodes" for need in plan.needs)}
    settings = settings_of(stack)
    kept = any(group.labels.get("workload") == "memory-intensive" for group in settings.eks.node_groups.values())
    wanted = {region.name for region in settings.regions if region.role != "dr"}
    assert stored == (wanted if kept and store_pods(settings.data_services) else set())


def test_no_two_pods_of_a_store_share_a_node_but_pods_of_two_stores_do() -> None:
    small = PodSize(1, 2)
    assert store_nodes([StorePods("one", 3, small)], NODE).amount == 3
    assert store_nodes([StorePods("one", 3, small), StorePods("two", 3, small)], NODE).amount == 3


def test_a_full_node_takes_no_more() -> None:
    node = allocatable(NODE)
    half = PodSize(node.cpu / 2 + 0.1, 1)
    assert store_nodes([StorePods("one", 1, half), StorePods("two", 1, half)], NODE).amount == 2


def test_a_pod_that_fits_no_node_is_refused_with_both_sizes() -> None:
    with pytest.raises(ValueError, match=r"a pod of big asks for 20 CPU and 1 GiB, a r6i.4xlarge has 15\.\d+ CPU"):
        store_nodes([StorePods("big", 1, PodSize(20, 1))], NODE)


def test_a_group_that_is_too_small_is_refused_with_the_arithmetic() -> None:
    settings = settings_of("prod")
    groups = settings.eks.node_groups
    small = groups | {"memory": groups["memory"].model_copy(update={"max": 8})}
    tight = settings.model_copy(update={"eks": settings.eks.model_copy(update={"node_groups": small})})
    with pytest.raises(SettingsError, match=r"ask for 9 nodes .*6 clickhouse.*eks.node_groups.memory has at most 8") as caught:
        plan_stack(tight)
    assert "raise its max" in str(caught.value)
