"""Security groups, each with one purpose; every rule a resource of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.flows import ALL, EDGE_FLOWS, FLOWS, HTTP, HTTPS, MAIL, PEER_FLOWS, Group, Ports
from components.network.gateway_endpoints import GatewayEndpoints
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement

_PURPOSES: dict[Group, str] = {
    "web": "Internet-facing load balancers",
    "link": "API Gateway on its way into the VPC",
    "internal": "Load balancers inside the VPC",
    "api": "ECS services behind the load balancers",
    "functions": "Lambda functions",
    "data": "Databases and brokers of the data tier",
    "processing": "EMR, Glue and Flink",
    "endpoints": "AWS services inside the VPC",
    "nodes": "Kubernetes nodes and their pods",
    "cluster": "Kubernetes control plane",
}


@dataclass(frozen=True)
class SecurityGroupsArgs:
    """What the security groups need."""

    placement: Placement
    vpc: Vpc
    gateway_endpoints: GatewayEndpoints


class SecurityGroups(Component):
    """The groups of a region. Only `web` is open to the world, and only on 80 and 443."""

    web: aws.ec2.SecurityGroup
    link: aws.ec2.SecurityGroup | None
    """None without `edge.ingest`."""
    internal: aws.ec2.SecurityGroup
    api: aws.ec2.SecurityGroup
    functions: aws.ec2.SecurityGroup
    """Nobody reaches them by the network: Lambda calls them."""
    data: aws.ec2.SecurityGroup
    processing: aws.ec2.SecurityGroup
    endpoints: aws.ec2.SecurityGroup
    nodes: aws.ec2.SecurityGroup
    """Nodes, and pods in their own subnets (VPC CNI custom networking)."""
    cluster: aws.ec2.SecurityGroup
    """The control plane's interfaces, beside the group that EKS makes itself."""

    def __init__(self, name: str, args: SecurityGroupsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self._args = args
        edge = args.placement.settings.edge
        linked = edge is not None and edge.ingest is not None
        self._groups: Mapping[Group, aws.ec2.SecurityGroup] = {
            group: self._group(group) for group in get_args(Group) if group != "link" or linked
        }
        self.link = self._groups.get("link")
        self.web, self.api, self.data = self._groups["web"], self._groups["api"], self._groups["data"]
        self.internal, self.functions = self._groups["internal"], self._groups["functions"]
        self.processing, self.endpoints = self._groups["processing"], self._groups["endpoints"]
        self.nodes, self.cluster = self._groups["nodes"], self._groups["cluster"]
        self._inside_the_region()
        self._from_the_world()
        self._out_of_the_vpc()
        self._to_endpoints()
        self._between_regions()
        self.register_outputs({})

    def _group(self, group: Group) -> aws.ec2.SecurityGroup:
        placement = self._args.placement
        return aws.ec2.SecurityGroup(
            placement.label(group),
            vpc_id=self._args.vpc.id,
            description=_PURPOSES[group],
            # EMR adds rules of its own that refer to the group and would keep it from being deleted.
            revoke_rules_on_delete=group == "processing",
            tags=name_tag(placement, group),
            opts=self.options(),
        )

    def _inside_the_region(self) -> None:
        edge = EDGE_FLOWS if self._args.placement.settings.edge else ()
        for source, target, ports in (*FLOWS, *edge):
            for each in ports if source in self._groups else ():
                self._ingress(target, source, each, referenced_security_group_id=self._groups[source].id)
                self._egress(source, target, each, referenced_security_group_id=self._groups[target].id)

    def _from_the_world(self) -> None:
        for ports in (HTTP, HTTPS):
            self._ingress("web", "anywhere", ports, cidr_ipv4="0.0.0.0/0")
            if self._args.placement.settings.network.ipv6:
                self._ingress("web", "anywhere-ipv6", ports, cidr_ipv6="::/0")

    def _out_of_the_vpc(self) -> None:
        """HTTPS to anywhere where NAT leads there; else to the endpoints only."""
        settings = self._args.placement.settings.network
        clients: tuple[Group, ...] = ("api", "functions", "processing", "nodes")
        for client in clients:
            if settings.nat == "none":
                gateways = self._args.gateway_endpoints
                self._egress(client, "endpoints", HTTPS, referenced_security_group_id=self.endpoints.id)
                self._egress(client, "s3", HTTPS, prefix_list_id=gateways.s3.prefix_list_id)
                self._egress(client, "dynamodb", HTTPS, prefix_list_id=gateways.dynamodb.prefix_list_id)
                continue
            self._egress(client, "anywhere", HTTPS, cidr_ipv4="0.0.0.0/0")
            if settings.ipv6:
                self._egress(client, "anywhere-ipv6", HTTPS, cidr_ipv6="::/0")
        if settings.nat != "none":
            self._egress("nodes", "anywhere", MAIL, cidr_ipv4="0.0.0.0/0")

    def _to_endpoints(self) -> None:
        region = self._args.placement.region
        self._ingress("endpoints", "vpc", HTTPS, cidr_ipv4=str(region.cidr))
        self._ingress("endpoints", "pods", HTTPS, cidr_ipv4=str(region.pod_cidr))

    def _between_regions(self) -> None:
        """Groups of another region cannot be named, so its address blocks are: a pod shows its node's address there, or its own."""
        placement = self._args.placement
        others = [region for region in placement.settings.regions if region.name != placement.region.name]
        if not others:
            return
        entries = [
            {"cidr": str(block), "description": f"{what} of {region.name}"}
            for region in others
            for what, block in (("VPC", region.cidr), ("pods", region.pod_cidr))
        ]
        peers = aws.ec2.ManagedPrefixList(
            placement.label("peers"),
            name=placement.physical("peers"),
            address_family="IPv4",
            max_entries=len(entries),
            entries=entries,
            tags=name_tag(placement, "peers"),
            opts=self.options(),
        )
        for source, target, ports in PEER_FLOWS:
            for each in ports:
                self._ingress(target, "peers", each, prefix_list_id=peers.id)
                self._egress(source, f"peer-{target}", each, prefix_list_id=peers.id)

    def _ingress(self, group: Group, source: str, ports: Ports, **where: Any) -> None:
        aws.vpc.SecurityGroupIngressRule(
            self._args.placement.label(group, "from", source, ports.name),
            security_group_id=self._groups[group].id,
            description=f"{ports.name} from {source}",
            opts=self.options(),
            **_port_arguments(ports),
            **where,
        )

    def _egress(self, group: Group, target: str, ports: Ports, **where: Any) -> None:
        aws.vpc.SecurityGroupEgressRule(
            self._args.placement.label(group, "to", target, ports.name),
            security_group_id=self._groups[group].id,
            description=f"{ports.name} to {target}",
            opts=self.options(),
            **_port_arguments(ports),
            **where,
        )


def _port_arguments(ports: Ports) -> dict[str, Any]:
    """AWS wants no ports where every protocol is meant."""
    return {"ip_protocol": ports.protocol} | ({} if ports is ALL else {"from_port": ports.first, "to_port": ports.last})
