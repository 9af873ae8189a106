"""Which subnet reaches what: route tables, their ways out, and who uses them.

The public tier has one table with the internet gateway. Private and pod subnets of a zone share a table, which goes out
through NAT, in their own zone where there is one gateway each: a zone's failure then stays in the zone, and nothing pays for
traffic between zones on its way out. The data tier's table has no way out at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from capacity.addressing import Tier
from components.component import Component
from components.network.naming import name_tag, zone_letter
from components.network.nat import NatGateways, NatGatewaysArgs
from components.network.subnets import Subnets
from components.network.vpc import Vpc
from components.placement import Placement

_EVERYWHERE = "0.0.0.0/0"
_EVERYWHERE_IPV6 = "::/0"


@dataclass(frozen=True)
class RoutesArgs:
    """What the routes need."""

    placement: Placement
    vpc: Vpc
    subnets: Subnets


class Routes(Component):
    """Route tables with their routes, associated to the subnets."""

    table_ids: dict[Tier, list[pulumi.Output[str]]]
    """In the order of the zones: one for `public`, one for `data`, one per zone for `private`, which `pods` shares."""
    subnet_ids: dict[Tier, list[pulumi.Output[str]]]
    """In the order of the zones; known once the subnet has its routes: what is put into it has its way out, and keeps it while it lives."""
    nat: NatGateways

    def __init__(self, name: str, args: RoutesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self._args = args
        placement = args.placement
        public, routes = self._public_table()
        self.subnet_ids = {"public": self._associate("public", [public] * len(placement.region.zones), routes)}
        self.nat = NatGateways(placement.label("nat"), NatGatewaysArgs(placement, args.vpc, self.subnet_ids["public"]), self.options())
        private, routes = self._private_tables()
        data = self._table("data")
        self.subnet_ids["private"] = self._associate("private", private, routes)
        self.subnet_ids["data"] = self._associate("data", [data] * len(placement.region.zones), [])
        self.subnet_ids["pods"] = self._associate("pods", private, routes)
        private_ids = [table.id for table in private]
        self.table_ids = {"public": [public.id], "private": private_ids, "data": [data.id], "pods": private_ids}
        self.register_outputs({})

    def _table(self, *words: str) -> aws.ec2.RouteTable:
        placement = self._args.placement
        return aws.ec2.RouteTable(placement.label(*words), vpc_id=self._args.vpc.id, tags=name_tag(placement, *words), opts=self.options())

    def _public_table(self) -> tuple[aws.ec2.RouteTable, list[aws.ec2.Route]]:
        label, gateway = self._args.placement.label, self._args.vpc.internet_gateway
        table = self._table("public")
        routes = [
            aws.ec2.Route(
                label("public", "internet"),
                route_table_id=table.id,
                destination_cidr_block=_EVERYWHERE,
                gateway_id=gateway.id,
                opts=self.options(),
            )
        ]
        if self._args.placement.settings.network.ipv6:
            routes.append(
                aws.ec2.Route(
                    label("public", "internet-ipv6"),
                    route_table_id=table.id,
                    destination_ipv6_cidr_block=_EVERYWHERE_IPV6,
                    gateway_id=gateway.id,
                    opts=self.options(),
                )
            )
        return table, routes

    def _private_tables(self) -> tuple[list[aws.ec2.RouteTable], list[aws.ec2.Route]]:
        placement = self._args.placement
        letters = [zone_letter(placement, zone) for zone in placement.region.zones]
        tables = [self._table("private", letter) for letter in letters]
        routes = []
        for index, (letter, table) in enumerate(zip(letters, tables, strict=True)):
            if gateway := self.nat.of_zone(index):
                routes.append(
                    aws.ec2.Route(
                        placement.label("private", letter, "internet"),
                        route_table_id=table.id,
                        destination_cidr_block=_EVERYWHERE,
                        nat_gateway_id=gateway.id,
                        opts=self.options(),
                    )
                )
        # IPv6 needs no NAT; a gateway that only lets out does for it what NAT does for IPv4.
        if placement.settings.network.ipv6 and self.nat.gateways:
            gateway = aws.ec2.EgressOnlyInternetGateway(
                placement.label("egress-only"), vpc_id=self._args.vpc.id, tags=name_tag(placement, "egress-only"), opts=self.options()
            )
            routes += [
                aws.ec2.Route(
                    placement.label("private", letter, "internet-ipv6"),
                    route_table_id=table.id,
                    destination_ipv6_cidr_block=_EVERYWHERE_IPV6,
                    egress_only_gateway_id=gateway.id,
                    opts=self.options(),
                )
                for letter, table in zip(letters, tables, strict=True)
            ]
        return tables, routes

    def _associate(self, tier: Tier, tables: Sequence[aws.ec2.RouteTable], routes: Sequence[aws.ec2.Route]) -> list[pulumi.Output[str]]:
        placement = self._args.placement
        return [
            aws.ec2.RouteTableAssociation(
                placement.label(tier, zone_letter(placement, zone)),
                subnet_id=subnet.id,
                route_table_id=table.id,
                opts=self.options(depends_on=list(routes)),
            ).subnet_id
            for zone, subnet, table in zip(placement.region.zones, self._args.subnets.tiers[tier], tables, strict=True)
        ]
