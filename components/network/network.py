"""The network of one region: everything that a packet meets."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from capacity.addressing import AddressPlan, Tier, plan_addresses
from components.component import Component
from components.network.data_acl import DataAcl, DataAclArgs
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from components.network.gateway_endpoints import GatewayEndpoints, GatewayEndpointsArgs
from components.network.interface_endpoints import InterfaceEndpoints, InterfaceEndpointsArgs
from components.network.query_logs import QueryLogs, QueryLogsArgs
from components.network.resolver import ResolverEndpoints, ResolverEndpointsArgs
from components.network.routes import Routes, RoutesArgs
from components.network.security_groups import SecurityGroups, SecurityGroupsArgs
from components.network.subnets import Subnets, SubnetsArgs
from components.network.vpc import Vpc, VpcArgs
from components.placement import Placement
from components.security.log_archive import LogArchive


@dataclass(frozen=True)
class NetworkArgs:
    """What a region's network needs."""

    placement: Placement
    logs: LogArchive


class Network(Component):
    """One VPC with its subnets, ways out, groups, endpoints and flow log.

    What runs without NAT, or needs endpoints and rules from its first second, depends on the whole component.
    """

    placement: Placement
    plan: AddressPlan
    vpc_id: pulumi.Output[str]
    subnets: dict[Tier, list[aws.ec2.Subnet]]
    """In the order of the zones, as are all lists here."""
    subnet_ids: dict[Tier, list[pulumi.Output[str]]]
    """Known once a subnet has its routes: to be preferred to `subnets` for whatever runs there."""
    route_table_ids: dict[Tier, list[pulumi.Output[str]]]
    """One each for `public` and `data`; one per zone for `private`, which `pods` shares."""
    nat_gateways: list[aws.ec2.NatGateway]
    security_groups: SecurityGroups

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        placement = self.placement = args.placement
        label = placement.label
        self.plan = plan_addresses(placement.region)
        vpc = Vpc(label("vpc"), VpcArgs(placement), self.options())
        subnets = Subnets(label("subnets"), SubnetsArgs(placement, self.plan, vpc), self.options())
        routes = Routes(label("routes"), RoutesArgs(placement, vpc, subnets), self.options())
        gateways = GatewayEndpoints(
            label("gateway-endpoints"), GatewayEndpointsArgs(placement, vpc, routes.table_ids["private"]), self.options()
        )
        self.security_groups = SecurityGroups(label("security-groups"), SecurityGroupsArgs(placement, vpc, gateways), self.options())
        private = routes.subnet_ids["private"]
        InterfaceEndpoints(
            label("interface-endpoints"),
            InterfaceEndpointsArgs(placement, vpc, private, self.security_groups.endpoints),
            self.options(),
        )
        DataAcl(label("data-acl"), DataAclArgs(placement, self.plan, vpc, routes.subnet_ids["data"]), self.options())
        FlowLogs(label("flow-logs"), FlowLogsArgs(placement, vpc, args.logs), self.options())
        QueryLogs(label("query-logs"), QueryLogsArgs(placement, vpc, args.logs), self.options())
        if placement.settings.network.resolver_endpoints:
            ResolverEndpoints(label("resolver"), ResolverEndpointsArgs(placement, vpc, private), self.options())
        self.vpc_id = vpc.id
        self.subnets, self.subnet_ids, self.route_table_ids = subnets.tiers, routes.subnet_ids, routes.table_ids
        self.nat_gateways = routes.nat.gateways
        self.register_outputs({"vpc_id": self.vpc_id, "subnet_ids": self.subnet_ids})
