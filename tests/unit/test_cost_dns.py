"""What Route 53, its resolver, its DNS firewall and Cloud Map cost."""

import pytest

from inventory.resource import Resource
from tests.costs import Case, cost, resource

alb = resource("aws:lb/loadBalancer:LoadBalancer", {"internal": True})
ZONE = resource("aws:route53/zone:Zone", {"name": "example.com"}, "zone")
PRIVATE_ZONE = resource("aws:route53/zone:Zone", {"name": "internal", "vpcs": [{"vpcId": "vpc-1"}]}, "private")
RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
firewall_group = resource("aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup", {}, "group")
threat_rule = resource(
    "aws:route53/resolverFirewallRule:ResolverFirewallRule",
    {"dnsThreatProtection": "DGA"},
    "rule",
    refers={"firewallRuleGroupId": firewall_group},
)
FIREWALL = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"


def zones(count: int) -> list[Resource]:
    """So many hosted zones."""
    return [resource("aws:route53/zone:Zone", {"name": f"{zone}.example.com"}, f"zone-{zone:02}") for zone in range(count)]


CASES = [
    Case("a zone", [ZONE], "$0.50"),
    Case("30 zones", zones(30), "25 × $0.50 + 5 × $0.10"),
    Case(
        "1.1 billion queries of a plain record",
        [resource(RECORD, {"type": "A", "records": ["192.0.2.1"]})],
        "1000 M × $0.40 + 100 M × $0.20",
        {"queries": 1_100_000_000},
    ),
    Case("queries by latency", [resource(RECORD, {"latencyRoutingPolicies": [{}]})], "5 M × $0.60", {"queries": 5_000_000}),
    Case("queries by place", [resource(RECORD, {"geolocationRoutingPolicies": [{}]})], "5 M × $0.70", {"queries": 5_000_000}),
    Case("queries by address", [resource(RECORD, {"cidrRoutingPolicy": {}})], "5 M × $0.80", {"queries": 5_000_000}),
    Case("an alias", [resource(RECORD, {"aliases": [{"name": "lb.amazonaws.com"}]})], "0", {"queries": 5_000_000}),
    Case(
        "queries inside a VPC",
        [PRIVATE_ZONE, resource(RECORD, {"records": ["10.0.0.1"]}, refers={"zoneId": PRIVATE_ZONE})],
        "$0.50",
        {"queries": 5_000_000},
    ),
    Case("a check elsewhere", [resource(CHECK, {"type": "TCP", "fqdn": "example.org"})], "$0.75"),
    Case("a check of what runs on AWS", [resource(CHECK, {"type": "HTTP", "fqdn": "it.us-east-1.elb.amazonaws.com"})], "$0.50"),
    Case("a check of a resource of the stack", [resource(CHECK, {"type": "HTTP"}, refers={"fqdn": alb}), alb], "$0.50 + 730 h × $0.0225"),
    Case(
        "a check with four features",
        [resource(CHECK, {"type": "HTTPS_STR_MATCH", "fqdn": "example.org", "requestInterval": 10, "measureLatency": True})],
        "$0.75 + 4 × $2",
    ),
    Case("a check of an alarm", [resource(CHECK, {"type": "CLOUDWATCH_METRIC", "measureLatency": True})], "$0.50"),
    Case("a record of a traffic policy", [resource("aws:route53/trafficPolicyInstance:TrafficPolicyInstance")], "$50"),
    Case(
        "a resolver endpoint with two addresses, 2 billion queries",
        [resource("aws:route53/resolverEndpoint:ResolverEndpoint", {"ipAddresses": [{"subnetId": "a"}, {"subnetId": "b"}]})],
        "2 × 730 h × $0.125 + 1000 M × $0.40 + 1000 M × $0.20",
        {"queries": 2_000_000_000},
    ),
    Case(
        "the DNS firewall: 1000 domains, 50 million queries",
        [
            resource("aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList", {"domains": ["example.org"] * 1000}),
            resource(FIREWALL, {}, refers={"firewallRuleGroupId": firewall_group}),
            firewall_group,
        ],
        "1000 × $0.0005 + 50 M × $0.60",
        {"queries": 50_000_000},
    ),
    Case(
        "the DNS firewall, advanced",
        [resource(FIREWALL, {}, refers={"firewallRuleGroupId": firewall_group}), firewall_group, threat_rule],
        "730 h × $0.16",
    ),
    Case(
        "two associations of profiles have one price",
        [resource("aws:route53/profilesAssociation:ProfilesAssociation", {}, name) for name in "ab"],
        "730 h × $0.75",
    ),
    Case(
        "Cloud Map",
        [
            resource("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"),
            resource("aws:servicediscovery/service:Service"),
            resource("aws:servicediscovery/instance:Instance"),
        ],
        "$0.50 + $0.10 + 262.8 M × $1.00",
        {"lookups": 262_800_000},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_prices(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("count", [1, 24, 25, 40])
def test_more_zones_cost_more(count: int) -> None:
    assert cost(*zones(count)).total < cost(*zones(count + 1)).total
