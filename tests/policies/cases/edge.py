"""What faces the internet is guarded."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
FRONT = made(BALANCER, "front", loadBalancerType="application")
STAGE = made("aws:apigateway/stage:Stage", "stage", stageName="live", restApi=ref("api"))
API = "aws:apigateway/restApi:RestApi"
GRAPH = "aws:appsync/graphQLApi:GraphQLApi"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
SERVER = "aws:transfer/server:Server"


def guarded(name: str) -> Made:
    """A firewall's association with a resource."""
    return made("aws:wafv2/webAclAssociation:WebAclAssociation", "guard", resourceArn=ref(name), webAclArn="arn:aws:wafv2:1")


def origin(domain: str, **other: Any) -> Made:
    """A distribution with one origin."""
    return made(DISTRIBUTION, origins=[{"originId": "web", "domainName": domain, **other}])


def hsts(seconds: int) -> dict[str, Any]:
    """How long browsers come over HTTPS only."""
    return {"strictTransportSecurity": {"accessControlMaxAgeSec": seconds, "override": True}}


BUCKET = "web.s3.us-east-1.amazonaws.com"

CASES = [
    Case(
        "lb-drops-invalid-headers",
        passing=[made(BALANCER, dropInvalidHeaderFields=True), made(BALANCER, loadBalancerType="network")],
        failing=[made(BALANCER), FRONT],
    ),
    Case(
        "lb-desync-mitigation",
        passing=[FRONT, made(BALANCER, desyncMitigationMode="strictest")],
        failing=[made("aws:elb/loadBalancer:LoadBalancer", desyncMitigationMode="monitor")],
    ),
    Case(
        "lb-behind-waf",
        passing=[[FRONT, guarded("front")], made(BALANCER, internal=True), made(BALANCER, loadBalancerType="network")],
        failing=[FRONT, [FRONT, made(BALANCER, "other", internal=True), guarded("other")]],
    ),
    Case(
        "apigateway-behind-waf",
        passing=[
            [STAGE, made(API, "api"), guarded("stage")],
            [STAGE, made(API, "api", endpointConfiguration={"types": "PRIVATE"})],
        ],
        failing=[[STAGE, made(API, "api", endpointConfiguration={"types": "REGIONAL"})]],
    ),
    Case(
        "appsync-behind-waf",
        passing=[[made(GRAPH, "graph"), guarded("graph")], made(GRAPH, visibility="PRIVATE")],
        failing=[made(GRAPH)],
    ),
    Case(
        "cloudfront-behind-waf",
        passing=[[made(DISTRIBUTION, webAclId=ref("firewall")), made("aws:wafv2/webAcl:WebAcl", "firewall")]],
        failing=[made(DISTRIBUTION)],
    ),
    Case(
        "cloudfront-bucket-origin-access-control",
        passing=[
            origin(BUCKET, originAccessControlId=ref("control")),
            origin("api.example.com", customOriginConfig={"httpPort": 80}),
            origin("api.internal", vpcOriginConfig={"vpcOriginId": "vo-1"}),
            origin("api.example.com"),
        ],
        failing=[
            origin(BUCKET),
            origin("web.example.com", s3OriginConfig={"originAccessIdentity": "origin-access-identity/cloudfront/1"}),
        ],
    ),
    Case(
        "cloudfront-default-root-object",
        passing=[made(DISTRIBUTION, defaultRootObject="index.html")],
        failing=[made(DISTRIBUTION)],
    ),
    Case(
        "cloudfront-geo-restriction",
        passing=[made(DISTRIBUTION, restrictions={"geoRestriction": {"restrictionType": "blacklist", "locations": ["KP"]}})],
        failing=[made(DISTRIBUTION), made(DISTRIBUTION, restrictions={"geoRestriction": {"restrictionType": "none"}})],
    ),
    Case(
        "cloudfront-security-headers",
        passing=[made(DISTRIBUTION, defaultCacheBehavior={"responseHeadersPolicyId": "67f7725c"})],
        failing=[
            made(DISTRIBUTION, defaultCacheBehavior={"targetOriginId": "web"}),
            made(
                "aws:cloudfront/multitenantDistribution:MultitenantDistribution",
                defaultCacheBehavior={"responseHeadersPolicyId": "67f7725c"},
                cacheBehaviors=[{"pathPattern": "/api/*"}],
            ),
            made(
                DISTRIBUTION,
                defaultCacheBehavior={"responseHeadersPolicyId": "67f7725c"},
                orderedCacheBehaviors=[{"pathPattern": "/api/*"}],
            ),
        ],
    ),
    Case(
        "cloudfront-headers-policy-hsts",
        passing=[made(HEADERS, securityHeadersConfig=hsts(31536000))],
        failing=[made(HEADERS), made(HEADERS, securityHeadersConfig=hsts(86400))],
    ),
    Case(
        "transfer-server-private",
        passing=[made(SERVER, endpointType="VPC")],
        failing=[made(SERVER), made(SERVER, endpointType="PUBLIC")],
    ),
]
