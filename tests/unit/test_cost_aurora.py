"""Aurora costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
PROXY = "aws:rds/proxy:Proxy"

_POSTGRES = {"engine": "aurora-postgresql", "engineVersion": "16.4"}
_STANDARD = resource(CLUSTER, _POSTGRES, "standard")
_OPTIMIZED = resource(CLUSTER, _POSTGRES | {"storageType": "aurora-iopt1"}, "optimized")
_SCALED = resource(CLUSTER, _POSTGRES | {"serverlessv2ScalingConfiguration": {"minCapacity": 2, "maxCapacity": 16}}, "scaled")
_PROXY = resource(PROXY, {"name": "proxy"}, "proxy")


def _in(cluster: Resource, kind: str, name: str = "writer", **more: object) -> Resource:
    return resource(INSTANCE, {"instanceClass": kind, **more}, name, refers={"clusterIdentifier": cluster})


CASES = (
    Case(
        "storage by use",
        [_STANDARD],
        "100 GB × $0.10 + 52.56 × $0.20 + (500 - 100) GB × $0.021 + 200 GB × $0.01",
        {"storage_gb": 100, "io_requests": 52_560_000, "backup_storage_gb": 500, "snapshot_export_gb": 200},
    ),
    Case("I/O-Optimized has I/O in its storage", [_OPTIMIZED], "100 GB × $0.225", {"storage_gb": 100, "io_requests": 52_560_000}),
    Case("a writer and a reader", [_STANDARD, _in(_STANDARD, "db.r6g.large"), _in(_STANDARD, "db.r6g.large", "reader")], "730 × 2 × $0.26"),
    Case("an instance that is I/O-Optimized", [_OPTIMIZED, _in(_OPTIMIZED, "db.r6g.large")], "730 h × $0.338"),
    Case(
        "MySQL in extended support",
        [resource(INSTANCE, {"instanceClass": "db.t3.large", "engine": "aurora-mysql", "engineVersion": "5.7.mysql_aurora.2.11.2"})],
        "730 h × $0.164 + 730 h × 2 vCPU × $0.10",
    ),
    Case("serverless keeps its minimum", [_SCALED, _in(_SCALED, "db.serverless")], "730 h × 2 ACU × $0.12"),
    Case("serverless by use", [_SCALED, _in(_SCALED, "db.serverless")], "3650 × $0.12", {"acu_hours": 3650}),
    Case(
        "Performance Insights kept long",
        [
            _STANDARD,
            _in(_STANDARD, "db.r4.8xlarge", performanceInsightsEnabled=True, performanceInsightsRetentionPeriod=731),
        ],
        "730 h × $4.64 + 32 vCPU × $5.184",
    ),
    Case(
        "Database Insights of the cluster",
        [
            cluster := resource(CLUSTER, _POSTGRES | {"databaseInsightsMode": "advanced"}, "watched"),
            _in(cluster, "db.r6g.large"),
        ],
        "730 h × $0.26 + 730 h × 2 vCPU × $0.0125",
    ),
    Case(
        "backtrack and a global cluster",
        [resource(CLUSTER, {"engine": "aurora-mysql", "backtrackWindow": 3600, "globalClusterIdentifier": "world"})],
        "66576 × $0.012 + 10 × $0.20",
        {"change_records": 66_576_000_000, "replicated_writes": 10_000_000},
    ),
    Case(
        "serverless v1",
        [resource(CLUSTER, _POSTGRES | {"engineMode": "serverless", "scalingConfiguration": {"minCapacity": 2}})],
        "730 h × 2 × $0.06",
    ),
    Case(
        "a proxy counts every instance of the cluster",
        [
            _STANDARD,
            _in(_STANDARD, "db.r6g.large"),
            _in(_STANDARD, "db.r6g.large", "reader"),
            _PROXY,
            resource("aws:rds/proxyTarget:ProxyTarget", refers={"dbProxyName": _PROXY, "dbClusterIdentifier": _STANDARD}),
        ],
        "730 × 2 × $0.26 + 730 h × 4 vCPU × $0.015",
    ),
    Case(
        "a proxy before serverless is paid for eight ACUs",
        [
            _SCALED,
            _in(_SCALED, "db.serverless"),
            _PROXY,
            resource("aws:rds/proxyTarget:ProxyTarget", refers={"dbProxyName": _PROXY, "dbClusterIdentifier": _SCALED}),
        ],
        "730 h × 2 ACU × $0.12 + 730 h × 8 × $0.015",
    ),
    Case("snapshots", [resource("aws:rds/clusterSnapshot:ClusterSnapshot")], "1000 GB × $0.021", {"storage_gb": 1000}),
)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COST_AS_OF", "2026-11-26")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(stored=st.integers(0, 100_000), least=st.sampled_from([0, 0.5, 1, 8]))
@settings(max_examples=30, deadline=None)
def test_more_never_costs_less(stored: int, least: float) -> None:
    def total(times: int) -> float:
        cluster = resource(CLUSTER, _POSTGRES | {"serverlessv2ScalingConfiguration": {"minCapacity": least * times}}, "cluster")
        return float(cost(cluster, _in(cluster, "db.serverless"), usage={"storage_gb": stored * times}).total)

    assert total(1) <= total(2)


def test_what_has_no_price_is_named() -> None:
    assert problem_of(_STANDARD, _in(_STANDARD, "db.r6g.9xlarge", "odd")).startswith(f"odd ({INSTANCE}): no price for aurora_postgresql")
    assert "which says its least capacity, is not in the stack" in problem_of(resource(INSTANCE, {"instanceClass": "db.serverless"}))
