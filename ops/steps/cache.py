"""Which region's cache is written to."""

from typing import Any

from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import CacheGroup
from ops.runner import Step


class CachePrimary(Step):
    """A region's replication group leads its Global Datastore. AWS turns the others into its copies."""

    timeout = 900
    gradual = True  # a Global Datastore takes no order while it carries out another

    def __init__(self, gateway: Gateway, region: str, groups: dict[str, CacheGroup]):
        self.name = "cache"
        self.what = f"the cache of {region} leads"
        self._gateway, self._region, self._groups = gateway, region, groups

    def before(self) -> State:
        """Who leads."""
        return {"primary": self._primary()}

    def missing(self) -> str:
        """Who leads instead."""
        primary, status = self._primary(), self._global()["Status"]
        if primary == self._region and status in ("available", "primary-only"):
            return ""
        return f"the cache of {primary} leads, and the Global Datastore is {status}"

    def do(self) -> None:
        """Failover."""
        group = self._groups[self._region]
        if self._primary() != self._region:
            self._gateway.change(
                self._region,
                "elasticache",
                "failover_global_replication_group",
                GlobalReplicationGroupId=group.global_id,
                PrimaryRegion=self._region,
                PrimaryReplicationGroupId=group.id,
            )

    def reverse(self, before: State) -> Step | None:
        """Back to who led."""
        return CachePrimary(self._gateway, before["primary"], self._groups) if before["primary"] in self._groups else None

    def _primary(self) -> str:
        members = self._global()["Members"]
        return next((member["ReplicationGroupRegion"] for member in members if member["Role"].upper() == "PRIMARY"), "no region")

    def _global(self) -> dict[str, Any]:
        return global_datastore(self._gateway, self._region, self._groups[self._region])


def global_datastore(gateway: Gateway, region: str, group: CacheGroup) -> dict[str, Any]:
    """What a region says of its Global Datastore."""
    answer = gateway.read(
        region,
        "elasticache",
        "describe_global_replication_groups",
        GlobalReplicationGroupId=group.global_id,
        ShowMemberInfo=True,
    )
    found: dict[str, Any] = answer["GlobalReplicationGroups"][0]
    return found
