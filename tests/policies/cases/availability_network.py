"""Traffic finds its way when a zone, an origin, a tunnel or a region is lost."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
GATEWAY = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
FIREWALL = "aws:networkfirewall/firewall:Firewall"
RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LISTENER = "aws:globalaccelerator/listener:Listener"
ENDPOINTS = "aws:globalaccelerator/endpointGroup:EndpointGroup"

TWO = ["subnet-1", "subnet-2"]
PRIMARY: dict[str, Any] = {"failoverRoutingPolicies": [{"type": "PRIMARY"}]}
SECONDARY: dict[str, Any] = {"failoverRoutingPolicies": [{"type": "SECONDARY"}]}
WEIGHTED: dict[str, Any] = {"weightedRoutingPolicies": [{"weight": 10}]}
NETWORK = [
    made("aws:ec2/vpc:Vpc", "network"),
    made("aws:ec2/subnet:Subnet", "subnet-a", vpcId=ref("network"), availabilityZone="us-east-1a"),
    made("aws:ec2/subnet:Subnet", "subnet-b", vpcId=ref("network"), availabilityZoneId="use1-az2"),
]


ONE_ZONE = [made("aws:ec2/subnet:Subnet", name, availabilityZone="us-east-1a") for name in ("subnet-a", "subnet-b")]
BOTH = [ref("subnet-a"), ref("subnet-b")]


def vpn(name: str, device: str, gateway: str = "tgw-1") -> Made:
    """A VPN connection."""
    return made("aws:ec2/vpnConnection:VpnConnection", name, customerGatewayId=device, transitGatewayId=gateway)


CASES = [
    Case(
        "lb-multiple-zones",
        passing=[
            made(BALANCER, subnets=TWO),
            made(BALANCER, subnetMappings=[{"subnetId": subnet} for subnet in TWO]),
            made(CLASSIC, availabilityZones=["us-east-1a", "us-east-1b"]),
            [*NETWORK, made(BALANCER, subnets=BOTH)],
            [*ONE_ZONE, made(BALANCER, subnets=[ref("subnet-a"), "subnet-9"])],
            [*(made("aws:ec2/subnet:Subnet", name) for name in ("subnet-a", "subnet-b")), made(BALANCER, subnets=BOTH)],
        ],
        failing=[
            made(BALANCER),
            made(BALANCER, subnets=["subnet-1"]),
            made(CLASSIC, availabilityZones=["us-east-1a"]),
            [*ONE_ZONE, made(BALANCER, subnets=BOTH)],
            [*ONE_ZONE, made(BALANCER, subnetMappings=[{"subnetId": subnet} for subnet in BOTH])],
        ],
    ),
    Case(
        "lb-cross-zone",
        passing=[
            made(BALANCER),
            made(BALANCER, loadBalancerType="network", enableCrossZoneLoadBalancing=True),
            made(CLASSIC),
        ],
        failing=[
            made(BALANCER, loadBalancerType="network"),
            made(BALANCER, loadBalancerType="gateway", enableCrossZoneLoadBalancing=False),
            made(CLASSIC, crossZoneLoadBalancing=False),
        ],
    ),
    Case(
        "lb-target-health-checks",
        passing=[
            made(TARGETS, protocol="HTTP", healthCheck={"path": "/health"}),
            made(TARGETS, protocol="TCP"),
            made(TARGETS, targetType="lambda", healthCheck={"enabled": False}),
        ],
        failing=[
            made(TARGETS, protocol="HTTP"),
            made(TARGETS, protocol="HTTPS", healthCheck={"interval": 10}),
            made(TARGETS, protocol="TCP", healthCheck={"enabled": False}),
        ],
    ),
    Case(
        "nat-gateway-in-each-zone",
        passing=[
            NETWORK,
            [*NETWORK, made(GATEWAY, "a", subnetId=ref("subnet-a")), made(GATEWAY, "b", subnetId=ref("subnet-b"))],
            [*NETWORK, made(GATEWAY, "elsewhere", subnetId="subnet-1")],
            [*NETWORK, made(GATEWAY, availabilityMode="regional", vpcId=ref("network"))],
        ],
        failing=[[*NETWORK, made(GATEWAY, "a", subnetId=ref("subnet-a"))]],
    ),
    Case(
        "vpc-endpoint-multiple-zones",
        passing=[made(ENDPOINT, vpcEndpointType="Gateway"), made(ENDPOINT, vpcEndpointType="Interface", subnetIds=TWO)],
        failing=[made(ENDPOINT, vpcEndpointType="Interface"), made(ENDPOINT, vpcEndpointType="Interface", subnetIds=["subnet-1"])],
    ),
    Case(
        "transit-gateway-attachment-zones",
        passing=[made(ATTACHMENT, subnetIds=TWO)],
        failing=[made(ATTACHMENT), made(ATTACHMENT, subnetIds=["subnet-1"])],
    ),
    Case(
        "networkfirewall-multiple-zones",
        passing=[made(FIREWALL, subnetMappings=[{"subnetId": subnet} for subnet in TWO])],
        failing=[made(FIREWALL, subnetMappings=[{"subnetId": "subnet-1"}])],
    ),
    Case(
        "vpn-second-connection",
        passing=[[vpn("a", "cgw-1"), vpn("b", "cgw-2")]],
        failing=[vpn("a", "cgw-1"), [vpn("a", "cgw-1"), vpn("b", "cgw-1")], [vpn("a", "cgw-1"), vpn("b", "cgw-2", "tgw-2")]],
    ),
    Case(
        "route53-health-checked",
        passing=[
            made(RECORD),
            made(RECORD, **SECONDARY),
            [made(CHECK, "health"), made(RECORD, healthCheckId=ref("health"), **PRIMARY)],
            made(RECORD, aliases=[{"name": "api", "evaluateTargetHealth": True}], **WEIGHTED),
        ],
        failing=[
            made(RECORD, **PRIMARY),
            made(RECORD, **WEIGHTED),
            made(RECORD, multivalueAnswerRoutingPolicy=True),
            made(RECORD, latencyRoutingPolicies=[{"region": "us-east-1"}], aliases=[{"name": "api", "evaluateTargetHealth": False}]),
        ],
    ),
    Case(
        "route53-failover-has-secondary",
        passing=[
            made(RECORD),
            made(RECORD, _name="api", **SECONDARY),
            [made(RECORD, "first", _name="api", **PRIMARY), made(RECORD, "second", _name="api", **SECONDARY)],
        ],
        failing=[
            made(RECORD, _name="api", **PRIMARY),
            [made(RECORD, "first", _name="api", **PRIMARY), made(RECORD, "second", _name="web", **SECONDARY)],
            [made(RECORD, "first", _name="api", **PRIMARY), made(RECORD, "second", _name="api", **WEIGHTED)],
        ],
    ),
    Case("route53-health-check-enabled", passing=[made(CHECK, type="HTTPS")], failing=[made(CHECK, disabled=True)]),
    Case(
        "cloudfront-origin-failover",
        passing=[made(DISTRIBUTION, originGroups=[{"members": [{"originId": "a"}, {"originId": "b"}]}])],
        failing=[made(DISTRIBUTION), made(DISTRIBUTION, originGroups=[{"members": [{"originId": "a"}]}])],
    ),
    Case(
        "globalaccelerator-two-endpoints",
        passing=[
            [
                made(LISTENER, "web"),
                *(made(ENDPOINTS, name, listenerArn=ref("web"), endpointConfigurations=[{"endpointId": name}]) for name in "ab"),
            ],
            [
                made(LISTENER, "web"),
                made(ENDPOINTS, listenerArn=ref("web"), endpointConfigurations=[{"endpointId": name} for name in "ab"]),
            ],
        ],
        failing=[
            made(LISTENER),
            [made(LISTENER, "web"), made(ENDPOINTS, listenerArn=ref("web"), endpointConfigurations=[{"endpointId": "a"}])],
        ],
    ),
]
