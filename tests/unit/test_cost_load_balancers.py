"""What load balancers cost: hours, addresses, and capacity units by what they carry."""

import pytest

from tests.costs import Case, cost, problem_of, resource

LB = "aws:lb/loadBalancer:LoadBalancer"
INTERNAL = {"internal": True, "subnets": ["subnet-1", "subnet-2"]}
alb = resource(LB, INTERNAL, "alb")
listener = resource("aws:lb/listener:Listener", {}, "https", refers={"loadBalancerArn": alb})
RULES = [resource("aws:lb/listenerRule:ListenerRule", {}, f"rule-{rule}", refers={"listenerArn": listener}) for rule in range(30)]
CASES = [
    Case("an internal one", [alb], "730 h × $0.0225"),
    Case(
        "one on the internet has an address in each zone",
        [resource(LB, {"subnets": ["subnet-1", "subnet-2", "subnet-3"]})],
        "730 h × $0.0225 + 3 × 730 h × $0.005",
    ),
    Case("one in Ireland", [resource(LB, INTERNAL, region="eu-west-1")], "730 h × $0.0252"),
    Case(
        "addresses that are resources of their own are paid there",
        [
            resource(LB, {"loadBalancerType": "network", "subnetMappings": [{"allocationId": "eipalloc-1"}, {"allocationId": "e-2"}]}),
            resource("aws:ec2/eip:Eip", {}, "a"),
            resource("aws:ec2/eip:Eip", {}, "b"),
        ],
        "730 h × $0.0225 + 2 × 730 h × $0.005",
    ),
    Case("units by data: 7300 GB are 10 each hour", [alb], "730 h × $0.0225 + 10 × 730 h × $0.008", {"data_gb": 7300}),
    Case(
        "units by new connections, 100 each second",
        [alb],
        "730 h × $0.0225 + 100 / 25 × 730 h × $0.008",
        {"new_connections": 100 * 730 * 3600, "data_gb": 730},
    ),
    Case("units by open connections", [alb], "730 h × $0.0225 + 30000 / 3000 × 730 h × $0.008", {"active_connections": 30_000}),
    Case(
        "units by rules: 500 requests each second meet 30, of which 10 are free",
        [alb, listener, *RULES],
        "730 h × $0.0225 + 500 × (30 - 10) / 1000 × 730 h × $0.008",
        {"requests": 500 * 730 * 3600},
    ),
    Case(
        "reserved units are paid whether used or not",
        [resource(LB, {**INTERNAL, "minimumLoadBalancerCapacity": {"capacityUnits": 100}})],
        "730 h × $0.0225 + 100 × 730 h × $0.008",
        {"data_gb": 7300},
    ),
    Case(
        "a network load balancer, 7300 GB",
        [resource(LB, {**INTERNAL, "loadBalancerType": "network"})],
        "730 h × $0.0225 + 10 × 730 h × $0.006",
        {"data_gb": 7300},
    ),
    Case(
        "a Gateway Load Balancer in two zones",
        [resource(LB, {"loadBalancerType": "gateway", "subnets": ["subnet-1", "subnet-2"]})],
        "2 × 730 h × $0.0125 + 10 × 730 h × $0.004",
        {"data_gb": 7300},
    ),
    Case(
        "a classic one",
        [resource("aws:elb/loadBalancer:LoadBalancer", {"internal": True, "subnets": ["subnet-1"]})],
        "730 h × $0.025 + 10000 GB × $0.008",
        {"data_gb": 10_000},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_prices(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("quantity", ["data_gb", "new_connections", "active_connections"])
def test_more_traffic_costs_more(quantity: str) -> None:
    once, twice = (cost(alb, usage={quantity: amount}).total for amount in (1e7, 2e7))
    assert cost(alb).total < once < twice


def test_unknown_type() -> None:
    assert problem_of(resource(LB, {"loadBalancerType": "carrier"})).startswith(f"it ({LB}): no price for load balancers of type carrier")
