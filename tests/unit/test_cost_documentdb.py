"""DocumentDB and Neptune cost what the price list says."""

import pytest

from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

DOCUMENTDB = "aws:docdb/cluster:Cluster"
DOCUMENTDB_INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"
NEPTUNE = "aws:neptune/cluster:Cluster"
NEPTUNE_INSTANCE = "aws:neptune/clusterInstance:ClusterInstance"

_LONDON = "eu-west-2"
_OPTIMIZED = resource(NEPTUNE, {"storageType": "iopt1"}, "optimized", _LONDON)
_SERVERLESS = resource(NEPTUNE, {"serverlessV2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 8}}, "serverless")


def _documents(kind: str) -> Resource:
    return resource(DOCUMENTDB_INSTANCE, {"instanceClass": kind})


CASES = (
    Case("a large document store", [_documents("db.r5.4xlarge")], "730 h × $2.216"),
    Case("a burstable one with credits", [_documents("db.t3.medium")], "730 h × $0.078 + 10 × $0.09", {"cpu_credit_hours": 10}),
    Case(
        "storage of documents",
        [resource(DOCUMENTDB)],
        "1000 GB × $0.10 + 10 × $0.20 + (11000 - 1000) GB × $0.021",
        {"storage_gb": 1000, "io_requests": 10_000_000, "backup_storage_gb": 11_000},
    ),
    Case("a graph in London", [resource(NEPTUNE_INSTANCE, {"instanceClass": "db.r4.large"}, region=_LONDON)], "730 h × $0.408"),
    Case(
        "a graph with I/O in its price",
        [_OPTIMIZED, resource(NEPTUNE_INSTANCE, {"instanceClass": "db.t3.medium"}, "it", _LONDON, {"clusterIdentifier": _OPTIMIZED})],
        "730 h × $0.151",
    ),
    Case(
        "storage of a graph",
        [resource(NEPTUNE, region=_LONDON)],
        "100 GB × $0.116 + 10 × $0.232",
        {"storage_gb": 100, "io_requests": 10_000_000},
    ),
    Case(
        "a serverless graph keeps its minimum",
        [_SERVERLESS, resource(NEPTUNE_INSTANCE, {"instanceClass": "db.serverless"}, refers={"clusterIdentifier": _SERVERLESS})],
        "730 h × 1 NCU × $0.1608",
    ),
    Case("snapshots", [resource("aws:docdb/clusterSnapshot:ClusterSnapshot")], "1000 GB × $0.021", {"storage_gb": 1000}),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


def test_larger_costs_more() -> None:
    totals = [cost(_documents(f"db.r5.{size}")).total for size in ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge")]
    assert totals == sorted(totals)


def test_what_has_no_price_is_named() -> None:
    assert "it (aws:docdb/clusterInstance:ClusterInstance): no price for documentdb instance db.x1.large" in problem_of(
        _documents("db.x1.large")
    )
