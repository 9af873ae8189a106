"""What the ways in cost: CloudFront by price class, its metrics and logs, WAF, API Gateway, health checks, replicators, experiments."""

import pytest

from costing.region_load import RegionLoad
from costing.services.edge import area_of
from costing.usage_defaults import default_usage
from inventory.resource import Resource
from tests.costs import Case, inventory, resource

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
METRICS = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"
CHECK = "aws:route53/healthCheck:HealthCheck"
OWN_CHECKS = ("CALCULATED", "CLOUDWATCH_METRIC")
RULES = ("AmazonIpReputationList", "AnonymousIpList", "CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet")
FIREWALL = {
    "rules": [
        {"name": "RequestsOfAnAddress", "statement": {"rateBasedStatement": {"limit": 2000}}},
        *({"name": one, "statement": {"managedRuleGroupStatement": {"name": f"AWSManagedRules{one}"}}} for one in RULES),
    ]
}


def _metrics(status: str) -> Resource:
    configuration = {"realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": status}}
    return resource(METRICS, {"monitoringSubscription": configuration})


def _delivery(of: str, to: str, form: str = "json") -> list[Resource]:
    source = resource("aws:cloudwatch/logDeliverySource:LogDeliverySource", {"resourceArn": of}, "source")
    inputs = {"outputFormat": form, "deliveryDestinationConfiguration": {"destinationResourceArn": to}}
    destination = resource("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", inputs, "destination")
    refers = {"deliverySourceName": source, "deliveryDestinationArn": destination}
    return [resource("aws:cloudwatch/logDelivery:LogDelivery", {}, refers=refers), source, destination]


WEB, BEDROCK = "arn:aws:cloudfront::1:distribution/E1", "arn:aws:bedrock:us-east-1:1:knowledge-base/K1"
LOGS, BUCKET = "arn:aws:logs:us-east-1:1:log-group:web", "arn:aws:s3:::logs"
FIREHOSE = "arn:aws:firehose:us-east-1:1:deliverystream/logs"
VIEWERS = {"us_out_gb": 1000.0, "us_requests": 10e6, "india_out_gb": 1000.0, "india_requests": 10e6}

CASES = [
    Case(
        "viewers in India, served from everywhere",
        [resource(DISTRIBUTION, {"priceClass": "PriceClass_All"})],
        "1000 GB × $0.085 + 1000 × $0.010 + 1000 GB × $0.109 + 1000 × $0.012",
        VIEWERS,
    ),
    Case(
        "viewers in India, served from America and Europe",
        [resource(DISTRIBUTION, {"priceClass": "PriceClass_100"})],
        "2 × 1000 GB × $0.085 + 2 × 1000 × $0.010",
        VIEWERS,
    ),
    Case(
        "viewers in South America, served from all but it and Australia",
        [resource(DISTRIBUTION, {"priceClass": "PriceClass_200"})],
        "100 GB × $0.085 + 100 × $0.010",
        {"south_america_out_gb": 100.0, "south_america_requests": 1e6},
    ),
    Case("additional metrics of a distribution", [_metrics("Enabled")], "8 × $0.30"),
    Case("no additional metrics", [_metrics("Disabled")], "0"),
    Case("CloudFront's logs to a bucket", _delivery(WEB, BUCKET), "0", {"in_gb": 100}),
    Case("CloudFront's logs to a bucket as Parquet", _delivery(WEB, BUCKET, "parquet"), "100 GB × $0.035", {"in_gb": 100}),
    Case("CloudFront's logs to a log group", _delivery(WEB, LOGS), "100 GB × $0.50", {"in_gb": 100}),
    Case("CloudFront's logs to Firehose", _delivery(WEB, FIREHOSE), "100 GB × $0.25", {"in_gb": 100}),
    Case("another service's logs to a bucket", _delivery(BEDROCK, BUCKET), "100 GB × $0.25", {"in_gb": 100}),
    Case(
        "a web ACL of a rate and five free groups, 2.5 billion requests",
        [resource("aws:wafv2/webAcl:WebAcl", FIREWALL)],
        "$5 + 6 × $1 + 2500 M × $0.60",
        {"requests": 2.5e9},
    ),
    Case(
        "an HTTP API with its link, domain and stage, 2.5 billion requests",
        [
            resource("aws:apigatewayv2/api:Api", {"protocolType": "HTTP"}),
            *(resource(f"aws:apigatewayv2/{one[0].lower()}{one[1:]}:{one}") for one in ("VpcLink", "DomainName", "Stage", "ApiMapping")),
        ],
        "300 M × $1.00 + 2200 M × $0.90",
        {"requests": 2.5e9},
    ),
    Case(
        "a check over HTTPS from outside",
        [resource(CHECK, {"type": "HTTPS", "fqdn": "it.example.com", "requestInterval": 30})],
        "$0.75 + $2",
    ),
    Case(
        "a check of others, and one of an alarm",
        [resource(CHECK, {"type": one}, one) for one in ("CALCULATED", "CLOUDWATCH_METRIC")],
        "2 × $0.50",
    ),
    Case(
        "replicators there and back",
        [resource("aws:msk/replicator:Replicator", {}, name) for name in ("there", "back")],
        "2 × 730 h × $0.30 + 2 × 500 GB × $0.08",
        {"in_gb": 500},
    ),
    Case("an experiment of ten minutes", [resource("aws:fis/experimentTemplate:ExperimentTemplate")], "10 × $0.10", {"action_minutes": 10}),
    Case(
        "a schedule each minute",
        [resource("aws:scheduler/schedule:Schedule", {"scheduleExpression": "rate(1 minute)"})],
        "0.0438 M × $1.00",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_prices(case: Case) -> None:
    case.check()


@pytest.mark.parametrize(
    ("region", "area"),
    [
        *[("us-west-2", "us"), ("ca-central-1", "us"), ("eu-west-1", "europe"), ("ap-south-1", "india"), ("ap-northeast-1", "japan")],
        *[("ap-southeast-2", "australia"), ("ap-southeast-1", "asia"), ("sa-east-1", "south_america"), ("me-central-1", "africa")],
    ],
)
def test_viewers_are_near_their_region(region: str, area: str) -> None:
    assert area_of(region) == area


def _used(load: RegionLoad, type_: str, name: str) -> float:
    one = resource(type_, {}, f"us-east-1-{name}")
    return default_usage(inventory(one), {"us-east-1": load})[one.urn]["requests"]


def test_a_request_brings_many_events_and_comes_by_one_of_two_doors() -> None:
    load = RegionLoad(1000, events_per_request=20, edge=True, http_api_share=0.25, page_views=1000, cached_share=0.8)
    requests = 1000 * 730 * 3600 / 20
    assert _used(load, "aws:apigatewayv2/api:Api", "ingest-gateway") == pytest.approx(requests / 4)
    assert _used(load, "aws:lb/loadBalancer:LoadBalancer", "api") == pytest.approx(requests / 4)
    assert _used(load, "aws:lb/loadBalancer:LoadBalancer", "public") == pytest.approx(requests * 3 / 4)
    pages = 1000 * (1 + 10)
    assert _used(load, "aws:wafv2/webAcl:WebAcl", "firewall") == pytest.approx(requests * 3 / 4 + pages * 0.2)
    assert _used(load, "aws:wafv2/webAcl:WebAcl", "web-firewall") == pytest.approx(pages)
    told = RegionLoad(1000, events_per_request=1, edge=True, http_api_share=0.25)
    assert _used(told, "aws:apigatewayv2/api:Api", "ingest-gateway") == pytest.approx(20 * requests / 4)


def test_without_a_public_load_balancer_the_others_carry_all() -> None:
    assert _used(RegionLoad(1000), "aws:lb/loadBalancer:LoadBalancer", "api") == pytest.approx(1000 * 730 * 3600 / 20)
