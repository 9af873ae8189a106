"""The address plan: disjoint, inside its blocks, and stable as zones and regions are added."""

import itertools
from ipaddress import IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from capacity.addressing import AddressPlan, PlannedSubnet, plan_addresses
from settings.regions import Region, zones_of
from tests.support import settings_of
from tests.unit.address_examples import region, some_regions, unhurried


def all_subnets(plans: list[AddressPlan]) -> list[PlannedSubnet]:
    """Every subnet of several regions."""
    return [subnet for plan in plans for subnet in plan.subnets]


@unhurried
@given(regions=some_regions())
def test_no_two_subnets_of_connected_regions_overlap(regions: list[Region]) -> None:
    for one, other in itertools.combinations(all_subnets([plan_addresses(each) for each in regions]), 2):
        assert not one.cidr.overlaps(other.cidr)


@unhurried
@given(regions=some_regions())
def test_every_subnet_lies_in_its_block(regions: list[Region]) -> None:
    for each in regions:
        plan = plan_addresses(each)
        assert all(subnet.cidr.subnet_of(each.pod_cidr if subnet.tier == "pods" else each.cidr) for subnet in plan.subnets)


@unhurried
@given(regions=some_regions())
def test_every_zone_in_use_has_every_tier_once(regions: list[Region]) -> None:
    for each in regions:
        expected = {(tier, zone) for tier in ("public", "private", "data", "pods") for zone in each.zones}
        assert len(each.zones) == each.availability_zones
        assert sorted((subnet.tier, subnet.zone) for subnet in plan_addresses(each).subnets) == sorted(expected)


@unhurried
@given(regions=some_regions())
def test_private_and_pod_subnets_are_19_and_the_others_24(regions: list[Region]) -> None:
    for each in regions:
        for subnet in plan_addresses(each).subnets:
            assert subnet.cidr.prefixlen == {"private": 19, "pods": 19, "public": 24, "data": 24}[subnet.tier]
            assert subnet.usable == 2 ** (32 - subnet.cidr.prefixlen) - 5


@unhurried
@given(regions=some_regions())
def test_a_zone_that_is_added_moves_no_subnet(regions: list[Region]) -> None:
    for each in regions:
        before = plan_addresses(each)
        for zones in range(each.availability_zones, len(zones_of(each.name)) + 1):
            after = plan_addresses(each.model_copy(update={"availability_zones": zones}))
            assert set(before.subnets) <= set(after.subnets)
            assert after.tier("private")[: len(before.tier("private"))] == before.tier("private")


@unhurried
@given(regions=some_regions(), position=st.integers(0, 4))
def test_a_region_that_is_added_moves_no_subnet(regions: list[Region], position: int) -> None:
    *others, added = regions
    before = {each.name: plan_addresses(each) for each in others}
    others.insert(position, added)
    after = {each.name: plan_addresses(each) for each in others}
    assert {name: after[name] for name in before} == before


# Prod's four regions, written out by hand: tier, and the blocks of the first three zones.
PROD_ZONES = {
    "us-east-1": ("us-east-1a", "us-east-1b", "us-east-1c"),
    "eu-west-1": ("eu-west-1a", "eu-west-1b", "eu-west-1c"),
    "ap-south-1": ("ap-south-1a", "ap-south-1b", "ap-south-1c"),
    "us-west-2": ("us-west-2a", "us-west-2b", "us-west-2c"),
}
PROD = {
    "us-east-1": {
        "public": ("10.0.192.0/24", "10.0.193.0/24", "10.0.194.0/24"),
        "private": ("10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"),
        "data": ("10.0.208.0/24", "10.0.209.0/24", "10.0.210.0/24"),
        "pods": ("100.64.0.0/19", "100.64.32.0/19", "100.64.64.0/19"),
    },
    "eu-west-1": {
        "public": ("10.1.192.0/24", "10.1.193.0/24", "10.1.194.0/24"),
        "private": ("10.1.0.0/19", "10.1.32.0/19", "10.1.64.0/19"),
        "data": ("10.1.208.0/24", "10.1.209.0/24", "10.1.210.0/24"),
        "pods": ("100.65.0.0/19", "100.65.32.0/19", "100.65.64.0/19"),
    },
    "ap-south-1": {
        "public": ("10.2.192.0/24", "10.2.193.0/24", "10.2.194.0/24"),
        "private": ("10.2.0.0/19", "10.2.32.0/19", "10.2.64.0/19"),
        "data": ("10.2.208.0/24", "10.2.209.0/24", "10.2.210.0/24"),
        "pods": ("100.66.0.0/19", "100.66.32.0/19", "100.66.64.0/19"),
    },
    "us-west-2": {
        "public": ("10.3.192.0/24", "10.3.193.0/24", "10.3.194.0/24"),
        "private": ("10.3.0.0/19", "10.3.32.0/19", "10.3.64.0/19"),
        "data": ("10.3.208.0/24", "10.3.209.0/24", "10.3.210.0/24"),
        "pods": ("100.67.0.0/19", "100.67.32.0/19", "100.67.64.0/19"),
    },
}


def test_prod_has_the_blocks_written_out_by_hand() -> None:
    plans = {each.name: plan_addresses(each) for each in settings_of("prod").regions}
    tiers = ("public", "private", "data", "pods")
    assert {
        name: {tier: tuple(str(s.cidr) for s in plan.subnets if s.tier == tier) for tier in tiers} for name, plan in plans.items()
    } == PROD
    assert {name: tuple(s.zone for s in plan.tier("private")) for name, plan in plans.items()} == PROD_ZONES


def test_six_zones_fit_beside_the_small_tiers() -> None:
    plan = plan_addresses(region("us-east-1", zones=6))
    assert str(plan.tier("private")[5].cidr) == "10.0.160.0/19"  # ends at 10.0.191.255
    assert str(plan.tier("public")[5].cidr) == "10.0.197.0/24"
    assert str(plan.tier("data")[5].cidr) == "10.0.213.0/24"
    assert str(plan.tier("pods")[5].cidr) == "100.64.160.0/19"


def test_a_pod_subnet_is_reserved_for_prefixes_but_for_its_first_24() -> None:
    subnet = plan_addresses(region("us-east-1")).tier("pods")[1]
    assert [str(block) for block in subnet.for_prefixes] == [
        "100.64.33.0/24",
        "100.64.34.0/23",
        "100.64.36.0/22",
        "100.64.40.0/21",
        "100.64.48.0/20",
    ]
    assert subnet.prefixes == (8192 - 256) // 16 - 1 == 495
    assert subnet.interfaces == 256 - 4


@unhurried
@given(regions=some_regions())
def test_reservations_are_the_subnet_without_its_first_24(regions: list[Region]) -> None:
    for subnet in plan_addresses(regions[0]).tier("pods"):
        first = IPv4Network((subnet.cidr.network_address, 24))
        parts = [first, *subnet.for_prefixes]
        assert sum(part.num_addresses for part in parts) == subnet.cidr.num_addresses
        assert not any(one.overlaps(other) for one, other in itertools.combinations(parts, 2))
