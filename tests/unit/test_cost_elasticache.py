"""ElastiCache costs what the price list says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import Case, cost, problem_of, resource

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
CLUSTER = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"

_VALKEY = {"engine": "valkey", "nodeType": "cache.r6g.large", "numCacheClusters": 3}
_PRIMARY = resource(GROUP, _VALKEY | {"replicationGroupId": "primary"}, "primary")
_WORLD = resource(GLOBAL, {}, "world", refers={"primaryReplicationGroupId": _PRIMARY})

CASES = (
    Case("Valkey with two replicas", [_PRIMARY], "730 h × 3 × $0.1648"),
    Case("Redis by default", [resource(GROUP, {"nodeType": "cache.r5.4xlarge", "numCacheClusters": 3})], "730 h × 3 × $1.724"),
    Case("one node by default", [resource(GROUP, {"nodeType": "cache.m6g.12xlarge"})], "730 h × $3.557"),
    Case(
        "shards and their replicas",
        [resource(GROUP, {"nodeType": "cache.m4.large", "numNodeGroups": 4, "replicasPerNodeGroup": 3})],
        "11680 h × $0.156",
    ),
    Case(
        "backups",
        [resource(GROUP, _VALKEY | {"snapshotRetentionLimit": 7})],
        "730 h × 3 × $0.1648 + 10000 GB × $0.085",
        {"backup_storage_gb": 10_000},
    ),
    Case("no backups without retention", [_PRIMARY], "730 h × 3 × $0.1648", {"backup_storage_gb": 10_000}),
    Case("Memcached", [resource(CLUSTER, {"engine": "memcached", "nodeType": "cache.m4.large", "numCacheNodes": 2})], "1460 h × $0.156"),
    Case(
        "one more node of a group",
        [_PRIMARY, resource(CLUSTER, {}, "more", refers={"replicationGroupId": _PRIMARY})],
        "730 h × 4 × $0.1648",
    ),
    Case(
        "the secondary of a global group is like the primary",
        [_PRIMARY, _WORLD, resource(GROUP, {"numCacheClusters": 2}, "secondary", "us-west-2", {"globalReplicationGroupId": _WORLD})],
        "730 h × 5 × $0.1648 + 50 GB × $0.02",
        {"replicated_gb": 50},
    ),
    Case("serverless Valkey has a small minimum", [resource(SERVERLESS, {"engine": "valkey"})], "730 h × 0.1 GB × $0.084"),
    Case(
        "serverless Redis by use",
        [resource(SERVERLESS, {"engine": "redis"})],
        "730 h × 10 GB × $0.125 + 5000 × $0.0034",
        {"storage_gb": 10, "ecpus": 5_000_000_000},
    ),
    Case(
        "serverless with minimums",
        [
            resource(
                SERVERLESS, {"engine": "valkey", "cacheUsageLimits": {"dataStorage": {"minimum": 2}, "ecpuPerSeconds": [{"minimum": 1000}]}}
            )
        ],
        "730 h × 2 GB × $0.084 + 730 × 3600 × 1000 / 1000000 × $0.0023",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_price(case: Case) -> None:
    case.check()


@given(shards=st.integers(1, 90), replicas=st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_more_never_costs_less(shards: int, replicas: int) -> None:
    def total(times: int) -> float:
        inputs = {"nodeType": "cache.r6g.large", "numNodeGroups": shards * times, "replicasPerNodeGroup": replicas}
        return float(cost(resource(GROUP, inputs)).total)

    assert total(1) * 2 == pytest.approx(total(2), abs=0.02)


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"nodeType": "cache.r6g.huge"}, "no price for elasticache redis_node cache.r6g.huge; did you mean"),
        ({}, "no node type is given"),
    ],
)
def test_what_has_no_price_is_named(inputs: dict[str, object], says: str) -> None:
    problem = problem_of(resource(GROUP, inputs, "cache"))
    assert problem.startswith(f"cache ({GROUP}): ")
    assert says in problem
