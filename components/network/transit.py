"""Transit gateways, one per region and peered with each other: the hub to which further VPCs and lines can be attached."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.cross_routes import cross_routes
from components.network.naming import name_tag
from components.network.network import Network


@dataclass(frozen=True)
class TransitGatewaysArgs:
    """What the gateways need."""

    networks: Mapping[str, Network]
    providers: Mapping[str, aws.Provider]


class TransitGateways(Component):
    """A gateway in every region, its VPC attached, a peering and static routes for every pair (peerings learn no routes by themselves)."""

    gateways: dict[str, aws.ec2transitgateway.TransitGateway]
    """Region → its gateway."""

    def __init__(self, name: str, args: TransitGatewaysArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self._providers = args.providers
        self.gateways = {region: self._gateway(network) for region, network in args.networks.items()}
        self._attachments = {region: self._attach(network) for region, network in args.networks.items()}
        for requester, accepter in itertools.combinations(args.networks.values(), 2):
            self._peer(requester, accepter)
        self.register_outputs({})

    def _gateway(self, network: Network) -> aws.ec2transitgateway.TransitGateway:
        placement = network.placement
        return aws.ec2transitgateway.TransitGateway(
            placement.label("transit"),
            description=f"{placement.physical('transit')} in {placement.region.name}",
            auto_accept_shared_attachments="disable",
            default_route_table_association="enable",
            default_route_table_propagation="enable",
            dns_support="enable",
            tags=name_tag(placement, "transit"),
            opts=self._in(network),
        )

    def _attach(self, network: Network) -> aws.ec2transitgateway.VpcAttachment:
        """The VPC, by an address in each private subnet; the gateway learns both of its blocks."""
        placement = network.placement
        return aws.ec2transitgateway.VpcAttachment(
            placement.label("transit", "vpc"),
            transit_gateway_id=self.gateways[placement.region.name].id,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnet_ids["private"],
            dns_support="enable",
            tags=name_tag(placement, "transit", "vpc"),
            opts=self._in(network),
        )

    def _peer(self, requester: Network, accepter: Network) -> None:
        here, there = requester.placement, accepter.placement
        asked = aws.ec2transitgateway.PeeringAttachment(
            here.label("transit", there.region.name),
            transit_gateway_id=self.gateways[here.region.name].id,
            peer_transit_gateway_id=self.gateways[there.region.name].id,
            peer_account_id=there.account_id,
            peer_region=there.region.name,
            tags=name_tag(here, "transit", there.region.name),
            opts=self._in(requester),
        )
        accepted = aws.ec2transitgateway.PeeringAttachmentAccepter(
            there.label("transit", here.region.name),
            transit_gateway_attachment_id=asked.id,
            tags=name_tag(there, "transit", here.region.name),
            opts=self._in(accepter),
        )
        for network, other in ((requester, accepter), (accepter, requester)):
            self._route(network, other, accepted.transit_gateway_attachment_id)

    def _route(self, network: Network, other: Network, peering: pulumi.Output[str]) -> None:
        """From a VPC to its gateway, and from there to the other region's."""
        here, there = network.placement, other.placement.region
        gateway = self.gateways[here.region.name]
        for what, block in (("nodes", there.cidr), ("pods", there.pod_cidr)):
            aws.ec2transitgateway.Route(
                here.label("transit", "to", there.name, what),
                transit_gateway_route_table_id=gateway.association_default_route_table_id,
                transit_gateway_attachment_id=peering,
                destination_cidr_block=str(block),
                opts=self._in(network),
            )
        for label, table, cidr in cross_routes(network, other):
            aws.ec2.Route(
                label,
                route_table_id=table,
                destination_cidr_block=cidr,
                transit_gateway_id=gateway.id,
                opts=self._in(network, depends_on=[self._attachments[here.region.name]]),
            )

    def _in(self, network: Network, **more: object) -> pulumi.ResourceOptions:
        return self.options(provider=self._providers[network.placement.region.name], **more)
