"""RDS costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing.engines import extended_support
from tests.costs import Case, cost, problem_of, resource

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
PROXY = "aws:rds/proxy:Proxy"
TARGET = "aws:rds/proxyTarget:ProxyTarget"

_POSTGRES = {"engine": "postgres", "engineVersion": "17", "instanceClass": "db.r6g.2xlarge", "allocatedStorage": 500, "storageType": "gp3"}
_MYSQL = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t3.large", "allocatedStorage": 100}
_PRIMARY = resource(INSTANCE, _POSTGRES | {"multiAz": True, "identifier": "primary"}, "primary")
_PROXY = resource(PROXY, {"name": "proxy"}, "proxy")
_BEHIND = resource(TARGET, name="behind", refers={"dbProxyName": _PROXY, "dbInstanceIdentifier": _PRIMARY})
_PRIMARY_COST = "730 h × $1.798 + 2 × 500 GB × $0.115"

CASES = (
    Case("PostgreSQL in one zone", [resource(INSTANCE, _POSTGRES)], "730 h × $0.899 + 500 GB × $0.115"),
    Case("PostgreSQL in two zones, with twice the storage", [_PRIMARY], _PRIMARY_COST),
    Case(
        "Ireland",
        [resource(INSTANCE, _POSTGRES | {"storageType": "gp2", "multiAz": True}, region="eu-west-1")],
        "730 h × $2.002 + 500 GB × $0.253",
    ),
    Case("MySQL with gp2 by default", [resource(INSTANCE, _MYSQL)], "730 h × $0.136 + 100 GB × $0.115"),
    Case("MariaDB", [resource(INSTANCE, _MYSQL | {"engine": "mariadb", "engineVersion": "11.4"})], "730 h × $0.136 + 100 GB × $0.115"),
    Case(
        "Oracle with its licence",
        [resource(INSTANCE, _MYSQL | {"engine": "oracle-se2", "licenseModel": "license-included"})],
        "730 h × $0.30 + 100 GB × $0.115",
    ),
    Case(
        "SQL Server", [resource(INSTANCE, _MYSQL | {"engine": "sqlserver-ee", "instanceClass": "db.m5.xlarge"})], "$1705.28 + 100 × $0.115"
    ),
    Case("io1 by its IOPS", [resource(INSTANCE, _MYSQL | {"iops": 1200})], "730 h × $0.136 + 100 GB × $0.125 + 1200 IOPS × $0.10"),
    Case(
        "fewer IOPS than the least",
        [resource(INSTANCE, _MYSQL | {"storageType": "io1", "iops": 500})],
        "730 h × $0.136 + 100 GB × $0.125 + 1000 IOPS × $0.10",
    ),
    Case(
        "io2 in two zones",
        [resource(INSTANCE, _MYSQL | {"storageType": "io2", "iops": 2000, "multiAz": True})],
        "730 h × 2 × $0.136 + 2 × (100 GB × $0.125 + 2000 IOPS × $0.10)",
    ),
    Case(
        "gp3 over the small baseline",
        [resource(INSTANCE, _MYSQL | {"storageType": "gp3", "iops": 4000})],
        "730 h × $0.136 + 100 GB × $0.115 + 1000 IOPS × $0.02",
    ),
    Case(
        "gp3 over the large baseline, in two zones",
        [resource(INSTANCE, _MYSQL | {"storageType": "gp3", "allocatedStorage": 400, "iops": 14000, "multiAz": True})],
        "730 h × $0.272 + 400 GB × $0.23 + 2000 IOPS × $0.04",
    ),
    Case(
        "backups beyond the size of the database",
        [resource(INSTANCE, _MYSQL)],
        "730 h × $0.136 + 100 GB × $0.115 + (1100 - 100) GB × $0.095",
        {"backup_storage_gb": 1100},
    ),
    Case(
        "magnetic storage and CPU credits by use",
        [resource(INSTANCE, _MYSQL | {"storageType": "standard"})],
        "730 h × $0.136 + 100 GB × $0.10 + 50 × $0.10 + 60 × $0.075",
        {"io_requests": 50_000_000, "cpu_credit_hours": 60},
    ),
    Case(
        "Performance Insights for a week is free",
        [resource(INSTANCE, _MYSQL | {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 7})],
        "730 h × $0.136 + 100 GB × $0.115",
    ),
    Case(
        "Performance Insights kept longer",
        [
            resource(
                INSTANCE,
                _MYSQL | {"instanceClass": "db.m5.large", "performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 731},
            )
        ],
        "730 h × $0.171 + 100 GB × $0.115 + 2 vCPU × $3.815",
    ),
    Case(
        "Database Insights keep it anyway",
        [resource(INSTANCE, _POSTGRES | {"databaseInsightsMode": "advanced", "performanceInsightsRetentionPeriod": 465})],
        "730 h × $0.899 + 500 GB × $0.115 + 730 h × 8 vCPU × $0.0125",
    ),
    Case(
        "extended support, first years",
        [resource(INSTANCE, _MYSQL | {"engine": "postgres", "engineVersion": "12.19"})],
        "730 h × $0.145 + 100 GB × $0.115 + 730 h × 2 vCPU × $0.10",
    ),
    Case(
        "extended support, third year, of both zones",
        [resource(INSTANCE, _MYSQL | {"engineVersion": "5.7.44", "multiAz": True})],
        "730 h × $0.272 + 100 GB × $0.23 + 730 h × 2 × 2 vCPU × $0.20",
    ),
    Case(
        "extended support not wanted",
        [resource(INSTANCE, _MYSQL | {"engineVersion": "8.0", "engineLifecycleSupport": "open-source-rds-extended-support-disabled"})],
        "730 h × $0.136 + 100 GB × $0.115",
    ),
    Case(
        "a replica is like its source, in one zone",
        [_PRIMARY, resource(INSTANCE, {"instanceClass": "db.r6g.large"}, "replica", refers={"replicateSourceDb": _PRIMARY})],
        f"{_PRIMARY_COST} + 730 h × $0.225 + 500 GB × $0.115",
    ),
    Case(
        "a replica in another region receives the changes",
        [_PRIMARY, resource(INSTANCE, {"instanceClass": "db.r6g.large"}, "replica", "us-west-2", {"replicateSourceDb": _PRIMARY})],
        f"{_PRIMARY_COST} + 730 h × $0.225 + 500 GB × $0.115 + 100 GB × $0.02",
        {"replicated_gb": 100},
    ),
    Case(
        "a Multi-AZ cluster, as Seoul's price list has it",
        [
            resource(
                CLUSTER, {"engine": "postgres", "dbClusterInstanceClass": "db.m6gd.large", "storageType": "gp3"}, region="ap-northeast-2"
            )
        ],
        "730 h × $0.783",
    ),
    Case(
        "a Multi-AZ cluster has its storage three times",
        [resource(CLUSTER, {"engine": "mysql", "dbClusterInstanceClass": "db.r6gd.xlarge", "allocatedStorage": 100, "iops": 1500})],
        "730 h × 3 × $0.514 + 3 × (100 GB × $0.125 + 1500 IOPS × $0.10)",
    ),
    Case("a proxy by the vCPUs behind it, counted once", [_PRIMARY, _PROXY, _BEHIND], f"{_PRIMARY_COST} + 730 h × 8 vCPU × $0.015"),
    Case("a proxy alone has two vCPUs", [_PROXY], "730 h × 2 vCPU × $0.015"),
    Case(
        "a further endpoint of a proxy",
        [resource("aws:rds/proxyEndpoint:ProxyEndpoint", {"vpcSubnetIds": ["a", "b", "c"]})],
        "730 h × 3 × $0.01 + 100 GB × $0.01",
        {"data_gb": 100},
    ),
    Case(
        "snapshots elsewhere",
        [resource("aws:rds/snapshotCopy:SnapshotCopy", {"destinationRegion": "us-west-2"})],
        "200 GB × $0.095 + 50 GB × $0.02",
        {"storage_gb": 200, "copied_gb": 50},
    ),
)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COST_AS_OF", "2026-11-26")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(gb=st.integers(20, 8000), iops=st.integers(0, 60_000), kind=st.sampled_from(["gp2", "gp3", "io1", "io2", "standard"]))
@settings(max_examples=40, deadline=None)
def test_larger_never_costs_less(gb: int, iops: int, kind: str) -> None:
    def total(gb: int, iops: int) -> float:
        return float(cost(resource(INSTANCE, _MYSQL | {"allocatedStorage": gb, "iops": iops, "storageType": kind})).total)

    assert total(gb, iops) <= total(gb, 2 * iops)
    if kind != "gp3" or gb >= 400:  # from there on gp3 includes more, which may be worth more than the storage costs
        assert total(gb, iops) <= total(2 * gb, 2 * iops)


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"instanceClass": "db.r6g.3xlarge"}, "no price for rds_postgresql single_az db.r6g.3xlarge; did you mean"),
        ({"engine": "db3"}, "no prices for the engine db3"),
        ({"engine": ""}, "no prices for the engine (none named)"),
        ({"instanceClass": ""}, "no instance class is given"),
        ({"storageType": "gp9"}, "no price for rds storage_gp9"),
        ({"storageThroughput": 900}, "no price for rds throughput_gp3"),
    ],
)
def test_what_has_no_price_is_named(inputs: dict[str, object], says: str) -> None:
    problem = problem_of(resource(INSTANCE, _POSTGRES | inputs, "shop"))
    assert problem.startswith(f"shop ({INSTANCE}): ")
    assert says in problem


def test_a_region_without_prices_is_named() -> None:
    assert "no prices for the region xx-nowhere-9" in problem_of(resource(INSTANCE, _POSTGRES, "shop", "xx-nowhere-9"))


@pytest.mark.parametrize(
    ("engine", "version", "item"),
    [
        ("postgres", "13.20", "extended_support_year_1"),
        ("postgres", "11", "extended_support_year_3"),
        ("postgres", "17.2", ""),
        ("mysql", "8.0.40", "extended_support_year_1"),
        ("mysql", "8.4.3", ""),
        ("aurora-mysql", "5.7.mysql_aurora.2.11.2", "extended_support_year_1"),
        ("aurora-mysql", "8.0.mysql_aurora.3.08.0", ""),
        ("aurora-postgresql", "12.9", "extended_support_year_1"),
        ("mariadb", "10.4", ""),
        ("postgres", "", ""),
    ],
)
def test_extended_support_follows_the_calendar(engine: str, version: str, item: str) -> None:
    assert extended_support(engine, version) == item
