"""NAT gateways: the way out for whatever has no public address."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag, zone_letter
from components.network.vpc import Vpc
from components.placement import Placement


@dataclass(frozen=True)
class NatGatewaysArgs:
    """What the NAT gateways need."""

    placement: Placement
    vpc: Vpc
    public_subnet_ids: Sequence[pulumi.Input[str]]
    """In the order of the zones."""


class NatGateways(Component):
    """None, one, or one in each zone."""

    gateways: list[aws.ec2.NatGateway]
    """In the order of the zones."""

    def __init__(self, name: str, args: NatGatewaysArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        zones = args.placement.region.zones
        count = {"none": 0, "single": 1, "per_az": len(zones)}[args.placement.settings.network.nat]
        self.gateways = [
            self._gateway(args, zone_letter(args.placement, zone), subnet)
            for zone, subnet in zip(zones[:count], args.public_subnet_ids, strict=False)
        ]
        self.register_outputs({})

    def _gateway(self, args: NatGatewaysArgs, letter: str, subnet_id: pulumi.Input[str]) -> aws.ec2.NatGateway:
        placement = args.placement
        # Neither can be made before the VPC has its internet gateway, nor can that be detached while they exist.
        after = self.options(depends_on=[args.vpc.internet_gateway])
        address = aws.ec2.Eip(placement.label("nat", letter), domain="vpc", tags=name_tag(placement, "nat", letter), opts=after)
        return aws.ec2.NatGateway(
            placement.label("nat", letter),
            subnet_id=subnet_id,
            allocation_id=address.id,
            connectivity_type="public",
            tags=name_tag(placement, "nat", letter),
            opts=after,
        )

    def of_zone(self, index: int) -> aws.ec2.NatGateway | None:
        """The gateway that a zone goes out through: its own, or the single one."""
        return self.gateways[min(index, len(self.gateways) - 1)] if self.gateways else None
