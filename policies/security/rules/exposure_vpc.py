"""Networks keep apart: no public addresses by accident, no strangers let in, AWS services reached from inside."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.addresses import holds_everyone
from policies.subject import Stack, Subject, any_of


@resource_rule(
    "ec2-subnet-no-public-ip",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No subnet gives everything launched in it a public address.",
    remedy="Leave map_public_ip_on_launch out; give an address to what needs one, such as a NAT gateway.",
    controls=("FSBP EC2.15", "CKV_AWS_130"),
    types=("aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"),
)
def subnet_no_public_ip(subnet: Subject) -> Iterator[str]:
    if subnet.values.flag("mapPublicIpOnLaunch"):
        yield "mapPublicIpOnLaunch is true"


@resource_rule(
    "ec2-no-default-vpc",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Nothing is built on an account's default VPC, where all subnets are public.",
    remedy="Make an aws.ec2.Vpc with subnets of its own.",
    controls=("CKV_AWS_148",),
    types=("aws:ec2/defaultVpc:DefaultVpc", "aws:ec2/defaultSubnet:DefaultSubnet"),
)
def no_default_vpc(_: Subject) -> Iterator[str]:
    yield "it takes over what AWS made with the account"


@stack_rule(
    "ec2-vpc-gateway-endpoints",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Every VPC reaches S3 and DynamoDB by endpoints, and not over the internet.",
    remedy="Add an aws.ec2.VpcEndpoint for com.amazonaws.<region>.s3 and one for dynamodb, with the route tables of the private subnets.",
    controls=("platform",),
    types=("aws:ec2/vpc:Vpc",),
)
def vpc_gateway_endpoints(vpc: Subject, stack: Stack) -> Iterator[str]:
    yield from _missing_endpoints(vpc, stack, ("s3", "dynamodb"))


@stack_rule(
    "ec2-vpc-interface-endpoints",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Every VPC reaches the AWS services that run its workloads by interface endpoints.",
    remedy="Add an aws.ec2.VpcEndpoint of the type Interface for each service, or set which ones are needed. Each costs by the hour.",
    controls=("FSBP EC2.10", "FSBP EC2.55", "FSBP EC2.56", "FSBP EC2.57"),
    types=("aws:ec2/vpc:Vpc",),
    config={
        "services": {
            "type": "array",
            "items": {"type": "string"},
            "default": ["ec2", "ecr.api", "ecr.dkr", "ssm"],
            "description": "The ends of the services' names, such as ecr.api for com.amazonaws.us-east-1.ecr.api.",
        }
    },
)
def vpc_interface_endpoints(vpc: Subject, stack: Stack) -> Iterator[str]:
    yield from _missing_endpoints(vpc, stack, tuple(vpc.settings["services"]))


def _missing_endpoints(vpc: Subject, stack: Stack, services: tuple[str, ...]) -> Iterator[str]:
    endpoints = stack.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")

    def reaches(endpoint: Subject, service: str) -> bool:
        return endpoint.values.text("serviceName").endswith(f".{service}") and stack.refers(endpoint, "vpcId", vpc)

    def check(_: Values, service: str) -> Iterator[str]:
        if not any_of(*(partial(reaches, endpoint, service) for endpoint in endpoints)):
            yield f"no endpoint for {service}"

    yield from vpc.separately(*(partial(check, service=service) for service in services))


@resource_rule(
    "ec2-peering-route-narrow",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Routes over a peering connection lead to the peer's blocks only, not to everywhere.",
    remedy="Set destination_cidr_block to the peer VPC's block.",
    controls=("CIS AWS 5.5", "CKV2_AWS_44"),
    types=("aws:ec2/route:Route", "aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"),
)
def peering_route_narrow(routes: Subject) -> Iterator[str]:
    yield from routes.each([routes.values, *routes.values.items("routes")], _peering_route)


def _peering_route(route: Values) -> Iterator[str]:
    given = [route.text(key) for key in ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")]
    if any(holds_everyone(block) for block in given) and route.has("vpcPeeringConnectionId"):
        yield f"{route.path} leads everywhere over a peering connection".lstrip()


@stack_rule(
    "ec2-peering-accepts-own-only",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="What is accepted by itself is a peering connection that the same program requests.",
    remedy="Leave auto_accept out and accept a foreign request by hand, once it is clear whose it is.",
    controls=("platform",),
    types=("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",),
)
def peering_accepts_own_only(accepter: Subject, stack: Stack) -> Iterator[str]:
    connections = stack.of_type("aws:ec2/vpcPeeringConnection:VpcPeeringConnection")
    if accepter.values.flag("autoAccept") and not any_of(
        *(partial(stack.refers, accepter, "vpcPeeringConnectionId", connection) for connection in connections)
    ):
        yield "autoAccept is true for a connection that is requested elsewhere"


@resource_rule(
    "ec2-transit-gateway-no-auto-accept",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Transit gateways do not accept the attachments of other accounts by themselves.",
    remedy='Leave auto_accept_shared_attachments out, or set it to "disable".',
    controls=("FSBP EC2.23", "CKV_AWS_331"),
    types=("aws:ec2transitgateway/transitGateway:TransitGateway",),
)
def transit_gateway_no_auto_accept(gateway: Subject) -> Iterator[str]:
    if gateway.values.text("autoAcceptSharedAttachments") == "enable":
        yield "autoAcceptSharedAttachments is enable"


@resource_rule(
    "ec2-endpoint-service-acceptance",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Connections to a VPC's endpoint service are accepted by hand.",
    remedy="Set acceptance_required=True.",
    controls=("CKV_AWS_123",),
    types=("aws:ec2/vpcEndpointService:VpcEndpointService",),
)
def endpoint_service_acceptance(service: Subject) -> Iterator[str]:
    if not service.values.flag("acceptanceRequired"):
        yield "acceptanceRequired is not true"
