"""What one node carries: pods by AWS's own calculator, and the addresses they take."""

import pytest

from capacity.nodes import PREFIX, NodeAddresses, known, limits, max_pods, node_addresses
from settings.instances import instance_limits

# vCPUs, interfaces and addresses per interface as AWS publishes them; pods by hand:
# (interfaces - 1) x (addresses - 1) x 16 + 2, at most 110 up to 30 vCPUs and 250 above.
PODS = {
    "t3.medium": 110,  # 2 vCPUs, 3 x 6: 2 x 5 x 16 + 2 = 162
    "m5.large": 110,  # 2 vCPUs, 3 x 10: 2 x 9 x 16 + 2 = 290
    "g5.2xlarge": 110,  # 8 vCPUs, 4 x 15: 3 x 14 x 16 + 2 = 674
    "c6i.4xlarge": 110,  # 16 vCPUs, 8 x 30: 7 x 29 x 16 + 2 = 3250
    "c6i.8xlarge": 250,  # 32 vCPUs, 8 x 30
}


@pytest.mark.parametrize("instance_type", PODS)
def test_a_node_takes_as_many_pods_as_the_calculator_says(instance_type: str) -> None:
    assert max_pods(instance_type) == PODS[instance_type]


# Type, pods → prefixes in use + one warm; interfaces, each of which holds (addresses - 1) prefixes.
ADDRESSES = [
    ("c6i.4xlarge", 110, NodeAddresses(7 + 1, 1)),  # 110 / 16 = 6.9; 8 of 29 slots
    ("c6i.8xlarge", 250, NodeAddresses(16 + 1, 1)),  # 250 / 16 = 15.6; 17 of 29 slots
    ("t3.medium", 110, NodeAddresses(7 + 1, 2)),  # 8 prefixes in slots of 5
    ("t3.xlarge", 110, NodeAddresses(7 + 1, 1)),  # 8 of 14 slots
    ("t3.medium", 16, NodeAddresses(1 + 1, 1)),
    ("t3.medium", 17, NodeAddresses(2 + 1, 1)),
    ("t3.medium", 160, NodeAddresses(10, 2)),  # all 2 x 5 slots are full: none is left for a warm prefix
]


@pytest.mark.parametrize(("instance_type", "pods", "expected"), ADDRESSES)
def test_a_full_node_takes_whole_prefixes_one_more_kept_warm_and_an_address_for_each_interface(
    instance_type: str, pods: int, expected: NodeAddresses
) -> None:
    assert node_addresses(instance_type, pods) == expected


def test_addresses_in_all_are_those_of_prefixes_and_interfaces() -> None:
    assert node_addresses("c6i.4xlarge", 110).total == 8 * 16 + 1 == 129
    assert node_addresses("c6i.8xlarge", 250).total == 17 * 16 + 1 == 273
    assert node_addresses("t3.medium", 110).total == 8 * 16 + 2 == 130


@pytest.mark.parametrize("instance_type", instance_limits())
def test_every_known_type_holds_its_pods_within_its_interfaces(instance_type: str) -> None:
    pods, node = max_pods(instance_type), limits(instance_type)
    taken = node_addresses(instance_type, pods)
    assert 110 <= pods <= 250
    assert taken.prefixes * PREFIX >= pods
    assert 1 <= taken.interfaces <= node["max_enis"] - 1
    assert taken.prefixes <= taken.interfaces * (node["ipv4_per_eni"] - 1)


def test_a_type_that_the_data_does_not_know_is_not_guessed() -> None:
    assert not known("z9.tiny")
    with pytest.raises(KeyError):
        max_pods("z9.tiny")
