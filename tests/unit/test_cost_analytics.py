"""Athena, Glue and the Database Migration Service cost what the price list says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costing.schedules import runs_each_month
from tests.costs import Case, cost, problem_of, resource

JOB = "aws:glue/job:Job"
CRAWLER = "aws:glue/crawler:Crawler"
TRIGGER = "aws:glue/trigger:Trigger"
DMS = "aws:dms/replicationInstance:ReplicationInstance"

_HOURS = {"run_hours": 60}

CASES = (
    Case("Athena by what is scanned", [resource("aws:athena/workgroup:Workgroup")], "3 TB × $5", {"scanned_tb": 3}),
    Case(
        "Athena's reserved capacity",
        [resource("aws:athena/capacityReservation:CapacityReservation", {"targetDpus": 24})],
        "730 × 24 × $0.30",
    ),
    Case("a job has ten DPUs", [resource(JOB)], "60 h × 10 × $0.44", _HOURS),
    Case("a job by its workers", [resource(JOB, {"workerType": "G.2X", "numberOfWorkers": 10})], "60 h × 20 × $0.44", _HOURS),
    Case("a job with a given capacity", [resource(JOB, {"maxCapacity": 5})], "60 h × 5 × $0.44", _HOURS),
    Case("a Python shell", [resource(JOB, {"command": {"name": "pythonshell"}})], "60 h × 0.0625 × $0.44", _HOURS),
    Case(
        "a job that a trigger starts",
        [
            resource(JOB, {"name": "load", "workerType": "G.1X", "numberOfWorkers": 4}),
            resource(TRIGGER, {"type": "SCHEDULED", "schedule": "cron(0 * * * ? *)", "actions": [{"jobName": "load"}]}),
        ],
        "730 × 15 / 60 h × 4 × $0.44",
        {"run_minutes": 15},
    ),
    Case("a crawler every night", [resource(CRAWLER, {"schedule": "cron(0 2 * * ? *)"})], "730 / 24 × 10 / 60 h × 2 × $0.44"),
    Case("a crawler by use", [resource(CRAWLER)], "30 × 60 / 60 h × 2 × $0.44", {"runs": 30, "run_minutes": 60}),
    Case(
        "a large catalogue",
        [resource("aws:glue/catalogDatabase:CatalogDatabase")],
        "2 × $1 + 300 × $1",
        {"objects": 200_000, "requests": 300_000_000},
    ),
    Case("an optimizer", [resource("aws:glue/catalogTableOptimizer:CatalogTableOptimizer")], "12 h × $0.44", {"dpu_hours": 12}),
    Case("an endpoint", [resource("aws:glue/devEndpoint:DevEndpoint", {"numberOfNodes": 2})], "730 h × 2 × $0.44"),
    Case("a migration", [resource(DMS, {"replicationInstanceClass": "dms.t2.micro", "allocatedStorage": 20})], "730 h × $0.018"),
    Case(
        "a migration in two zones, with more storage than is included",
        [resource(DMS, {"replicationInstanceClass": "dms.t2.micro", "allocatedStorage": 70, "multiAz": True})],
        "730 h × 2 × $0.018 + 2 × 20 GB × $0.115",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(workers=st.integers(2, 300), kind=st.sampled_from(["G.025X", "G.1X", "G.2X", "G.4X", "G.8X"]))
def test_more_never_costs_less(workers: int, kind: str) -> None:
    def total(times: int) -> float:
        return float(cost(resource(JOB, {"workerType": kind, "numberOfWorkers": workers * times}), usage=_HOURS).total)

    assert total(1) <= total(2)


def test_what_has_no_price_is_named() -> None:
    problem = problem_of(resource(DMS, {"replicationInstanceClass": "dms.x9.large"}, "move"))
    assert problem.startswith(f"move ({DMS}): no price for dms instance dms.x9.large")


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("rate(5 minutes)", 8760),
        ("rate(1 hour)", 730),
        ("rate(7 days)", 4.345),
        ("cron(0 2 * * ? *)", 30.417),
        ("cron(15 * * * ? *)", 730),
        ("cron(0/15 9-17 ? * MON-FRI *)", 4 * 9 * 5 * 4.345),
        ("cron(0 3 ? * SUN *)", 4.345),
        ("cron(0 5 1 * ? *)", 1),
        ("cron(0 5 1,15 JAN,JUL ? *)", 2 * 2 / 12),
        ("cron(0 */6 * * ? *)", 4 * 30.417),
        ("0 2 * * *", 30.417),
        ("at(2026-01-01T00:00:00)", 0),
        ("", 0),
        ("rate(0 hours)", 0),
    ],
)
def test_runs_each_month(expression: str, runs: float) -> None:
    assert runs_each_month(expression) == pytest.approx(runs, rel=0.001)
