"""What the edge costs: CloudFront, accelerators, WAF, APIs, certificates; and directories."""

import json

import pytest

from tests.costs import Case, cost, problem_of, resource

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
ACL = "aws:wafv2/webAcl:WebAcl"
API = "aws:apigatewayv2/api:Api"
CA = "aws:acmpca/certificateAuthority:CertificateAuthority"
DIRECTORY = "aws:directoryservice/directory:Directory"


def managed(group: str, **more: object) -> dict[str, object]:
    """A web ACL's rule that is AWS's."""
    return {"name": group, "statement": {"managedRuleGroupStatement": {"name": group, "vendorName": "AWS", **more}}}


RATE_RULE = {"name": "rate", "statement": {"rateBasedStatement": {"limit": 2000}}}
TARGETED = [{"awsManagedRulesBotControlRuleSet": {"inspectionLevel": "TARGETED"}}]
JSON_RULES = json.dumps(
    [
        {"Name": "rate", "Statement": {}},
        {"Name": "common", "Statement": {"ManagedRuleGroupStatement": {"Name": "AWSManagedRulesCommonRuleSet"}}},
    ]
)


EDGE = [
    Case("an idle distribution", [resource(DISTRIBUTION)], "0"),
    Case(
        "a distribution: 60 TB in the US, 1 TB in India, 100 million requests in Europe",
        [resource(DISTRIBUTION)],
        "10240 GB × $0.085 + 40960 GB × $0.08 + 10240 GB × $0.06 + 1024 GB × $0.109 + 10000 × $0.012",
        {"out_gb": 61_440, "india_out_gb": 1024, "europe_requests": 100_000_000},
    ),
    Case(
        "a distribution's further lines",
        [resource(DISTRIBUTION, {"viewerCertificate": {"sslSupportMethod": "vip"}})],
        "$600 + 100 GB × $0.02 + (3000 - 1000) × $0.005 + 20 M × $0.01 + 100 × $0.02",
        {"origin_gb": 100, "invalidations": 3000, "realtime_log_lines": 20_000_000, "encrypted_requests": 1_000_000},
    ),
    Case("a function at the edge", [resource("aws:cloudfront/function:Function")], "30 M × $0.10", {"requests": 30_000_000}),
    Case(
        "an accelerator",
        [
            resource("aws:globalaccelerator/accelerator:Accelerator"),
            resource(GROUP, {"endpointGroupRegion": "us-east-1"}),
        ],
        "730 h × $0.025 + 5000 GB × $0.015 + 1000 GB × $0.035",
        {"europe_gb": 5000, "asia_gb": 1000},
    ),
    Case("an accelerator that is off", [resource("aws:globalaccelerator/accelerator:Accelerator", {"enabled": False})], "0"),
    Case("Shield Advanced", [resource("aws:shield/subscription:Subscription"), resource("aws:shield/protection:Protection")], "$3000"),
    Case(
        "a web ACL with a rule of its own and one of AWS's",
        [resource(ACL, {"rules": [RATE_RULE, managed("AWSManagedRulesCommonRuleSet")]})],
        "$5 + $1 + $1 + 20 M × $0.60",
        {"requests": 20_000_000},
    ),
    Case("a web ACL with rules in JSON", [resource(ACL, {"ruleJson": JSON_RULES})], "$5 + $1 + $1"),
    Case(
        "bot control",
        [resource(ACL, {"rules": [managed("AWSManagedRulesBotControlRuleSet")]})],
        "$5 + $1 + $10 + 20 M × $0.60 + 20 M × $1",
        {"requests": 20_000_000},
    ),
    Case(
        "bot control, targeted",
        [resource(ACL, {"rules": [managed("AWSManagedRulesBotControlRuleSet", managedRuleGroupConfigs=TARGETED)]})],
        "$5 + $1 + $10 + 2 M × $0.60 + 2 M × $10",
        {"requests": 2_000_000},
    ),
    Case(
        "fraud control",
        [resource(ACL, {"rules": [managed("AWSManagedRulesATPRuleSet")]})],
        "$5 + $1 + $10 + 50 × $1",
        {"login_attempts": 50_000},
    ),
    Case("a rule group of three rules", [resource("aws:wafv2/ruleGroup:RuleGroup", {"rules": [RATE_RULE] * 3})], "$1 + 3 × $1"),
    Case(
        "a REST API, 21 billion requests",
        [resource("aws:apigateway/restApi:RestApi")],
        "333 M × $3.50 + 667 M × $2.80 + 19000 M × $2.38 + 1000 M × $1.51",
        {"requests": 21_000_000_000},
    ),
    Case(
        "a stage's cache",
        [resource("aws:apigateway/stage:Stage", {"cacheClusterEnabled": True, "cacheClusterSize": "237"})],
        "730 h × $3.80",
    ),
    Case("a stage without", [resource("aws:apigateway/stage:Stage", {"cacheClusterSize": "237"})], "0"),
    Case(
        "an HTTP API, a billion requests",
        [resource(API, {"protocolType": "HTTP"})],
        "300 M × $1.00 + 700 M × $0.90",
        {"requests": 1_000_000_000},
    ),
    Case(
        "a WebSocket API",
        [resource(API, {"protocolType": "WEBSOCKET"})],
        "1000 M × $1.00 + 500 M × $0.80 + 10 M × $0.25",
        {"messages": 1_500_000_000, "connection_minutes": 10_000_000},
    ),
    Case("a public certificate", [resource("aws:acm/certificate:Certificate", {"domainName": "example.com"})], "0"),
    Case(
        "a private authority, 20 001 certificates",
        [resource(CA, {"usageMode": "GENERAL_PURPOSE"})],
        "$400 + 1000 × $0.75 + 9000 × $0.35 + 10001 × $0.001",
        {"certificates": 20_001},
    ),
    Case(
        "a private authority for short-lived certificates",
        [resource(CA, {"usageMode": "SHORT_LIVED_CERTIFICATE"})],
        "$50 + 20001 × $0.058",
        {"certificates": 20_001},
    ),
]
DIRECTORIES = [
    Case("Microsoft AD", [resource(DIRECTORY, {"type": "MicrosoftAD", "edition": "Standard"})], "2 × 730 h × $0.06"),
    Case(
        "Microsoft AD, Enterprise, four controllers",
        [resource(DIRECTORY, {"type": "MicrosoftAD", "desiredNumberOfDomainControllers": 4})],
        "4 × 730 h × $0.20",
    ),
    Case("Simple AD", [resource(DIRECTORY, {"size": "Small"})], "2 × 730 h × $0.05"),
    Case("AD Connector", [resource(DIRECTORY, {"type": "ADConnector", "size": "Small"})], "2 × 730 h × $0.05"),
    Case("a directory shared", [resource("aws:directoryservice/sharedDirectory:SharedDirectory")], "730 h × $0.018"),
    Case(
        "Transfer Family with two protocols",
        [resource("aws:transfer/server:Server", {"protocols": ["SFTP", "FTPS"]})],
        "2 × 730 h × $0.30 + 60 GB × $0.04",
        {"data_gb": 60},
    ),
]


@pytest.mark.parametrize("case", [*EDGE, *DIRECTORIES], ids=lambda case: case.name)
def test_prices(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("type_", [ACL, "aws:apigateway/restApi:RestApi", API, DISTRIBUTION, "aws:cloudfront/function:Function"])
@pytest.mark.parametrize("requests", [1_000_000, 300_000_000, 2_000_000_000])
def test_more_requests_cost_more(type_: str, requests: float) -> None:
    once, twice = (cost(resource(type_), usage={"requests": amount}).total for amount in (requests, 2 * requests))
    assert once < twice


@pytest.mark.parametrize(
    ("type_", "inputs", "said"),
    [
        ("aws:apigateway/stage:Stage", {"cacheClusterEnabled": True, "cacheClusterSize": "57"}, "no price for api_gateway cache_hour 57"),
        ("aws:acm/certificate:Certificate", {"options": {"export": "ENABLED"}}, "can be exported"),
        (DIRECTORY, {"type": "ADConnector", "size": "Large"}, "did you mean"),
    ],
)
def test_without_a_price(type_: str, inputs: dict[str, object], said: str) -> None:
    problem = problem_of(resource(type_, inputs))
    assert problem.startswith(f"it ({type_}): ")
    assert said in problem
