"""A full mesh of VPC peerings: no hourly fee, no bottleneck, and no transit, so every pair needs its own."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.cross_routes import cross_routes
from components.network.naming import name_tag
from components.network.network import Network

_RESOLVE = {"allow_remote_vpc_dns_resolution": True}
"""The other side's public DNS names resolve to private addresses here."""


@dataclass(frozen=True)
class PeeringMeshArgs:
    """What the mesh needs."""

    networks: Mapping[str, Network]
    providers: Mapping[str, aws.Provider]


class PeeringMesh(Component):
    """One peering for every pair of regions, with routes both ways."""

    def __init__(self, name: str, args: PeeringMeshArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self._providers = args.providers
        for requester, accepter in itertools.combinations(args.networks.values(), 2):
            self._peer(requester, accepter)
        self.register_outputs({})

    def _peer(self, requester: Network, accepter: Network) -> None:
        here, there = requester.placement, accepter.placement
        name, accepter_name = here.label("peering", there.region.name), there.label("peering", here.region.name)
        asked = aws.ec2.VpcPeeringConnection(
            name,
            vpc_id=requester.vpc_id,
            peer_vpc_id=accepter.vpc_id,
            peer_owner_id=there.account_id,
            peer_region=there.region.name,
            auto_accept=False,  # AWS accepts nothing by itself across regions
            tags=name_tag(here, "to", there.region.name),
            opts=self._in(requester),
        )
        accepted = aws.ec2.VpcPeeringConnectionAccepter(
            accepter_name,
            vpc_peering_connection_id=asked.id,
            auto_accept=True,
            tags=name_tag(there, "to", here.region.name),
            opts=self._in(accepter),
        )
        active = accepted.vpc_peering_connection_id
        aws.ec2.PeeringConnectionOptions(name, vpc_peering_connection_id=active, requester=_RESOLVE, opts=self._in(requester))
        aws.ec2.PeeringConnectionOptions(accepter_name, vpc_peering_connection_id=active, accepter=_RESOLVE, opts=self._in(accepter))
        for network, other in ((requester, accepter), (accepter, requester)):
            for label, table, cidr in cross_routes(network, other):
                aws.ec2.Route(
                    label, route_table_id=table, destination_cidr_block=cidr, vpc_peering_connection_id=active, opts=self._in(network)
                )

    def _in(self, network: Network) -> pulumi.ResourceOptions:
        return self.options(provider=self._providers[network.placement.region.name])
