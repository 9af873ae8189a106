"""What ElastiCache tells of nodes, of which moto knows nothing."""

from datetime import UTC, datetime
from typing import Any

from tests.ops.cloud.server import Addition
from tests.ops.day2.names import CACHE

_SNAPSHOT: dict[str, Any] = {
    "SnapshotName": "cache-night",
    "ReplicationGroupId": CACHE,
    "SnapshotStatus": "available",
    "NodeSnapshots": [{"CacheNodeId": "0001", "CacheSize": "2 GB", "SnapshotCreateTime": datetime.now(UTC)}],
}
"""moto's snapshots say nothing of their nodes, and so not when they were made."""
_NODE = {"CacheClusterId": f"{CACHE}-001", "Engine": "valkey", "CacheSubnetGroupName": "data", "SecurityGroups": []}
"""moto's groups have no nodes."""


def additions() -> dict[tuple[str, str], Addition]:
    return {
        ("elasticache", "DescribeSnapshots"): lambda *_: {"Snapshots": [_SNAPSHOT]},
        ("elasticache", "DescribeCacheClusters"): lambda *_: {"CacheClusters": [_NODE]},
    }
