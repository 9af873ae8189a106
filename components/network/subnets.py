"""The subnets of all tiers, as the address plan lays them out."""

from dataclasses import dataclass
from ipaddress import IPv6Network
from typing import Any, get_args

import pulumi
import pulumi_aws as aws

from capacity.addressing import AddressPlan, PlannedSubnet, Tier
from components.component import Component
from components.network.naming import name_tag, zone_letter
from components.network.vpc import Vpc
from components.placement import Placement

# Tier → its first /64 in the VPC's IPv6 block of 256; one more for each zone, and room for eight.
_IPV6_SLOTS: dict[Tier, int] = {"public": 0, "private": 8}


@dataclass(frozen=True)
class SubnetsArgs:
    """What the subnets need."""

    placement: Placement
    plan: AddressPlan
    vpc: Vpc


class Subnets(Component):
    """One subnet per tier and zone; none gives out public addresses."""

    tiers: dict[Tier, list[aws.ec2.Subnet]]
    """In the order of the zones."""

    def __init__(self, name: str, args: SubnetsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self.tiers = {
            tier: [self._subnet(args, planned, index) for index, planned in enumerate(args.plan.tier(tier))] for tier in get_args(Tier)
        }
        self.register_outputs({})

    def _subnet(self, args: SubnetsArgs, planned: PlannedSubnet, index: int) -> aws.ec2.Subnet:
        placement, vpc, tier = args.placement, args.vpc, planned.tier
        letter = zone_letter(placement, planned.zone)
        ipv6: dict[str, Any] = {}
        if vpc.ipv6_block is not None and tier in _IPV6_SLOTS:
            slot = _IPV6_SLOTS[tier] + index
            ipv6 = {
                "ipv6_cidr_block": vpc.ipv6_block.apply(lambda block: ipv6_subnet(block, slot)),
                "assign_ipv6_address_on_creation": True,
            }
        subnet = aws.ec2.Subnet(
            placement.label(tier, letter),
            vpc_id=vpc.pods_id if tier == "pods" else vpc.id,
            availability_zone=planned.zone,
            cidr_block=str(planned.cidr),
            map_public_ip_on_launch=False,
            tags=name_tag(placement, tier, letter) | _kubernetes_tags(placement, tier),
            opts=self.options(),
            **ipv6,
        )
        if tier == "pods":
            for number, block in enumerate(planned.for_prefixes):
                aws.ec2.SubnetCidrReservation(
                    placement.label(tier, letter, str(number)),
                    subnet_id=subnet.id,
                    cidr_block=str(block),
                    reservation_type="prefix",
                    description="whole /28 prefixes for the VPC CNI; interfaces take single addresses from the rest",
                    opts=self.options(),
                )
        return subnet


def ipv6_subnet(block: str, slot: int) -> str:
    """The `slot`-th /64 of a VPC's IPv6 block."""
    try:
        return str(list(IPv6Network(block).subnets(new_prefix=64))[slot])
    except ValueError:
        return block  # no IPv6 block: the provider refuses it and names the subnet, where a traceback from here would not


def _kubernetes_tags(placement: Placement, tier: Tier) -> dict[str, str]:
    """How load balancer controllers find the subnets for public and for internal load balancers."""
    roles: dict[Tier, str] = {"public": "kubernetes.io/role/elb", "private": "kubernetes.io/role/internal-elb"}
    if tier not in roles:
        return {}
    return {roles[tier]: "1", f"kubernetes.io/cluster/{placement.physical('eks')}": "shared"}
