"""Who called what is recorded at every edge of the network."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

VPC = made("aws:ec2/vpc:Vpc", "vpc")
LOG = "aws:ec2/flowLog:FlowLog"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
STAGE = "aws:apigateway/stage:Stage"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
API = made("aws:apigateway/restApi:RestApi", "api")
ACL = made("aws:wafv2/webAcl:WebAcl", "acl")
ZONE = made("aws:route53/zone:Zone", "zone")
FIREWALL = made("aws:networkfirewall/firewall:Firewall", "firewall")
VPN = "aws:ec2/vpnConnection:VpnConnection"
TUNNEL = {"cloudwatchLogOptions": {"logEnabled": True}}


def _settings(stage: object = None, api: object = None, path: str = "*/*", level: str = "ERROR") -> Made:
    return made(SETTINGS, restApi=api or ref("api"), stageName=stage or ref("stage"), methodPath=path, settings={"loggingLevel": level})


def _stage(**properties: Any) -> Made:
    return made(STAGE, "stage", **({"restApi": ref("api")} | properties))


CASES = [
    Case(
        "vpc-flow-logs",
        passing=[
            [VPC, made(LOG, vpcId=ref("vpc"), trafficType="ALL")],
            [VPC, made(LOG, vpcId=ref("vpc"))],
            [VPC, made(LOG, "accepted", vpcId=ref("vpc"), trafficType="ACCEPT"), made(LOG, vpcId=ref("vpc"), trafficType="REJECT")],
        ],
        failing=[
            VPC,
            [VPC, made("aws:ec2/vpc:Vpc", "other"), made(LOG, vpcId=ref("other"))],
            [VPC, made(LOG, vpcId=ref("vpc"), trafficType="ACCEPT")],
        ],
    ),
    Case(
        "vpc-dns-queries-logged",
        passing=[[VPC, made("aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation", resourceId=ref("vpc"))]],
        failing=[VPC, made("aws:ec2/defaultVpc:DefaultVpc")],
    ),
    Case(
        "lb-access-logs",
        passing=[
            made(BALANCER, accessLogs={"bucket": "logs", "enabled": True}),
            made(BALANCER, loadBalancerType="gateway"),
            made(CLASSIC, accessLogs={"bucket": "logs"}),
            made("aws:alb/loadBalancer:LoadBalancer", accessLogs={"bucket": "logs", "enabled": True}),
        ],
        failing=[
            made(BALANCER),
            made(BALANCER, loadBalancerType="network"),
            made(BALANCER, accessLogs={"bucket": "logs"}),
            made(BALANCER, accessLogs={"bucket": "logs", "enabled": False}),
            made(CLASSIC),
            made(CLASSIC, accessLogs={"bucket": "logs", "enabled": False}),
        ],
    ),
    Case(
        "cloudfront-access-logs",
        passing=[
            made(DISTRIBUTION, loggingConfig={"bucket": "logs.s3.amazonaws.com"}),
            [made(DISTRIBUTION, "site"), made("aws:cloudwatch/logDeliverySource:LogDeliverySource", resourceArn=ref("site"))],
        ],
        failing=[made(DISTRIBUTION), made(DISTRIBUTION, loggingConfig={})],
    ),
    Case(
        "apigateway-access-logs",
        passing=[made(STAGE, accessLogSettings={"format": "$context.requestId", "destinationArn": ref("group")})],
        failing=[made(STAGE), made("aws:apigatewayv2/stage:Stage")],
    ),
    Case(
        "apigateway-execution-logs",
        passing=[
            [API, _stage(stageName="v1"), _settings()],
            [API, _stage(stageName="v1"), _settings(stage="v1", level="INFO")],
            [_stage(restApi="a1", stageName="v1"), _settings(stage="v1", api="a1")],
        ],
        failing=[
            _stage(restApi="a1", stageName="v1"),
            [API, _stage(stageName="v1"), _settings(path="orders/GET")],
            [API, _stage(stageName="v1"), _settings(level="OFF")],
            [API, _stage(stageName="v1"), _settings(stage="v2")],
            [_stage(restApi="a1", stageName="v1"), _settings(stage="v1", api="a2")],
        ],
    ),
    Case(
        "apigateway-traced",
        passing=[made(STAGE, xrayTracingEnabled=True)],
        failing=[made(STAGE), made(STAGE, xrayTracingEnabled=False)],
    ),
    Case(
        "waf-logs",
        passing=[
            [ACL, made("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", resourceArn=ref("acl"))],
            made("aws:waf/webAcl:WebAcl", loggingConfiguration={"logDestination": ref("stream")}),
        ],
        failing=[ACL, made("aws:wafregional/webAcl:WebAcl")],
    ),
    Case(
        "route53-query-logs",
        passing=[
            [ZONE, made("aws:route53/queryLog:QueryLog", zoneId=ref("zone"))],
            [VPC, made("aws:route53/zone:Zone", vpcs=[{"vpcId": ref("vpc")}])],
        ],
        failing=[ZONE, made("aws:route53/zone:Zone", vpcs=[])],
    ),
    Case(
        "networkfirewall-logs",
        passing=[[FIREWALL, made("aws:networkfirewall/loggingConfiguration:LoggingConfiguration", firewallArn=ref("firewall"))]],
        failing=[FIREWALL],
    ),
    Case(
        "network-connections-logged",
        passing=[
            made("aws:globalaccelerator/accelerator:Accelerator", attributes={"flowLogsEnabled": True}),
            made("aws:ec2clientvpn/endpoint:Endpoint", connectionLogOptions={"enabled": True}),
            made(VPN, tunnel1LogOptions=TUNNEL, tunnel2LogOptions=TUNNEL),
        ],
        failing=[
            made("aws:globalaccelerator/accelerator:Accelerator"),
            made("aws:ec2clientvpn/endpoint:Endpoint", connectionLogOptions={"enabled": False}),
            made(VPN, tunnel1LogOptions=TUNNEL),
            made(VPN, tunnel2LogOptions=TUNNEL),
        ],
    ),
]
