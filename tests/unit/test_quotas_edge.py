"""The ways in and what watches them: what each takes, within its quota and above."""

import json
from typing import Any

import pytest

from inventory.resource import Resource
from quotas import Verdict
from quotas.quota import quotas
from tests.quotas import needs, report_of, resource, row, several

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CERTIFICATE = "aws:acm/certificate:Certificate"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DATASTORE = resource("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", name="store", region="eu-west-1")
NLB = resource("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}, name="nlb")


def _names(count: int) -> dict[str, Any]:
    return {"domainName": "example.com", "subjectAlternativeNames": [f"{number}.example.com" for number in range(count - 1)]}


def _dashboard(widgets: int, metrics: int) -> dict[str, Any]:
    widget = {"type": "metric", "properties": {"metrics": [["AWS/EC2", "CPUUtilization"]] * metrics}}
    return {"dashboardBody": json.dumps({"widgets": [widget] * widgets})}


WITHIN_ONE: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("Alternate domain names (CNAMEs) per distribution", DISTRIBUTION, {"aliases": ["a"] * 100}, {"aliases": ["a"] * 101}),
    ("Cache behaviors per distribution", DISTRIBUTION, {"orderedCacheBehaviors": [{}] * 74}, {"orderedCacheBehaviors": [{}] * 75}),
    ("Origins per distribution", DISTRIBUTION, {"origins": [{}] * 100}, {"origins": [{}] * 101}),
    ("Origin groups per distribution", DISTRIBUTION, {"originGroups": [{}] * 10}, {"originGroups": [{}] * 11}),
    ("Domain names per ACM certificate", CERTIFICATE, _names(10), _names(11)),
    ("Subnets per VPC link(V2)", "aws:apigatewayv2/vpcLink:VpcLink", {"subnetIds": ["a"] * 10}, {"subnetIds": ["a"] * 11}),
    ("Metrics per dashboard widget", "aws:cloudwatch/dashboard:Dashboard", _dashboard(1, 500), _dashboard(1, 501)),
    (
        "Actions per experiment template",
        "aws:fis/experimentTemplate:ExperimentTemplate",
        {"actions": [{}] * 20},
        {"actions": [{}] * 21},
    ),
]


@pytest.mark.parametrize(("quota", "type_", "below", "above"), WITHIN_ONE, ids=[case[0] for case in WITHIN_ONE])
def test_what_one_resource_has_within_a_quota_passes_and_one_more_exceeds_it(
    quota: str, type_: str, below: dict[str, Any], above: dict[str, Any]
) -> None:
    assert row(quota, resource(type_, below)).verdict is Verdict.tight
    assert row(quota, resource(type_, above)).verdict is Verdict.exceeded


OWNED: list[tuple[str, int, Resource, str, dict[str, Any], str]] = [
    (
        "Targets per rule",
        5,
        resource("aws:cloudwatch/eventRule:EventRule", name="rule"),
        "aws:cloudwatch/eventTarget:EventTarget",
        {},
        "rule",
    ),
    (
        "Filter policies per topic",
        200,
        resource("aws:sns/topic:Topic", name="topic"),
        "aws:sns/topicSubscription:TopicSubscription",
        {"filterPolicy": '{"severity": ["page"]}'},
        "topic",
    ),
    ("Routes per HTTP API", 300, resource("aws:apigatewayv2/api:Api", name="api"), "aws:apigatewayv2/route:Route", {}, "apiId"),
    ("Stages per API", 10, resource("aws:apigatewayv2/api:Api", name="api"), "aws:apigatewayv2/stage:Stage", {}, "apiId"),
    ("Secondary clusters per global datastore", 2, DATASTORE, CACHE, {"globalReplicationGroupId": "x"}, "globalReplicationGroupId"),
]


@pytest.mark.parametrize(("quota", "limit", "owner", "type_", "inputs", "property_"), OWNED, ids=[case[0] for case in OWNED])
def test_as_many_in_one_owner_as_the_quota_pass_and_one_more_exceeds_it(
    quota: str, limit: int, owner: Resource, type_: str, inputs: dict[str, Any], property_: str
) -> None:
    inside = several(limit + 1, type_, inputs, refers={property_: owner})
    within = row(quota, owner, *inside[:limit])
    assert (within.where, within.now, within.verdict) == (owner.name, limit, Verdict.tight)
    assert row(quota, owner, *inside).verdict is Verdict.exceeded


@pytest.mark.parametrize(
    ("type_", "quota"),
    [
        ("aws:wafv2/webAcl:WebAcl", "Maximum web ACLs"),
        ("aws:wafv2/ruleGroup:RuleGroup", "Maximum rule groups"),
        ("aws:wafv2/ipSet:IpSet", "Maximum IP sets"),
    ],
)
def test_what_waf_has_for_cloudfront_counts_apart_from_what_it_has_in_a_region(type_: str, quota: str) -> None:
    regional = several(101, type_, {"scope": "REGIONAL"})
    edge = [resource(type_, {"scope": "CLOUDFRONT"}, name=f"edge-{number}") for number in range(101)]
    for scope, of_scope in (("regional", regional), ("CloudFront", edge)):
        name = f"{quota} per account in WAF for {scope}"
        assert row(name, *regional[:100], *edge[:100]).now == 100
        assert row(name, *of_scope[:100]).verdict is Verdict.tight
        assert row(name, *of_scope).verdict is Verdict.exceeded
    (found,) = (one for one in report_of(*edge).rows if one.quota.name.endswith("for CloudFront"))
    assert found.region == ""


def test_alarms_count_their_actions_of_each_state_and_composite_ones_count_as_alarms() -> None:
    states = {"alarmActions": ["a"] * 5, "okActions": ["a"] * 5}
    assert needs("Actions per alarm", resource(ALARM, states)) == {"it alarmActions": (5, 5), "it okActions": (5, 5)}
    assert row("Actions per alarm", resource(ALARM, {"alarmActions": ["a"] * 6})).verdict is Verdict.exceeded
    both = [resource(ALARM), resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", name="all")]
    assert needs("Alarms per Region", *both) == {"": (2, 2)}
    assert row("Alarms per Region", *several(5000, ALARM)).verdict is Verdict.tight
    assert row("Alarms per Region", *several(5001, ALARM)).verdict is Verdict.exceeded


def test_a_dashboard_adds_up_its_widgets() -> None:
    dashboard = "aws:cloudwatch/dashboard:Dashboard"
    assert row("Metrics per dashboard", resource(dashboard, _dashboard(5, 500))).verdict is Verdict.tight
    assert row("Metrics per dashboard", resource(dashboard, _dashboard(6, 500))).verdict is Verdict.exceeded
    assert needs("Metrics per dashboard", resource(dashboard, {"dashboardBody": "no JSON"})) == {}


def test_certificates_of_network_load_balancers_have_a_quota_of_their_own() -> None:
    front = resource("aws:lb/listener:Listener", name="front", refers={"loadBalancerArn": NLB})
    more = several(26, "aws:lb/listenerCertificate:ListenerCertificate", refers={"listenerArn": front})
    assert needs("Certificates per Network Load Balancer", NLB, front, *more[:25]) == {"nlb": (25, 25)}
    assert row("Certificates per Network Load Balancer", NLB, front, *more).verdict is Verdict.exceeded


@pytest.mark.parametrize(
    ("quota", "type_"),
    [
        ("ACM certificates", CERTIFICATE),
        ("Registered state machines", "aws:sfn/stateMachine:StateMachine"),
        ("Api destinations", "aws:cloudwatch/eventApiDestination:EventApiDestination"),
        ("Connections", "aws:cloudwatch/eventConnection:EventConnection"),
    ],
)
def test_quotas_of_thousands_hold_as_well(quota: str, type_: str) -> None:
    (limit,) = (int(one.default) for one in quotas().values() if one.name == quota)
    assert row(quota, *several(limit, type_)).verdict is Verdict.tight
    assert row(quota, *several(limit + 1, type_)).verdict is Verdict.exceeded


def test_records_of_a_zone_count_for_it_up_to_ten_thousand() -> None:
    zone = resource("aws:route53/zone:Zone", name="zone")
    records = several(10_001, "aws:route53/record:Record", refers={"zoneId": zone})
    assert row("Records per hosted zone", zone, *records[:10_000]).verdict is Verdict.tight
    assert row("Records per hosted zone", zone, *records).verdict is Verdict.exceeded


def test_what_cloudfront_and_waf_need_for_all_is_asked_for_in_us_east_1() -> None:
    many = several(501, DISTRIBUTION, region="eu-west-1")
    assert "--region us-east-1 --service-code cloudfront --quota-code L-24B04930" in row("Web distributions per AWS account", *many).request
