"""Networks keep apart."""

from tests.policies.case import Case, Made, made, ref

VPC = made("aws:ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService"


def endpoint(service: str, vpc: str = "vpc") -> Made:
    """An endpoint of a VPC."""
    return made("aws:ec2/vpcEndpoint:VpcEndpoint", f"{service}-of-{vpc}", vpcId=ref(vpc), serviceName=f"com.amazonaws.us-east-1.{service}")


CASES = [
    Case(
        "ec2-subnet-no-public-ip",
        passing=[made(SUBNET), made(SUBNET, mapPublicIpOnLaunch=False)],
        failing=[made(SUBNET, mapPublicIpOnLaunch=True)],
    ),
    Case("ec2-no-default-vpc", passing=[VPC], failing=[made("aws:ec2/defaultVpc:DefaultVpc")]),
    Case(
        "ec2-vpc-gateway-endpoints",
        passing=[[VPC, endpoint("dynamodb"), endpoint("s3")]],
        failing=[
            VPC,
            [VPC, endpoint("s3")],
            [VPC, made("aws:ec2/vpc:Vpc", "other"), endpoint("s3", "other"), endpoint("dynamodb", "other")],
        ],
    ),
    Case(
        "ec2-vpc-interface-endpoints",
        config={"services": ["ec2", "kms"]},
        passing=[[VPC, endpoint("ec2"), endpoint("kms")]],
        failing=[[VPC, endpoint("ec2")], [VPC, endpoint("kms")]],
    ),
    Case(
        "ec2-peering-route-narrow",
        passing=[
            made(ROUTE, destinationCidrBlock="10.1.0.0/16", vpcPeeringConnectionId=ref("peering")),
            made(ROUTE, destinationCidrBlock="0.0.0.0/0", natGatewayId=ref("nat")),
            made(TABLE, routes=[{"cidrBlock": "10.1.0.0/16", "vpcPeeringConnectionId": ref("peering")}]),
        ],
        failing=[
            made(ROUTE, destinationCidrBlock="0.0.0.0/0", vpcPeeringConnectionId=ref("peering")),
            made(TABLE, routes=[{"ipv6CidrBlock": "::/0", "vpcPeeringConnectionId": ref("peering")}]),
        ],
    ),
    Case(
        "ec2-peering-accepts-own-only",
        passing=[
            [made(ACCEPTER, autoAccept=True, vpcPeeringConnectionId=ref("peering")), made(PEERING, "peering")],
            made(ACCEPTER, vpcPeeringConnectionId="pcx-1"),
        ],
        failing=[
            made(ACCEPTER, autoAccept=True, vpcPeeringConnectionId="pcx-1"),
            [made(ACCEPTER, autoAccept=True, vpcPeeringConnectionId="pcx-1"), made(PEERING, "peering")],
        ],
    ),
    Case(
        "ec2-transit-gateway-no-auto-accept",
        passing=[made(GATEWAY), made(GATEWAY, autoAcceptSharedAttachments="disable")],
        failing=[made(GATEWAY, autoAcceptSharedAttachments="enable")],
    ),
    Case(
        "ec2-endpoint-service-acceptance",
        passing=[made(SERVICE, acceptanceRequired=True)],
        failing=[made(SERVICE)],
    ),
]
