"""Networks contain nothing that is paid by the hour for nothing."""

from collections.abc import Iterator
from functools import partial

from policies.counting import all_companions
from policies.rule import Severity, Topic, stack_rule
from policies.subject import Stack, Subject, any_of

_VPC = "aws:ec2/vpc:Vpc"
_SUBNET = "aws:ec2/subnet:Subnet"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_NAT = "aws:ec2/natGateway:NatGateway"
_ADDRESS_USERS = (
    (_NAT, "allocationId"),
    (_NAT, "secondaryAllocationIds"),
    ("aws:ec2/eipAssociation:EipAssociation", "allocationId"),
    ("aws:lb/loadBalancer:LoadBalancer", "subnetMappings"),
    ("aws:transfer/server:Server", "endpointDetails"),
    ("aws:networkfirewall/firewall:Firewall", "subnetMappings"),
    ("aws:globalaccelerator/endpointGroup:EndpointGroup", "endpointConfigurations"),
)
"""Type and property by which an elastic IP address is used."""


@stack_rule(
    "eip-attached",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Elastic IP addresses belong to something; an idle one is paid all the same.",
    remedy="Attach the address to a NAT gateway, a load balancer or an instance, or release it.",
    controls=("FSBP EC2.12", "CKV2_AWS_19"),
    types=("aws:ec2/eip:Eip",),
)
def eip_attached(address: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: stack.given(address, "instance"),
        lambda: stack.given(address, "networkInterface"),
        *(partial(_is_used, address, stack, *user) for user in _ADDRESS_USERS),
    ):
        yield "nothing uses it"


def _is_used(address: Subject, stack: Stack, type_: str, property_: str) -> bool:
    return bool(stack.companions(address, type_, property_))


def _gateways(vpc: Subject, stack: Stack, wanted: int) -> list[Subject]:
    """The NAT gateways of a VPC. Raises NotYetKnown if those that are known are fewer than wanted, and more may be."""
    subnets = stack.companions(vpc, _SUBNET, "vpcId")
    known = [gateway for gateway in stack.of_type(_NAT) if any(target in subnets for target in stack.targets(gateway, "subnetId", _SUBNET))]
    if len(known) >= wanted:
        return known
    every = all_companions(stack, vpc, _SUBNET, "vpcId")
    return [gateway for subnet in every for gateway in all_companions(stack, subnet, _NAT, "subnetId")]


@stack_rule(
    "nat-gateways-per-vpc",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="A VPC has no more NAT gateways than the stack allows: one does where an outage of its zone can be borne.",
    remedy="Route all private subnets through one NAT gateway, or allow more in the stack's settings.",
    controls=("platform",),
    types=(_VPC,),
    config={"most": {"type": "integer", "minimum": 0, "default": 3, "description": "NAT gateways of one VPC."}},
)
def nat_gateways_per_vpc(vpc: Subject, stack: Stack) -> Iterator[str]:
    most = int(vpc.settings["most"])
    count = len(_gateways(vpc, stack, most + 1))
    if count > most:
        yield f"it has {count} NAT gateways, more than {most}"


@stack_rule(
    "nat-gateway-spared-by-endpoints",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Where a VPC has NAT gateways, traffic to S3 and DynamoDB takes gateway endpoints, which are free.",
    remedy="Add an aws.ec2.VpcEndpoint of type Gateway for s3 and for dynamodb, with the private route tables.",
    controls=("platform",),
    types=(_VPC,),
)
def nat_gateway_spared_by_endpoints(vpc: Subject, stack: Stack) -> Iterator[str]:
    if not _gateways(vpc, stack, 1):
        return

    def is_for(service: str, endpoint: Subject) -> bool:
        return endpoint.values.text("serviceName").endswith(f".{service}") and stack.refers(endpoint, "vpcId", vpc)

    def check(service: str) -> Iterator[str]:
        if not any_of(*(partial(is_for, service, endpoint) for endpoint in stack.of_type(_ENDPOINT))):
            yield f"no endpoint for {service}: its traffic through NAT gateways is paid by the GB"

    yield from vpc.each(("s3", "dynamodb"), check)


@stack_rule(
    "load-balancer-in-use",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Load balancers listen; one without a listener is paid by the hour for nothing.",
    remedy="Add an aws.lb.Listener, or remove the load balancer.",
    controls=("platform",),
    types=("aws:lb/loadBalancer:LoadBalancer",),
)
def load_balancer_in_use(balancer: Subject, stack: Stack) -> Iterator[str]:
    if not stack.companions(balancer, "aws:lb/listener:Listener", "loadBalancerArn"):
        yield "no Listener refers to it"
