"""Names inside the platform: one private zone that every region's VPC sees."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.network import Network
from components.placement import Placement


@dataclass(frozen=True)
class PrivateDnsArgs:
    """What the private zone needs."""

    placement: Placement
    """The primary region's."""
    networks: Mapping[str, Network]
    """Region → its network."""


class PrivateDns(Component):
    """A Route 53 private zone, made with the primary region's VPC and associated with the others."""

    zone_id: pulumi.Output[str]
    zone_name: str

    def __init__(self, name: str, args: PrivateDnsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        placement = args.placement
        primary = placement.region.name
        self.zone_name = placement.settings.network.private_zone
        zone = aws.route53.Zone(
            placement.label("private-zone"),
            name=self.zone_name,
            comment=f"Names inside {placement.physical()}",
            vpcs=[{"vpc_id": args.networks[primary].vpc_id, "vpc_region": primary}],
            force_destroy=not placement.settings.protect,  # records that the clusters wrote would keep the zone
            # A private zone needs a VPC from the start; the others come by association and would show up here as drift.
            opts=self.options(ignore_changes=["vpcs"], **placement.stateful()),
        )
        for region, network in args.networks.items():
            if region != primary:
                aws.route53.ZoneAssociation(
                    placement.label("private-zone", region),
                    zone_id=zone.zone_id,
                    vpc_id=network.vpc_id,
                    vpc_region=region,
                    opts=self.options(),
                )
        self.zone_id = zone.zone_id
        self.register_outputs({"zone_id": self.zone_id})
