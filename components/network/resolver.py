"""Names across the border of AWS: on-premises servers ask for ours, and we for theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement

_DNS = 53


@dataclass(frozen=True)
class ResolverEndpointsArgs:
    """What the Resolver endpoints need."""

    placement: Placement
    vpc: Vpc
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets, one per zone."""


class ResolverEndpoints(Component):
    """An endpoint each way, and a forwarding rule per on-premises domain. The line to there (VPN or Direct Connect) is not made here."""

    def __init__(self, name: str, args: ResolverEndpointsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self._args = args
        domains = args.placement.settings.network.on_premises_dns
        group = self._group({server for servers in domains.values() for server in servers})
        self._endpoint("INBOUND", group)
        self._forward(self._endpoint("OUTBOUND", group), domains)
        self.register_outputs({})

    def _group(self, servers: set[IPv4Address]) -> aws.ec2.SecurityGroup:
        """Only the on-premises servers ask and are asked."""
        placement = self._args.placement
        group = aws.ec2.SecurityGroup(
            placement.label("resolver"),
            vpc_id=self._args.vpc.id,
            description="Route 53 Resolver endpoints",
            tags=name_tag(placement, "resolver"),
            opts=self.options(),
        )
        for server in sorted(servers):
            for protocol in ("tcp", "udp"):
                for direction, rule in (("from", aws.vpc.SecurityGroupIngressRule), ("to", aws.vpc.SecurityGroupEgressRule)):
                    rule(
                        placement.label("resolver", direction, str(server), protocol),
                        security_group_id=group.id,
                        description=f"DNS {direction} {server}",
                        ip_protocol=protocol,
                        from_port=_DNS,
                        to_port=_DNS,
                        cidr_ipv4=f"{server}/32",
                        opts=self.options(),
                    )
        return group

    def _endpoint(self, direction: Literal["INBOUND", "OUTBOUND"], group: aws.ec2.SecurityGroup) -> aws.route53.ResolverEndpoint:
        placement = self._args.placement
        words = ("resolver", direction.lower())
        return aws.route53.ResolverEndpoint(
            placement.label(*words),
            name=placement.physical(*words),
            direction=direction,
            ip_addresses=[{"subnet_id": subnet} for subnet in self._args.subnet_ids],
            security_group_ids=[group.id],
            protocols=["Do53"],
            tags=name_tag(placement, *words),
            opts=self.options(),
        )

    def _forward(self, endpoint: aws.route53.ResolverEndpoint, domains: Mapping[str, Sequence[IPv4Address]]) -> None:
        placement = self._args.placement
        for domain, servers in sorted(domains.items()):
            label = placement.label("forward", domain)
            rule = aws.route53.ResolverRule(
                label,
                domain_name=domain,
                rule_type="FORWARD",
                resolver_endpoint_id=endpoint.id,
                target_ips=[{"ip": str(server), "port": _DNS} for server in servers],
                tags=name_tag(placement, "forward", domain),
                opts=self.options(),
            )
            aws.route53.ResolverRuleAssociation(label, resolver_rule_id=rule.id, vpc_id=self._args.vpc.id, opts=self.options())
