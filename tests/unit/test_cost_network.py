"""What networks cost: gateways, endpoints, connections between networks, and the data that leaves them."""

import json

import pytest

from costing import estimate
from tests.costs import Case, cost, inventory, problem_of, resource

VPC = resource("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, "vpc")
EIP = resource("aws:ec2/eip:Eip", {"domain": "vpc"}, "nat")
NAT = resource("aws:ec2/natGateway:NatGateway", {"allocationId": "eipalloc-1", "subnetId": "subnet-1"}, refers={"allocationId": EIP})
NAT_IRELAND = resource("aws:ec2/natGateway:NatGateway", {"allocationId": "eipalloc-1"}, region="eu-west-1")
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FIREWALL = "aws:networkfirewall/firewall:Firewall"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
TRANSIT = "aws:ec2transitgateway/"
VPN = "aws:ec2/vpnConnection:VpnConnection"
DIRECT = "aws:directconnect/"


def interface(zones: int, region: str = "us-east-1") -> dict[str, object]:
    """Inputs of an interface endpoint."""
    return {"vpcEndpointType": "Interface", "subnetIds": [f"subnet-{zone}" for zone in range(zones)], "serviceName": f"{region}.logs"}


across = resource(PEERING, {"vpcId": "vpc-1", "peerVpcId": "vpc-2", "peerRegion": "eu-west-1"}, "across")
transit_across = resource(f"{TRANSIT}peeringAttachment:PeeringAttachment", {"peerRegion": "us-west-2"}, "across")
near = resource(PEERING, {"vpcId": "vpc-1", "peerVpcId": "vpc-2", "peerRegion": "us-east-2"}, "near")
core = resource("aws:networkmanager/coreNetwork:CoreNetwork", {"globalNetworkId": "global-network-1"}, "core")
transit_gateway = resource(f"{TRANSIT}transitGateway:TransitGateway", {}, "hub")

CASES = [
    Case("a NAT gateway and its address, once", [NAT, EIP], "730 h × $0.045 + 730 h × $0.005"),
    Case("data through a NAT gateway", [NAT], "730 h × $0.045 + 2500 GB × $0.045", {"data_gb": 2500}),
    Case("a NAT gateway in Ireland", [NAT_IRELAND], "730 h × $0.048 + 100 GB × $0.048", {"data_gb": 100}),
    Case(
        "a regional NAT gateway with addresses in two zones",
        [resource("aws:ec2/natGateway:NatGateway", {"availabilityMode": "regional", "availabilityZoneAddresses": [{}, {}]})],
        "2 zones × 730 h × $0.045",
    ),
    Case(
        "a regional NAT gateway that finds its zones, three here",
        [
            resource("aws:ec2/natGateway:NatGateway", {"availabilityMode": "regional", "vpcId": "vpc-1"}),
            *(resource("aws:ec2/subnet:Subnet", {"availabilityZone": f"us-east-1{zone}"}, zone) for zone in "abc"),
        ],
        "3 zones × 730 h × $0.045 + 3 × 730 h × $0.005",
    ),
    Case("a gateway endpoint", [resource(ENDPOINT, {"vpcEndpointType": "Gateway"})], "0"),
    Case("an endpoint of no stated type", [resource(ENDPOINT, {"serviceName": "com.amazonaws.us-east-1.s3"})], "0"),
    Case("an interface endpoint in three zones", [resource(ENDPOINT, interface(3))], "3 zones × 730 h × $0.01"),
    Case("one in three zones of Ireland", [resource(ENDPOINT, interface(3), region="eu-west-1")], "3 × 730 h × $0.011"),
    Case(
        "6 PB through an interface endpoint",
        [resource(ENDPOINT, interface(1))],
        "730 h × $0.01 + 1000000 GB × $0.01 + 4000000 GB × $0.006 + 1000000 GB × $0.004",
        {"data_gb": 6_000_000},
    ),
    Case(
        "a Gateway Load Balancer endpoint",
        [resource(ENDPOINT, {"vpcEndpointType": "GatewayLoadBalancer", "subnetIds": ["subnet-1"]})],
        "730 h × $0.01 + 1000 GB × $0.0035",
        {"data_gb": 1000},
    ),
    Case(
        "a firewall in two zones",
        [resource(FIREWALL, {"subnetMappings": [{"subnetId": "subnet-1"}, {"subnetId": "subnet-2"}]})],
        "2 × 730 h × $0.395 + 100 GB × $0.065",
        {"data_gb": 100},
    ),
    Case("a mirrored interface", [resource("aws:ec2/trafficMirrorSession:TrafficMirrorSession")], "730 h × $0.015"),
    Case("flow logs to S3", [resource(FLOW_LOG, {"logDestinationType": "s3"})], "40 GB × $0.25", {"data_gb": 40}),
    Case(
        "flow logs to S3 as Parquet",
        [resource(FLOW_LOG, {"logDestinationType": "s3", "destinationOptions": {"fileFormat": "parquet"}})],
        "40 GB × $0.25 + 40 GB × $0.035",
        {"data_gb": 40},
    ),
    Case("flow logs to a log group, which is paid", [resource(FLOW_LOG, {"logDestination": "arn:aws:logs:x"})], "0", {"data_gb": 40}),
    Case(
        "200 TB to the internet",
        [VPC],
        "10240 GB × $0.09 + 40960 GB × $0.085 + 102400 GB × $0.07 + 51200 GB × $0.05",
        {"internet_out_gb": 204_800},
    ),
    Case(
        "20 TB to the internet from Tokyo",
        [resource("aws:ec2/vpc:Vpc", {}, region="ap-northeast-1")],
        "10240 GB × $0.114 + 10240 GB × $0.089",
        {"internet_out_gb": 20_480},
    ),
    Case("data across zones, paid on both sides", [VPC], "500 GB × $0.01 × 2", {"cross_az_gb": 500}),
    Case("data to other regions", [VPC], "500 GB × $0.02", {"inter_region_gb": 500}),
    Case(
        "data from Mumbai to other regions",
        [resource("aws:ec2/vpc:Vpc", {}, region="ap-south-1")],
        "500 GB × $0.086",
        {"inter_region_gb": 500},
    ),
    Case("peering within the region", [resource(PEERING, {"peerVpcId": "vpc-2"})], "300 GB × $0.01 × 2", {"cross_az_gb": 300}),
    Case("peering between regions", [across], "300 GB × $0.02", {"out_gb": 300}),
    Case("peering between the two regions of US East", [near], "300 GB × $0.01", {"out_gb": 300}),
    Case(
        "both sides of peering between regions",
        [across, resource(ACCEPTER, {}, region="eu-west-1", refers={"vpcPeeringConnectionId": across})],
        "300 GB × $0.02 + 300 GB × $0.02",
        {"out_gb": 300},
    ),
    Case(
        "a VPC at a transit gateway",
        [transit_gateway, resource(f"{TRANSIT}vpcAttachment:VpcAttachment", {}, refers={"transitGatewayId": transit_gateway})],
        "730 h × $0.05 + 1000 GB × $0.02",
        {"data_gb": 1000},
    ),
    Case(
        "two transit gateways, each of which pays for their connection",
        [
            transit_across,
            resource(
                f"{TRANSIT}peeringAttachmentAccepter:PeeringAttachmentAccepter",
                {},
                region="us-west-2",
                refers={"transitGatewayAttachmentId": transit_across},
            ),
        ],
        "2 × 730 h × $0.05 + 2 × 50 GB × $0.02",
        {"out_gb": 50},
    ),
    Case(
        "a VPC at a transit gateway in Tokyo",
        [resource(f"{TRANSIT}vpcAttachment:VpcAttachment", region="ap-northeast-1")],
        "730 h × $0.07 + 1000 GB × $0.02",
        {"data_gb": 1000},
    ),
    Case("Connect over an attachment", [resource(f"{TRANSIT}connect:Connect")], "730 h × $0.05", {"data_gb": 1000}),
    Case("a NAT gateway in Tokyo", [resource(NAT.type, region="ap-northeast-1")], "730 h × $0.062 + 10 GB × $0.062", {"data_gb": 10}),
    Case(
        "endpoints in Tokyo",
        [resource(ENDPOINT, interface(2), region="ap-northeast-1")],
        "2 × 730 h × $0.014 + 5120 GB × $0.01",
        {"data_gb": 5120},
    ),
    Case(
        "a core network with two edges and a VPC",
        [
            core,
            resource("aws:networkmanager/vpcAttachment:VpcAttachment", refers={"coreNetworkId": core}),
            resource(
                "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment",
                {"policyDocument": json.dumps({"core-network-configuration": {"edge-locations": [{"location": "a"}, {"location": "b"}]}})},
                refers={"coreNetworkId": core},
            ),
        ],
        "2 × 730 h × $0.50 + 730 h × $0.065 + 50 GB × $0.02",
        {"data_gb": 50},
    ),
    Case("a VPN", [resource(VPN, {"type": "ipsec.1", "vpnGatewayId": "vgw-1"})], "730 h × $0.05"),
    Case(
        "a VPN at a transit gateway",
        [resource(VPN, {"type": "ipsec.1", "transitGatewayId": "tgw-1"})],
        "730 h × $0.05 + 730 h × $0.05 + 100 GB × $0.02",
        {"data_gb": 100},
    ),
    Case(
        "an accelerated VPN",
        [resource(VPN, {"transitGatewayId": "tgw-1", "enableAcceleration": True})],
        "730 h × $0.05 + 730 h × $0.05 + 2 × 730 h × $0.025",
    ),
    Case(
        "a client VPN in two subnets, 300 hours of connections",
        [
            resource("aws:ec2clientvpn/endpoint:Endpoint"),
            *(resource("aws:ec2clientvpn/networkAssociation:NetworkAssociation", {}, zone) for zone in "ab"),
        ],
        "2 × 730 h × $0.10 + 300 h × $0.05",
        {"connection_hours": 300},
    ),
    Case(
        "a port of 10 Gbps",
        [resource(f"{DIRECT}connection:Connection", {"bandwidth": "10Gbps"})],
        "730 h × $2.25 + 3000 GB × $0.02",
        {"out_gb": 3000},
    ),
    Case(
        "Direct Connect at a transit gateway",
        [resource(f"{DIRECT}gatewayAssociation:GatewayAssociation", {"associatedGatewayId": "tgw-1"})],
        "730 h × $0.05 + 100 GB × $0.02",
        {"data_gb": 100},
    ),
    Case(
        "Direct Connect at a VPN gateway",
        [resource(f"{DIRECT}gatewayAssociation:GatewayAssociation", {"associatedGatewayId": "vgw-1"})],
        "0",
        {"data_gb": 100},
    ),
    Case(
        "a service of VPC Lattice, 319 million requests",
        [resource("aws:vpclattice/service:Service")],
        "730 h × $0.025 + 100 GB × $0.025 + (319 M - 0.3 M × 730) × $0.10",
        {"data_gb": 100, "requests": 319_000_000},
    ),
    Case(
        "an analysis of reachability",
        [resource("aws:ec2/networkInsightsAnalysis:NetworkInsightsAnalysis")],
        "5 × $0.10",
        {"analyses": 5},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_prices(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("zones", [1, 2, 3])
def test_more_zones_cost_more(zones: int) -> None:
    fewer, more = (cost(resource(ENDPOINT, interface(number))).total for number in (zones, zones + 1))
    assert fewer < more


@pytest.mark.parametrize("gb", [1, 9_000, 40_000, 140_000, 1_000_000])
def test_more_data_costs_more(gb: float) -> None:
    once, twice = (cost(VPC, usage={"internet_out_gb": amount}).total for amount in (gb, 2 * gb))
    assert once < twice <= 2 * once


def test_lines_of_transfer_stand_by_themselves() -> None:
    found = cost(VPC, usage={"internet_out_gb": 10, "cross_az_gb": 10, "inter_region_gb": 10})
    assert [(line.service, line.by_usage) for line in found.lines] == [("data_transfer", True)] * 3


def test_nothing_stated_is_noted() -> None:
    found = estimate(inventory(VPC))
    assert not found.lines
    assert found.assumed[VPC.urn] == {"internet_out_gb": 0, "cross_az_gb": 0, "inter_region_gb": 0}


@pytest.mark.parametrize(
    ("type_", "inputs", "said"),
    [
        (f"{DIRECT}connection:Connection", {"bandwidth": "400Gbps"}, "no price for direct_connect port_hour 400Gbps"),
        (VPN, {"tunnelBandwidth": "large"}, "no price for large tunnels"),
        (ENDPOINT, {"vpcEndpointType": "Resource"}, "no price for endpoints of type Resource"),
        ("aws:ec2/vpcIpam:VpcIpam", {}, "no price for the advanced tier of IPAM"),
        ("aws:ec2/vpcEndpointService:VpcEndpointService", {"supportedRegions": ["eu-west-1"]}, "in other regions"),
    ],
)
def test_without_a_price(type_: str, inputs: dict[str, object], said: str) -> None:
    problem = problem_of(resource(type_, inputs))
    assert problem.startswith(f"it ({type_}): ")
    assert said in problem


def test_unknown_region() -> None:
    gateway = resource("aws:ec2/natGateway:NatGateway", {}, region="mars-north-1")
    assert problem_of(gateway).startswith("it (aws:ec2/natGateway:NatGateway): no prices for the region mars-north-1")
