"""The VPC itself: its address blocks, its door to the internet, and a default group that lets nothing through."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.placement import Placement


@dataclass(frozen=True)
class VpcArgs:
    """What the VPC needs."""

    placement: Placement


class Vpc(Component):
    """A /16 for nodes and services, a second /16 for pods, and one internet gateway."""

    id: pulumi.Output[str]
    pods_id: pulumi.Output[str]
    """The same id, known once the pod block belongs to the VPC: what takes addresses from that block waits for it."""
    ipv6_block: pulumi.Output[str] | None
    """Amazon's /56, where the settings ask for IPv6."""
    internet_gateway: aws.ec2.InternetGateway

    def __init__(self, name: str, args: VpcArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        placement = args.placement
        ipv6 = placement.settings.network.ipv6
        vpc = aws.ec2.Vpc(
            name,
            cidr_block=str(placement.region.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            assign_generated_ipv6_cidr_block=ipv6,
            tags=name_tag(placement, "vpc"),
            opts=self.options(),
        )
        pods = aws.ec2.VpcIpv4CidrBlockAssociation(
            placement.label("pods"), vpc_id=vpc.id, cidr_block=str(placement.region.pod_cidr), opts=self.options()
        )
        # AWS makes this group with the VPC and nobody can delete it; adopted without rules, it lets nothing through.
        aws.ec2.DefaultSecurityGroup(
            placement.label("default"), vpc_id=vpc.id, tags=name_tag(placement, "default-closed"), opts=self.options()
        )
        self.internet_gateway = aws.ec2.InternetGateway(
            placement.label("internet"), vpc_id=vpc.id, tags=name_tag(placement, "internet"), opts=self.options()
        )
        self.id, self.pods_id = vpc.id, pods.vpc_id
        self.ipv6_block = vpc.ipv6_cidr_block if ipv6 else None
        self.register_outputs({"id": self.id})
