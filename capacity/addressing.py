"""Which addresses each subnet gets: planned, not typed in.

Every region has room for six zones from the first day, so that a zone that comes later moves no subnet. Inside a /16:

    private  slots 0-5 of eight /19          8 187 nodes, load balancers and endpoints a zone
    public   /24s 192-197 (in slot 6)          251 NAT gateways and internet-facing load balancers a zone
    data     /24s 208-213 (in slot 6)          251 databases a zone
    free     the rest of slot 6, and slot 7

Pods have the secondary block, in eight /19 again. AWS keeps five addresses of every subnet.

Whether the pods of all node groups at their maximum fit, also when a zone is lost, is counted in /28 prefixes: under custom
networking with prefix delegation a node takes from its zone's pod subnet one address for each secondary interface, and whole
aligned prefixes for its pods, with one more kept warm.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from capacity.nodes import PREFIX, NodeAddresses, limits, max_pods, node_addresses
from settings.eks import Eks, NodeGroup
from settings.model import Settings
from settings.problems import Path, Problem, SettingsError, dotted
from settings.regions import NodeGroupSize, Region, zones_of

Tier = Literal["public", "private", "data", "pods"]

RESERVED = 5  # https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
_ZONE_BITS = 3  # eight /19 in a /16
_SMALL_BITS = 8  # /24
_PUBLIC_OFFSET = 192
_DATA_OFFSET = 208
_KARPENTER_NODE = "m7i.xlarge"  # its node pool asks for more than 3 vCPUs; the smallest nodes take the most addresses per vCPU


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

    @property
    def for_prefixes(self) -> tuple[IPv4Network, ...]:
        """What to reserve (subnet CIDR reservation, type `prefix`) in a pod subnet: all but its first /24.

        Interfaces take their own addresses from that /24; without the reservation each of them could break up a free /28,
        and prefixes would run out before addresses do.
        """
        return tuple(sorted(self.cidr.address_exclude(self._for_interfaces)))

    @property
    def prefixes(self) -> int:
        """Whole /28 that pods can have in a pod subnet. The last one holds the broadcast address, which AWS keeps."""
        return sum(block.num_addresses for block in self.for_prefixes) // PREFIX - 1

    @property
    def interfaces(self) -> int:
        """Addresses that interfaces can have in a pod subnet. AWS keeps the first four."""
        return self._for_interfaces.num_addresses - (RESERVED - 1)

    @property
    def _for_interfaces(self) -> IPv4Network:
        return next(self.cidr.subnets(new_prefix=24))


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


def size_in(region: Region, name: str, group: NodeGroup, active: bool = False) -> NodeGroupSize:
    """The size of a node group in a region: the region's own where it has one. The dr region's own hold while it stands by."""
    everywhere = NodeGroupSize(min=group.min, desired=group.desired, max=group.max)
    return everywhere if active and region.role == "dr" else region.node_groups.get(name, everywhere)


def most_nodes(region: Region, name: str, group: NodeGroup) -> int:
    """The most nodes that a group ever has in a region, whether it works or stands by."""
    return max(size_in(region, name, group, active).max for active in (False, True))


@dataclass(frozen=True)
class GroupDemand:
    """What one node group can ask of one zone's pod subnet."""

    setting: Path
    """The setting that bounds it."""
    nodes: int
    """The most nodes in the zone: its share of a group that is one per zone; otherwise its share when another zone is lost."""
    node: NodeAddresses
    """What each of them takes."""

    @property
    def prefixes(self) -> int:
        """/28 prefixes in the zone."""
        return self.nodes * self.node.prefixes

    @property
    def interfaces(self) -> int:
        """Secondary interfaces in the zone, each with an address outside the prefixes."""
        return self.nodes * self.node.interfaces


@dataclass(frozen=True)
class PodDemand:
    """What all node groups can ask of one zone's pod subnet, and what that holds."""

    groups: tuple[GroupDemand, ...]
    prefix_room: int
    interface_room: int

    @property
    def nodes(self) -> int:
        """The most nodes in a zone."""
        return sum(group.nodes for group in self.groups)

    @property
    def prefixes(self) -> int:
        """/28 prefixes needed in a zone."""
        return sum(group.prefixes for group in self.groups)

    @property
    def interfaces(self) -> int:
        """Addresses needed in a zone for the interfaces themselves."""
        return sum(group.interfaces for group in self.groups)

    @property
    def fits(self) -> bool:
        """Whether every pod gets an address."""
        return self.prefixes <= self.prefix_room and self.interfaces <= self.interface_room


def pod_demand(eks: Eks, region_index: int, region: Region) -> PodDemand:
    """The demand on each zone of a region; `region_index` is its position in the settings, which names the setting to change."""
    subnet = plan_addresses(region).tier("pods")[0]
    return PodDemand(tuple(_groups(eks, region_index, region)), subnet.prefixes, subnet.interfaces)


def _groups(eks: Eks, region_index: int, region: Region) -> Iterator[GroupDemand]:
    zones_left = region.availability_zones - 1
    for name, group in eks.node_groups.items():
        inside = ("regions", region_index) if name in region.node_groups else ("eks",)
        # The smallest type decides on pods, because the nodes of a group share one kubelet configuration.
        pods = min(max_pods(kind) for kind in group.instance_types)
        yield GroupDemand(
            (*inside, "node_groups", name, "max"),
            math.ceil(most_nodes(region, name, group) / (region.availability_zones if group.one_per_zone else zones_left)),
            max((node_addresses(kind, pods) for kind in group.instance_types), key=lambda node: node.total),
        )
    if eks.cluster_scaling == "karpenter":
        vcpus = limits(_KARPENTER_NODE)["vcpus"]
        pods = max_pods(_KARPENTER_NODE)
        nodes = math.ceil(eks.karpenter_max_vcpus / vcpus / zones_left)
        yield GroupDemand(("eks", "karpenter_max_vcpus"), nodes, node_addresses(_KARPENTER_NODE, pods))


def address_problems(settings: Settings) -> Iterator[Problem]:
    """Where the node groups' maximum does not fit the pod subnets."""
    for index, region in enumerate(settings.regions):
        demand = pod_demand(settings.eks, index, region)
        if not demand.fits:
            yield Problem(("regions", index, "pod_cidr"), _refusal(region, demand), str(region.pod_cidr))


def _refusal(region: Region, demand: PodDemand) -> str:
    largest = max(demand.groups, key=lambda group: group.prefixes)
    more_zones = " or use more zones" if region.availability_zones < len(zones_of(region.name)) else ""
    return (
        f"too small for the node groups' maximum: with one of {region.availability_zones} zones lost, each other zone may need"
        f" {demand.prefixes} prefixes (/28) for pods and {demand.interfaces} addresses for interfaces, and has"
        f" {demand.prefix_room} and {demand.interface_room};"
        f" {largest.nodes} nodes with {largest.node.prefixes} prefixes each come from {dotted(largest.setting)}: lower it{more_zones}"
    )


def require_addresses(settings: Settings) -> None:
    """Raise SettingsError where the address plan cannot carry the settings."""
    if problems := list(address_problems(settings)):
        raise SettingsError(settings.source, problems)
