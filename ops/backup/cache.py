"""ElastiCache: a snapshot as a new replication group of one node."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish, stamped
from ops.context import Context

_GB = 1024**3
_FAILED = ("create-failed", "restore-failed")


@dataclass(frozen=True)
class CacheStore:
    """The replication group of each region."""

    context: Context

    @property
    def name(self) -> str:
        """There is one in a region."""
        return "cache"

    @property
    def pause(self) -> timedelta:
        """A snapshot each night."""
        return timedelta(days=1)

    def regions(self) -> list[str]:
        """Where the cache is written to: a replica of a Global Datastore makes no snapshots of its own."""
        follows = self.context.settings.databases.cache is not None and self.context.settings.databases.cache.replicate
        standby = self.context.settings.standby
        return [name for name in self.context.outputs.regions if not (follows and standby and name == standby.name)]

    def points(self, region: str) -> list[Point]:
        """Snapshots that are whole."""
        found = self.context.all(region, "elasticache", "describe_snapshots", "Snapshots", ReplicationGroupId=self._group)
        points = []
        for one in found:
            nodes = one.get("NodeSnapshots", [])
            made = [node["SnapshotCreateTime"] for node in nodes if node.get("SnapshotCreateTime")]
            if one["SnapshotStatus"] == "available" and made:
                size = sum(_bytes(node.get("CacheSize", "")) for node in nodes)
                points.append(Point(self.name, region, one["SnapshotName"], max(made), "snapshot", size))
        return points

    def new_name(self, moment: datetime) -> str:
        """ElastiCache allows 40 characters."""
        return stamped(self._group, moment, 40)

    def start(self, wish: Wish) -> str:
        """In the old one's network, with its users and its key."""
        group = self._described(wish.region, self._group)
        node = self._node(wish.region, group)
        self.context.gateway.change(
            wish.region,
            "elasticache",
            "create_replication_group",
            ReplicationGroupId=wish.name,
            ReplicationGroupDescription=f"Restored from {wish.point.id}",
            SnapshotName=wish.point.id,
            Engine=node["Engine"],
            CacheNodeType=group["CacheNodeType"],
            NumCacheClusters=1,
            AutomaticFailoverEnabled=False,
            CacheSubnetGroupName=node["CacheSubnetGroupName"],
            SecurityGroupIds=[one["SecurityGroupId"] for one in node.get("SecurityGroups", [])],
            AtRestEncryptionEnabled=True,
            TransitEncryptionEnabled=True,
            **({"UserGroupIds": group["UserGroupIds"]} if group.get("UserGroupIds") else {}),
            **({"KmsKeyId": group["KmsKeyId"]} if group.get("KmsKeyId") else {}),
        )
        return wish.name

    def state(self, wish: Wish, handle: str) -> State:
        """Available, or on the way."""
        status = self._described(wish.region, handle)["Status"]
        phase: Any = "ready" if status == "available" else "failed" if status in _FAILED else "busy"
        return State(phase, status, handle)

    def answers(self, wish: Wish, made: str) -> str:
        """Its endpoint; a command needs the password and the network, which are not this command's."""
        groups = self._described(wish.region, made).get("NodeGroups", [])
        endpoint = groups[0].get("PrimaryEndpoint", {}) if groups else {}
        if not endpoint.get("Address"):
            raise RestoreError(f"{made} is available and has no endpoint; look at its events: aws elasticache describe-events")
        return f"{endpoint['Address']}:{endpoint['Port']} is available"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """The program owns the old one's endpoint."""
        return [
            f"Keys that were lost: DUMP them from {made} and RESTORE them in {self._group}, with the user `platform` of both.",
            f"Everything: set the services' cache endpoint to {made} until {self._group} has been filled again.",
            f"Then: aws elasticache delete-replication-group --region {wish.region} --replication-group-id {made}",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """Deletes the new group and leaves no snapshot of it."""
        if made == self._group:
            raise RestoreError(f"{made} is the stack's own cache")
        self.context.gateway.change(
            wish.region, "elasticache", "delete_replication_group", ReplicationGroupId=made, RetainPrimaryCluster=False
        )

    @property
    def _group(self) -> str:
        return self.context.physical("cache")

    def _described(self, region: str, group: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.context.all(
            region, "elasticache", "describe_replication_groups", "ReplicationGroups", ReplicationGroupId=group
        )
        return found[0]

    def _node(self, region: str, group: dict[str, Any]) -> dict[str, Any]:
        member = group["MemberClusters"][0]
        found: list[dict[str, Any]] = self.context.all(
            region, "elasticache", "describe_cache_clusters", "CacheClusters", CacheClusterId=member
        )
        return found[0]


def _bytes(size: str) -> int:
    """Of `1 GB` or `512 MB`, as ElastiCache says it."""
    number, _, unit = size.partition(" ")
    try:
        return round(float(number) * (_GB if unit == "GB" else _GB // 1024))
    except ValueError:
        return 0
