"""Pod addresses: enough for the node groups' maximum, also when a zone is lost, or refused with the numbers."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.addressing import address_problems, plan_addresses, pod_demand, require_addresses
from settings import Settings, SettingsError, from_aws_stack_file
from tests.support import ALL_STACKS, settings_of
from tests.unit.address_examples import eks, region, unhurried
from tests.unit.stack_files import changed


def test_the_demand_of_a_zone_is_what_comes_up_there_when_another_is_lost() -> None:
    demand = pod_demand(eks({"general": {"instance_types": ["c6i.4xlarge"], "max": 20}}), 0, region("us-east-1", zones=3))
    assert (demand.nodes, demand.prefixes, demand.interfaces) == (10, 10 * 8, 10)  # 20 nodes in the two zones left


def test_with_two_zones_one_must_hold_everything() -> None:
    demand = pod_demand(eks({"general": {"instance_types": ["c6i.4xlarge"], "max": 20}}), 0, region("us-east-1", zones=2))
    assert (demand.nodes, demand.prefixes, demand.interfaces) == (20, 160, 20)


def test_nodes_are_whole() -> None:
    demand = pod_demand(eks({"gpu": {"instance_types": ["g5.2xlarge"], "max": 5}}), 0, region("us-east-1", zones=3))
    assert (demand.nodes, demand.prefixes) == (3, 24)  # 5 in two zones: 3 and 2


def test_a_group_that_is_one_per_zone_stays_in_its_zones() -> None:
    group = {"instance_types": ["r6i.4xlarge"], "max": 10, "one_per_zone": True}
    demand = pod_demand(eks({"memory": group}), 0, region("us-east-1", zones=3))
    assert (demand.nodes, demand.prefixes) == (4, 32)  # the maximum is a total: 4, 3 and 3


def test_a_group_of_several_types_counts_the_one_that_takes_the_most() -> None:
    demand = pod_demand(eks({"spot": {"instance_types": ["m5.large", "t3.medium"], "max": 2}}), 0, region("us-east-1", zones=3))
    assert (demand.prefixes, demand.interfaces) == (8, 2)  # t3.medium needs a second interface for its eight prefixes


def test_a_region_with_its_own_sizes_counts_those() -> None:
    own = {"general": {"min": 0, "desired": 0, "max": 4}}
    demand = pod_demand(eks({"general": {"instance_types": ["c6i.4xlarge"], "max": 20}}), 1, region("us-east-1", node_groups=own))
    assert demand.nodes == 2
    assert demand.groups[0].setting == ("regions", 1, "node_groups", "general", "max")


def test_karpenters_nodes_count_too() -> None:
    groups = {"general": {"instance_types": ["c6i.4xlarge"], "max": 2}}
    demand = pod_demand(eks(groups, cluster_scaling="karpenter", karpenter_max_vcpus=64), 0, region("us-east-1", zones=3))
    assert (demand.nodes, demand.prefixes) == (1 + 8, 9 * 8)  # 64 vCPUs are at most 16 nodes of 4


# Stack → region → prefixes and interfaces needed in a zone; 495 and 252 are there.
HEADROOM = {
    "dev": {"us-east-1": (32, 8)},  # 4 nodes in one zone, 8 prefixes on 2 interfaces each
    "staging": {"us-east-1": (32, 4), "us-west-2": (32, 4)},  # 3 of general and 1 of memory
    # 10 general x 8 + 15 high-perf x 17 + 4 memory x 8 + 3 gpu x 8 + 10 spot x 8; a node each
    "prod": dict.fromkeys(("us-east-1", "eu-west-1", "ap-south-1", "us-west-2"), (471, 42)),
}


@pytest.mark.parametrize("stack", HEADROOM)
def test_the_stacks_fit_with_this_headroom(stack: str) -> None:
    found = settings_of(stack)
    demands = {each.name: pod_demand(found.eks, index, each) for index, each in enumerate(found.regions)}
    assert {name: (demand.prefixes, demand.interfaces) for name, demand in demands.items()} == HEADROOM[stack]
    assert {(demand.prefix_room, demand.interface_room) for demand in demands.values()} == {(495, 252)}


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_every_stack_has_the_addresses_for_its_node_groups(stack: str) -> None:
    require_addresses(settings_of(stack))


@unhurried
@given(
    groups=st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.fixed_dictionaries(
            {
                "instance_types": st.lists(
                    st.sampled_from(["t3.medium", "m5.large", "c6i.4xlarge", "c6i.8xlarge"]), min_size=1, max_size=2, unique=True
                ),
                "max": st.integers(1, 60),
                "one_per_zone": st.booleans(),
            }
        ),
        min_size=1,
    ),
    zones=st.integers(2, 6),
)
def test_what_fits_also_fits_when_any_zone_is_lost(groups: dict[str, dict[str, Any]], zones: int) -> None:
    cluster, where = eks(groups), region("us-east-1", zones=zones)
    demand, plan = pod_demand(cluster, 0, where), plan_addresses(where)
    for lost in (None, *range(zones)):
        left = [zone for zone in range(zones) if zone != lost]
        for position, zone in enumerate(left):
            nodes = {
                name: share(group.max, zone, zones) if group.one_per_zone else share(group.max, position, len(left))
                for name, group in cluster.node_groups.items()
            }
            prefixes = sum(nodes[name] * demand.groups[index].node.prefixes for index, name in enumerate(nodes))
            assert prefixes <= demand.prefixes
            assert sum(nodes.values()) <= demand.nodes
    if demand.fits:  # the nodes themselves, with one address each in the private subnet, never are what does not fit
        assert demand.nodes <= plan.tier("private")[0].usable // 2


def share(count: int, zone: int, zones: int) -> int:
    """Nodes of a zone where they are spread as evenly as whole nodes allow."""
    return math.ceil((count - zone) / zones)


def too_large(folder: Path, *changes: tuple[str, str]) -> Settings:
    """Prod with changes that settings alone allow."""
    (folder / "Pulumi.prod.yaml").write_text(changed(*changes))
    return from_aws_stack_file(folder, "prod")


def test_more_nodes_than_addresses_are_refused_with_the_numbers(tmp_path: Path) -> None:
    found = too_large(tmp_path, ("max: 30\n        disk_gib: 200", "max: 40\n        disk_gib: 200"))
    with pytest.raises(SettingsError) as caught:
        require_addresses(found)
    lines = caught.value.text().split("\n")
    assert lines[0] == "Pulumi.prod.yaml: 4 mistakes"  # us-west-2 has a smaller maximum only until it takes over
    assert lines[1] == '  Pulumi.prod.yaml:12  regions[0].pod_cidr = "100.64.0.0/16"'
    assert lines[2] == (
        "      too small for the node groups' maximum: with one of 3 zones lost, each other zone may need 556 prefixes (/28) for pods"
        " and 47 addresses for interfaces, and has 495 and 252; 20 nodes with 17 prefixes each come from eks.node_groups.high-perf.max:"
        " lower it or use more zones"
    )
    assert 'regions[1].pod_cidr = "100.65.0.0/16"' in lines[3]
    assert lines[4].endswith("eks.node_groups.high-perf.max: lower it")  # eu-west-1 has no fourth zone


def test_a_regions_own_maximum_is_named_where_it_is_too_large(tmp_path: Path) -> None:
    found = too_large(tmp_path, ("high-perf: { min: 0, desired: 0, max: 30 }", "high-perf: { min: 0, desired: 0, max: 50 }"))
    (problem,) = address_problems(found)
    assert problem.path == ("regions", 3, "pod_cidr")
    assert "regions[3].node_groups.high-perf.max: lower it or use more zones" in problem.message


def test_the_most_that_fits_is_accepted(tmp_path: Path) -> None:
    maximum = ("max: 30\n        disk_gib: 200", "max: {}\n        disk_gib: 200")
    require_addresses(too_large(tmp_path, (maximum[0], maximum[1].format(32))))  # 16 x 17 + 216 = 488
    with pytest.raises(SettingsError):
        require_addresses(too_large(tmp_path, (maximum[0], maximum[1].format(34))))  # 17 x 17 + 216 = 505
