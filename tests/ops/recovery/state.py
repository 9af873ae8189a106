"""The two regions as they are now: what tests compare."""

from typing import Any

from tests.ops.recovery.names import DR, NAME, OBJECT, PRIMARY
from tests.ops.recovery.seeding import Seeded


class Observed(Seeded):
    """All that a failover changes, where AWS keeps it."""

    def state(self) -> dict[str, Any]:
        """All that a failover may change."""
        return {region: self._state(region) for region in (PRIMARY, DR)} | {"cache": self._leader(), "names": self._names()}

    def _state(self, region: str) -> dict[str, Any]:
        group = self.client("eks", region).describe_nodegroup(clusterName=f"{NAME}-eks", nodegroupName="general")["nodegroup"]
        service = self.client("ecs", region).describe_services(cluster=f"{NAME}-ecs", services=["api"])["services"][0]
        target = self.client("application-autoscaling", region).describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
        mapping = self.client("lambda", region).get_event_source_mapping(UUID=self.mappings[region])
        flink = self.client("kinesisanalyticsv2", region).describe_application(ApplicationName=f"{NAME}-flink")
        found = self.apis[region].found(**OBJECT)
        return {
            "nodes": group["scalingConfig"],
            "service": (target["MinCapacity"], service["desiredCount"], target["MaxCapacity"]),
            "reads": mapping["State"],
            "flink": flink["ApplicationDetail"]["ApplicationStatus"],
            "object": (found["spec"], (found.get("metadata") or {}).get("annotations") or {}),
            "postgres": self.copies(region),
            "backed up": self.backed_up(region),
        }

    def copies(self, region: str) -> str | None:
        """What the region's PostgreSQL copies; `missing` if there is none."""
        instances = self.world.backend("rds", region).databases
        found = instances.get(f"{NAME}-postgres")
        return "missing" if found is None else found.source_db_instance_identifier or None

    def backed_up(self, region: str) -> bool:
        """Whether AWS Backup finds the region's PostgreSQL."""
        found = self.world.backend("rds", region).databases.get(f"{NAME}-postgres")
        return found is not None and {"Key": "backup", "Value": "daily"} in found.tags

    def proxied(self, region: str = PRIMARY) -> list[str]:
        """The instances that a region's proxy leads to."""
        targets = self.world.backend("rds", region).db_proxies[f"{NAME}-postgres"].proxy_target_groups["default"].targets
        return [target.rds_resource_id for target in targets]

    def follow(self, identifier: str) -> None:
        """The proxy has followed an instance that was renamed."""
        [target] = self.world.backend("rds", PRIMARY).db_proxies[f"{NAME}-postgres"].proxy_target_groups["default"].targets
        target.rds_resource_id = identifier

    def resource_id(self, region: str, identifier: str = f"{NAME}-postgres") -> str:
        """An instance's, which it keeps whatever it is called."""
        found: str = self.world.backend("rds", region).databases[identifier].dbi_resource_id
        return found

    def _leader(self) -> str:
        store: str = self.world.kept["global datastores"][self.datastore]["primary"]
        return store

    def _names(self) -> str:
        state = self.world.backend("cloudwatch", DR).alarms[f"{NAME}-failover"].state_value
        return DR if state == "ALARM" else PRIMARY
