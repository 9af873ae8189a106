"""ElastiCache's snapshots, which say when each node was copied, and the nodes of replication groups."""

from typing import Any

from moto.core.utils import utcnow

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call


class CacheSnapshots:
    """moto's snapshots say nothing of their nodes, and so not when they were made; its groups have none."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "CreateSnapshot": self._create,
            "DescribeSnapshots": self._describe,
            "DescribeCacheClusters": self._nodes,
        }
        return {("elasticache", operation): addition for operation, addition in found.items()}

    def _create(self, call: Call, forward: Forward) -> Result:
        response = forward()
        if response.status_code == 200:
            self._world.kept["cache snapshots"][call.region, str(call.parameters["SnapshotName"])] = utcnow()
        return response

    def _describe(self, call: Call, _: Forward) -> Result:
        wanted = call.parameters.get("ReplicationGroupId")
        snapshots = self._backend(call.region).snapshots.items()
        return {"Snapshots": [self._shown(call.region, name, one) for name, one in snapshots if wanted in (None, one.replication_group_id)]}

    def _shown(self, region: str, name: str, snapshot: Any) -> dict[str, Any]:
        node = {"CacheNodeId": "0001", "CacheSize": "2 GB", "SnapshotCreateTime": self._world.kept["cache snapshots"][region, name]}
        group = snapshot.replication_group_id
        return {"SnapshotName": name, "ReplicationGroupId": group, "SnapshotStatus": "available", "NodeSnapshots": [node]}

    def _nodes(self, call: Call, forward: Forward) -> Result:
        name = str(call.parameters.get("CacheClusterId") or "")
        group = next((one for one in self._backend(call.region).replication_groups.values() if name in one.member_clusters), None)
        if group is None:
            return forward()
        return {"CacheClusters": [{"CacheClusterId": name, "Engine": group.engine, "CacheSubnetGroupName": "data", "SecurityGroups": []}]}

    def _backend(self, region: str) -> Any:
        return self._world.backend("elasticache", region)
