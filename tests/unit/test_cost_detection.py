"""Detection and audit cost what the price list says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing import Usage, estimate
from inventory.resource import Resource
from tests.costs import Case, cost, inventory, problem_of, resource

TRAIL = "aws:cloudtrail/trail:Trail"
STORE = "aws:cloudtrail/eventDataStore:EventDataStore"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"
ROLE, BUCKET = "aws:iam/role:Role", "aws:s3/bucket:Bucket"
_TRAILS = [resource(TRAIL, {}, "a"), resource(TRAIL, {}, "b")]
_DATA_TRAIL = resource(TRAIL, {"advancedEventSelectors": [{"fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}]}]})

_OFF = {"auditLogs": {"enable": False}}


def _apart(**first: object) -> list[Resource]:
    return [resource(TRAIL, first, "a"), resource(TRAIL, {}, "b", region="eu-west-1")]


CASES = (
    Case(
        "GuardDuty's logs",
        [resource("aws:guardduty/detector:Detector", {"enable": True})],
        "20 × $4.00 + 500 GB × $1.00 + 2000 GB × $0.50 + 500 GB × $0.25",
        {"management_events": 20_000_000, "flow_gb": 3000},
    ),
    Case(
        "what a detector reads besides",
        [resource("aws:guardduty/detector:Detector", {"datasources": {"s3Logs": {"enable": True}, "kubernetes": _OFF}})],
        "300 × $0.80",
        {"s3_events": 300_000_000, "audit_events": 50_000_000},
    ),
    Case(
        "events of objects", [resource(FEATURE, {"name": "S3_DATA_EVENTS", "status": "ENABLED"})], "300 × $0.80", {"s3_events": 300_000_000}
    ),
    Case(
        "machines watched",
        [resource(FEATURE, {"name": "RUNTIME_MONITORING", "status": "ENABLED"})],
        "500 × $1.50 + 100 × $0.75",
        {"runtime_vcpus": 600},
    ),
    Case(
        "audit logs of EKS",
        [resource(FEATURE, {"name": "EKS_AUDIT_LOGS", "status": "ENABLED"})],
        "50 × $1.60",
        {"audit_events": 50_000_000},
    ),
    Case("a feature that is off", [resource(FEATURE, {"name": "EKS_AUDIT_LOGS", "status": "DISABLED"})], "0", {"audit_events": 50_000_000}),
    Case(
        "checks of a standard",
        [resource("aws:securityhub/standardsSubscription:StandardsSubscription")],
        "60000 × $0.001",
        {"checks": 60_000},
    ),
    Case(
        "Inspector",
        [
            resource("aws:inspector2/enabler:Enabler", {"resourceTypes": ["EC2", "LAMBDA"]}),
            resource("aws:lambda/function:Function", {}, "one"),
            resource("aws:lambda/function:Function", {}, "two"),
        ],
        "10 × 730 h × $0.00174 + 2 × 730 h × $0.000417",
        {"instances": 10},
    ),
    Case(
        "Macie",
        [resource("aws:macie2/account:Account")],
        "40 × $0.10 + 300 × $0.01 + 50 GB × $1.00",
        {"buckets": 40, "objects": 30_000_000, "inspected_gb": 50},
    ),
    Case("Detective", [resource("aws:detective/graph:Graph")], "100 GB × $2.00", {"in_gb": 100}),
    Case(
        "unused access",
        [resource(ANALYZER, {"type": "ACCOUNT_UNUSED_ACCESS"}), *(resource(ROLE, {}, f"role-{number}") for number in range(30))],
        "30 × $0.20",
    ),
    Case("access from outside", [resource(ANALYZER, {"type": "ACCOUNT"})], "0"),
    Case("a second trail", _TRAILS, "50 × $2.00", {"management_events": 5_000_000}),
    Case("a trail in each of two regions", _apart(), "0", {"management_events": 5_000_000}),
    Case("a trail besides one of all regions", _apart(isMultiRegionTrail=True), "50 × $2.00", {"management_events": 5_000_000}),
    Case("events of data", [_DATA_TRAIL], "2000 × $0.10", {"data_events": 200_000_000}),
    Case(
        "CloudTrail Lake for two years",
        [resource(STORE, {"retentionPeriod": 731})],
        "100 GB × $0.75 + 100 GB × (731 - 366) × 24 / 730 × $0.023",
        {"in_gb": 100},
    ),
    Case("changes", [resource("aws:cfg/recorder:Recorder")], "5000 × $0.003", {"items": 5000}),
    Case(
        "changes of a day",
        [resource("aws:cfg/recorder:Recorder", {"recordingMode": {"recordingFrequency": "DAILY"}})],
        "5000 × $0.012",
        {"items": 5000},
    ),
    Case("rules", [resource("aws:cfg/rule:Rule")], "100 + 320 + 250", {"evaluations": 1_000_000}),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(st.floats(0, 1e6))
def test_twice_the_events_never_cost_less(many: float) -> None:
    for type_, quantity in (("aws:guardduty/detector:Detector", "flow_gb"), ("aws:cfg/rule:Rule", "evaluations")):
        assert cost(resource(type_), usage={quantity: many}).total <= cost(resource(type_), usage={quantity: 2 * many}).total


def test_counts_of_the_stack_do_not_follow_the_usage() -> None:
    stack = inventory(resource(ANALYZER, {"type": "ACCOUNT_UNUSED_ACCESS"}), resource(ROLE))
    assert estimate(stack, Usage(factor=3.0)).total == estimate(stack).total


def test_resources_of_a_region_are_its_own() -> None:
    macie = resource("aws:macie2/account:Account", region="eu-west-1")
    buckets = [resource(BUCKET, {}, f"bucket-{region}", region) for region in ("eu-west-1", "us-east-1")]
    found = [line for line in cost(macie, *buckets).lines if line.service == "macie"]
    assert [line.quantity for line in found] == [1]


def test_what_has_no_price_is_named() -> None:
    assert "NEW_FEATURE" in problem_of(resource(FEATURE, {"name": "NEW_FEATURE", "status": "ENABLED"}))
    assert "internal access" in problem_of(resource(ANALYZER, {"type": "ACCOUNT_INTERNAL_ACCESS"}))
