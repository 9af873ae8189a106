"""DynamoDB, DAX, Keyspaces and Timestream cost what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
SCALED = "aws:appautoscaling/target:Target"

_ON_DEMAND = {"billingMode": "PAY_PER_REQUEST", "hashKey": "user", "rangeKey": "time"}
_PROVISIONED = {"hashKey": "id", "name": "sessions", "readCapacity": 30, "writeCapacity": 20}
_EVENTS = resource(TABLE, _ON_DEMAND, "events")
_SESSIONS = resource(TABLE, _PROVISIONED, "sessions")
_REQUESTS = {"write_requests": 3_000_000, "read_requests": 8_000_000}


def _scaled(which: str, least: int, table: Resource | None = None, index: str = "") -> Resource:
    place = f"table/sessions/index/{index}" if index else "table/sessions"
    return resource(
        SCALED,
        {
            "resourceId": place if index or not table else "",
            "scalableDimension": f"dynamodb:{'index' if index else 'table'}:{which}CapacityUnits",
            "minCapacity": least,
            "maxCapacity": 5000,
        },
        f"scaled-{which}-{index}",
        refers={"resourceId": table} if table else None,
    )


CASES = (
    Case("on demand", [_EVENTS], "3 × $0.625 + 8 × $0.125 + 230 GB × $0.25", _REQUESTS | {"storage_gb": 230}),
    Case(
        "recovery, backups, streams",
        [resource(TABLE, _ON_DEMAND | {"pointInTimeRecovery": {"enabled": True}, "streamEnabled": True})],
        "230 GB × $0.25 + 230 GB × $0.20 + 460 GB × $0.10 + 230 GB × $0.15 + 2 × $0.20",
        {"storage_gb": 230, "backup_storage_gb": 460, "restored_gb": 230, "stream_reads": 2_000_000},
    ),
    Case(
        "indexes are written, too",
        [resource(TABLE, _ON_DEMAND | {"globalSecondaryIndexes": [{"name": "by-time"}]})],
        "3 × $0.625 + 8 × $0.125 + 3 × $0.625 + 1 × $0.125",
        _REQUESTS | {"index_write_requests": 3_000_000, "index_read_requests": 1_000_000},
    ),
    Case(
        "infrequent access",
        [resource(TABLE, _ON_DEMAND | {"tableClass": "STANDARD_INFREQUENT_ACCESS"})],
        "3 × $0.78 + 8 × $0.155 + 100 GB × $0.10",
        _REQUESTS | {"storage_gb": 100},
    ),
    Case("provisioned by default", [_SESSIONS], "730 h × (20 × $0.00065 + 30 × $0.00013)"),
    Case("in Ireland", [resource(TABLE, _PROVISIONED, region="eu-west-1")], "730 h × (20 × $0.000735 + 30 × $0.000147)"),
    Case(
        "indexes have capacity of their own",
        [resource(TABLE, _PROVISIONED | {"globalSecondaryIndexes": [{"name": "by-age", "readCapacity": 5, "writeCapacity": 10}]})],
        "730 h × (30 × $0.00065 + 35 × $0.00013)",
    ),
    Case(
        "scaled capacity counts as its minimum",
        [_SESSIONS, _scaled("Read", 5, _SESSIONS), _scaled("Write", 6)],
        "730 h × (6 × $0.00065 + 5 × $0.00013)",
    ),
    Case(
        "scaled capacity by use",
        [_SESSIONS, _scaled("Read", 5, _SESSIONS), _scaled("Write", 6)],
        "730 h × (77 × $0.00065 + 76 × $0.00013)",
        {"read_capacity": 76, "write_capacity": 77},
    ),
    Case(
        "a scaled index",
        [
            resource(TABLE, _PROVISIONED | {"globalSecondaryIndexes": [{"name": "by-age", "readCapacity": 5, "writeCapacity": 10}]}),
            _scaled("Write", 50, index="by-age"),
        ],
        "730 h × ((20 + 50) × $0.00065 + 35 × $0.00013)",
    ),
    Case(
        "replicas of the table itself",
        [resource(TABLE, _PROVISIONED | {"replicas": [{"regionName": "us-east-2"}]})],
        "730 h × (20 × $0.00065 + 30 × $0.00013 + 20 × $0.00065)",
    ),
    Case(
        "a replica that is a resource",
        [_EVENTS, resource(REPLICA, {"pointInTimeRecovery": True}, "copy", "us-west-2", {"globalTableArn": _EVENTS})],
        "2 × 3 × $0.625 + 2 × 8 × $0.125 + 2 × 100 GB × $0.25 + 100 GB × $0.20",
        _REQUESTS | {"storage_gb": 100},
    ),
    Case(
        "a replica of a provisioned table",
        [_SESSIONS, resource(REPLICA, {}, "copy", "us-west-2", {"globalTableArn": _SESSIONS})],
        "2 × 730 h × (20 × $0.00065 + 30 × $0.00013)",
    ),
    Case(
        "an index that is a resource",
        [
            _SESSIONS,
            resource(
                "aws:dynamodb/globalSecondaryIndex:GlobalSecondaryIndex",
                {"provisionedThroughput": {"readCapacityUnits": 7, "writeCapacityUnits": 9}},
                refers={"tableName": _SESSIONS},
            ),
        ],
        "730 h × (29 × $0.00065 + 37 × $0.00013)",
    ),
    Case(
        "an index of a table on demand",
        [resource("aws:dynamodb/globalSecondaryIndex:GlobalSecondaryIndex")],
        "3 × $0.625 + 8 × $0.125 + 10 GB × $0.25",
        _REQUESTS | {"storage_gb": 10},
    ),
    Case(
        "contributor insights have two rules for each key",
        [resource("aws:dynamodb/contributorInsights:ContributorInsights", refers={"tableName": _EVENTS})],
        "2 × $0.50 + 100 × $0.03",
        {"requests": 100_000_000},
    ),
    Case(
        "DAX",
        [resource("aws:dax/cluster:Cluster", {"nodeType": "dax.r5.large", "replicationFactor": 3})],
        "730 h × 3 × $0.255",
    ),
    Case(
        "Keyspaces on demand",
        [resource("aws:keyspaces/table:Table", {"pointInTimeRecovery": {"status": "ENABLED"}})],
        "3 × $0.625 + 8 × $0.125 + 100 GB × $0.25 + 100 GB × $0.20",
        _REQUESTS | {"storage_gb": 100},
    ),
    Case(
        "Keyspaces provisioned, in Mumbai",
        [
            resource(
                "aws:keyspaces/table:Table",
                {"capacitySpecification": {"throughputMode": "PROVISIONED", "readCapacityUnits": 100, "writeCapacityUnits": 50}},
                region="ap-south-1",
            )
        ],
        "730 h × (100 × $0.000148 + 50 × $0.00074)",
    ),
    Case(
        "Timestream",
        [
            resource(
                "aws:timestreamwrite/table:Table",
                {"retentionProperties": {"memoryStoreRetentionPeriodInHours": 73, "magneticStoreRetentionPeriodInDays": 365}},
            )
        ],
        "100 × $0.50 + 100 GB × 73 h × $0.036 + 1000 GB × $0.03",
        {"write_requests": 100_000_000, "in_gb": 100, "storage_gb": 1000},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(reads=st.integers(1, 50_000), writes=st.integers(1, 50_000), replicas=st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_more_never_costs_less(reads: int, writes: int, replicas: int) -> None:
    def total(times: int) -> float:
        copies = [{"regionName": "us-west-2"}] * replicas * times
        inputs = {"readCapacity": reads * times, "writeCapacity": writes * times, "replicas": copies}
        return float(cost(resource(TABLE, inputs), usage={"storage_gb": 10}).total)

    assert total(1) <= total(2)


def test_what_has_no_price_is_named() -> None:
    dax = resource("aws:dax/cluster:Cluster", {"nodeType": "dax.r9.large"}, "cache")
    assert problem_of(dax).startswith("cache (aws:dax/cluster:Cluster): no price for dax node dax.r9.large; did you mean")
    assert "no prices for the region xx-nowhere-9" in problem_of(resource(TABLE, _PROVISIONED, region="xx-nowhere-9"))
