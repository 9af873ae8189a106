"""The network of each region (one VPC)."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field

from settings.section import Days, Section, matches

Endpoint = Literal[
    "athena", "autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "glue",
    "kinesis-firehose", "kinesis-streams", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm", "sts",
]  # fmt: skip

Domain = Annotated[
    str, matches(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}", "a domain name in small letters, such as platform.internal")
]


class Network(Section):
    """Ways in, out and across."""

    nat: Literal["none", "single", "per_az"]
    """`single` is cheap and loses egress with its zone; `per_az` survives a zone; `none` leaves only the endpoints as a way out."""
    interface_endpoints: tuple[Endpoint, ...] = ()
    """AWS services that private workloads reach without NAT. Each costs an hourly fee per zone, so dev may leave them to NAT.
    S3 and DynamoDB gateways are free and always there."""
    interconnect: Literal["none", "vpc_peering", "transit_gateway"] = "none"
    """How the regions reach each other: a full mesh of peerings (no hourly fee), or transit gateways (transitive, for many more VPCs)."""
    private_zone: Domain
    """The Route 53 private zone that all regions share, such as `platform.internal`."""
    resolver_endpoints: bool = False
    """Route 53 Resolver endpoints and a forwarding rule, for names of the private zone asked from on-premises and the other way."""
    on_premises_dns: dict[Domain, Annotated[tuple[IPv4Address, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Domain → addresses of its DNS servers outside AWS: `resolver_endpoints` forwards to them, and answers only them."""
    flow_log_days: Days = 30
    """How long VPC flow logs are kept."""
    ipv6: bool = False
    """An Amazon IPv6 block for the VPC and its public and private subnets. Inside a region only: between regions traffic stays IPv4."""
