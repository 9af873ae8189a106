"""Networks contain nothing that is paid by the hour for nothing."""

from tests.policies.case import UNKNOWN, Case, Made, made, ref

NAT = "aws:ec2/natGateway:NatGateway"
ADDRESS = made("aws:ec2/eip:Eip", "address", domain="vpc")
VPC = made("aws:ec2/vpc:Vpc", "network", cidrBlock="10.0.0.0/16")
SUBNET = made("aws:ec2/subnet:Subnet", "subnet", vpcId=ref("network"))
OTHER = made("aws:ec2/subnet:Subnet", "other", vpcId=ref("elsewhere"))
BALANCER = made("aws:lb/loadBalancer:LoadBalancer", "balancer", loadBalancerType="network")
LISTENER = "aws:lb/listener:Listener"


def gateway(subnet: str, name: str = "nat") -> Made:
    """A NAT gateway."""
    return made(NAT, name, subnetId=ref(subnet))


def endpoint(service: str, vpc: str = "network") -> Made:
    """A gateway endpoint."""
    return made("aws:ec2/vpcEndpoint:VpcEndpoint", service, vpcId=ref(vpc), serviceName=f"com.amazonaws.us-east-1.{service}")


CASES = [
    Case(
        "eip-attached",
        passing=[
            made("aws:ec2/eip:Eip", instance="i-1"),
            made("aws:ec2/eip:Eip", networkInterface="eni-1"),
            [ADDRESS, made(NAT, allocationId=ref("address"))],
            [ADDRESS, made(NAT, secondaryAllocationIds=[ref("address")])],
            [ADDRESS, made("aws:ec2/eipAssociation:EipAssociation", allocationId=ref("address"))],
            [ADDRESS, made("aws:lb/loadBalancer:LoadBalancer", subnetMappings=[{"subnetId": "s", "allocationId": ref("address")}])],
            [ADDRESS, made("aws:transfer/server:Server", endpointDetails={"addressAllocationIds": [ref("address")]})],
            [
                ADDRESS,
                made("aws:globalaccelerator/endpointGroup:EndpointGroup", endpointConfigurations=[{"endpointId": ref("address")}]),
            ],
        ],
        failing=[ADDRESS, [ADDRESS, made(NAT, allocationId=ref("another"))]],
    ),
    Case(
        "nat-gateways-per-vpc",
        config={"most": 1},
        passing=[VPC, [VPC, SUBNET, gateway("subnet")], [VPC, SUBNET, OTHER, gateway("subnet"), gateway("other", "second")]],
        failing=[
            [VPC, SUBNET, gateway("subnet"), gateway("subnet", "second")],
            [VPC, SUBNET, gateway("subnet"), gateway("subnet", "second"), made(NAT, "third", subnetId=UNKNOWN)],
        ],
    ),
    Case(
        "nat-gateway-spared-by-endpoints",
        passing=[
            VPC,
            [VPC, endpoint("s3")],
            [VPC, SUBNET, OTHER, gateway("other")],
            [VPC, SUBNET, gateway("subnet"), endpoint("s3"), endpoint("dynamodb")],
        ],
        failing=[
            [VPC, SUBNET, gateway("subnet")],
            [VPC, SUBNET, gateway("subnet"), endpoint("s3")],
            [VPC, SUBNET, gateway("subnet"), endpoint("dynamodb"), endpoint("s3", "elsewhere")],
        ],
    ),
    Case(
        "load-balancer-in-use",
        passing=[[BALANCER, made(LISTENER, loadBalancerArn=ref("balancer"), port=443)]],
        failing=[BALANCER, [BALANCER, made(LISTENER, loadBalancerArn=ref("another"), port=443)]],
    ),
]
