"""AWS services reached inside the VPC, by an address in every zone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement


@dataclass(frozen=True)
class InterfaceEndpointsArgs:
    """What the interface endpoints need."""

    placement: Placement
    vpc: Vpc
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets, one per zone."""
    security_group: aws.ec2.SecurityGroup


class InterfaceEndpoints(Component):
    """One endpoint for each service of the settings. Private DNS puts it in the place of the public name, so no client needs to know."""

    def __init__(self, name: str, args: InterfaceEndpointsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        placement = args.placement
        for service in sorted(set(placement.settings.network.interface_endpoints)):
            aws.ec2.VpcEndpoint(
                placement.label("endpoint", service),
                vpc_id=args.vpc.id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{placement.region.name}.{service}",
                subnet_ids=args.subnet_ids,
                security_group_ids=[args.security_group.id],
                private_dns_enabled=True,
                tags=name_tag(placement, service),
                opts=self.options(),
            )
        self.register_outputs({})
