"""Which addresses each subnet gets: planned, not typed in.

Every region has room for six zones from the first day, so that a zone that comes later moves no subnet. Inside a /16:

    private  slots 0-5 of eight /19          8 187 nodes, load balancers and endpoints a zone
    public   /24s 192-197 (in slot 6)          251 NAT gateways and internet-facing load balancers a zone
    data     /24s 208-213 (in slot 6)          251 databases a zone
    free     the rest of slot 6, and slot 7

Pods have the secondary block, in eight /19 again. AWS keeps five addresses of every subnet.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from capacity.nodes import max_pods
from settings.eks import Eks, NodeGroup
from settings.model import Settings
from settings.problems import Problem, SettingsError
from settings.regions import NodeGroupSize, Region, zones_of

Tier = Literal["public", "private", "data", "pods"]

RESERVED = 5  # https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
PREFIX = 16  # a /28, what the VPC CNI takes at a time under prefix delegation
_ZONE_BITS = 3  # eight /19 in a /16
_SMALL_BITS = 8  # /24
_PUBLIC_OFFSET = 192
_DATA_OFFSET = 208


@dataclass(frozen=True)
class PlannedSubnet:
    """One subnet: its tier, its zone and its block."""

    tier: Tier
    zone: str
    cidr: IPv4Network

    @property
    def usable(self) -> int:
        """Addresses that resources can have."""
        return self.cidr.num_addresses - RESERVED


@dataclass(frozen=True)
class AddressPlan:
    """All subnets of one region."""

    vpc: IPv4Network
    pods: IPv4Network
    subnets: tuple[PlannedSubnet, ...]

    def tier(self, tier: Tier) -> tuple[PlannedSubnet, ...]:
        """The subnets of a tier, in the order of their zones."""
        return tuple(subnet for subnet in self.subnets if subnet.tier == tier)


def plan_addresses(region: Region) -> AddressPlan:
    """Lay out a region. A zone's blocks depend only on its place among all zones of the region, never on how many are used."""
    nodes = list(region.cidr.subnets(prefixlen_diff=_ZONE_BITS))
    small = list(region.cidr.subnets(prefixlen_diff=_SMALL_BITS))
    pods = list(region.pod_cidr.subnets(prefixlen_diff=_ZONE_BITS))
    subnets: list[PlannedSubnet] = []
    for slot, zone in enumerate(zones_of(region.name)[: region.availability_zones]):
        subnets += [
            PlannedSubnet("public", zone, small[_PUBLIC_OFFSET + slot]),
            PlannedSubnet("private", zone, nodes[slot]),
            PlannedSubnet("data", zone, small[_DATA_OFFSET + slot]),
            PlannedSubnet("pods", zone, pods[slot]),
        ]
    return AddressPlan(region.cidr, region.pod_cidr, tuple(subnets))


def size_in(region: Region, name: str, group: NodeGroup) -> NodeGroupSize:
    """The size of a node group in a region: the region's own where it has one."""
    return region.node_groups.get(name) or NodeGroupSize(min=group.min, desired=group.desired, max=group.max)


@dataclass(frozen=True)
class PodDemand:
    """What the node groups of a region can ask of the pod subnets at their maximum, when one zone is lost."""

    addresses_by_group: Mapping[str, int]
    zones: int

    @property
    def total(self) -> int:
        """Addresses in the region."""
        return sum(self.addresses_by_group.values())

    @property
    def per_zone(self) -> int:
        """Addresses in each remaining zone: with one zone lost, its nodes come up in the others."""
        return math.ceil(self.total / (self.zones - 1))


def pod_demand(eks: Eks, region: Region) -> PodDemand:
    """Addresses taken by nodes that are full of pods, in whole /28 prefixes and one in reserve per node."""
    addresses = {
        name: size_in(region, name, group).max * max(_addresses_of_node(kind) for kind in group.instance_types)
        for name, group in eks.node_groups.items()
    }
    return PodDemand(addresses, region.availability_zones)


def _addresses_of_node(instance_type: str) -> int:
    return (math.ceil(max_pods(instance_type) / PREFIX) + 1) * PREFIX


def address_problems(settings: Settings) -> Iterator[Problem]:
    """Where the node groups' maximum does not fit its subnets."""
    for index, region in enumerate(settings.regions):
        plan = plan_addresses(region)
        demand = pod_demand(settings.eks, region)
        pods = min(subnet.usable for subnet in plan.tier("pods"))
        if demand.per_zone > pods:
            largest = max(demand.addresses_by_group, key=lambda name: demand.addresses_by_group[name])
            yield Problem(
                ("regions", index, "pod_cidr"),
                f"too small for the node groups' maximum: with one of {demand.zones} zones lost, each other zone must hold {demand.per_zone} pod addresses and has {pods}"
                f" ({demand.total} in all; {demand.addresses_by_group[largest]} of them for {largest}): lower eks.node_groups.{largest}.max or use more zones",
                str(region.pod_cidr),
            )
        nodes = sum(size_in(region, name, group).max for name, group in settings.eks.node_groups.items())
        room = min(subnet.usable for subnet in plan.tier("private"))
        if math.ceil(nodes / (demand.zones - 1)) > room:
            yield Problem(("regions", index, "cidr"), f"holds {room} nodes a zone; the node groups may grow to {nodes} in all", str(region.cidr))


def require_addresses(settings: Settings) -> None:
    """Raise SettingsError where the address plan cannot carry the settings."""
    if problems := list(address_problems(settings)):
        raise SettingsError(settings.source, problems)
