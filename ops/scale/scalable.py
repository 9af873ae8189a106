"""What can be scaled by hand: how many there are, and asking for another number."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from ops.cluster import Cluster
from ops.context import Context
from ops.errors import OpsError
from settings import Settings
from settings.regions import Region


@dataclass(frozen=True)
class Count:
    """How many are wanted, and how many work."""

    wanted: int
    working: int
    settled: bool = True
    """False while AWS is still at work on an earlier wish."""

    def __str__(self) -> str:
        return f"{self.wanted} wanted, {self.working} at work"


class Scalable(Protocol):
    """One thing with a number."""

    @property
    def owner(self) -> str:
        """Who changes the number afterwards."""
        ...

    def count(self) -> Count:
        """Now."""
        ...

    def ask(self, wanted: int) -> None:
        """Ask for so many, or for as near as AWS goes in one step."""
        ...


@dataclass(frozen=True)
class EcsService:
    """Tasks of a service on Fargate."""

    context: Context
    region: str
    service: str

    owner = "autoscaling changes it with the load from here on"

    def count(self) -> Count:
        """As ECS says."""
        asked = {"cluster": self._cluster, "services": [self.service]}
        found = self.context.gateway.read(self.region, "ecs", "describe_services", **asked)["services"]
        if not found:
            raise OpsError(f"{self.region}: ECS has no service {self.service} in {self._cluster}")
        return Count(found[0]["desiredCount"], found[0]["runningCount"])

    def ask(self, wanted: int) -> None:
        """CodeDeploy's services take a number, too."""
        self.context.gateway.change(self.region, "ecs", "update_service", cluster=self._cluster, service=self.service, desiredCount=wanted)

    @property
    def _cluster(self) -> str:
        return self.context.outputs.regions[self.region].ecs_cluster or self.context.physical("ecs")


@dataclass(frozen=True)
class NodeGroup:
    """Nodes of a managed group, or of those that stand for it in each zone."""

    context: Context
    region: str
    group: str
    one_per_zone: bool

    owner = "the cluster's own scaler changes it with the load from here on"

    def count(self) -> Count:
        """Of all zones together; nodes that are in service."""
        groups = [self._described(name) for name in self.names()]
        wanted = sum(group["scalingConfig"]["desiredSize"] for group in groups)
        working = [self._in_service(group) for group in groups]
        known = sum(wanted if number is None else number for number, wanted in zip(working, self._wanted(groups), strict=True))
        return Count(wanted, known, all(group["status"] == "ACTIVE" for group in groups))

    def ask(self, wanted: int) -> None:
        """Spread over the zones, the first ones getting what is left over. Least and most stay as the program made them."""
        names = self.names()
        for index, name in enumerate(names):
            share = wanted // len(names) + (index < wanted % len(names))
            config = self._described(name)["scalingConfig"]
            if not config["minSize"] <= share <= config["maxSize"]:
                limits = f"{config['minSize']} to {config['maxSize']}"
                raise OpsError(f"{name} would get {share} nodes; EKS has it at {limits}. Deploy the stack, which sets both, then try again")
            if share != config["desiredSize"]:
                self.context.gateway.change(
                    self.region,
                    "eks",
                    "update_nodegroup_config",
                    clusterName=self._cluster,
                    nodegroupName=name,
                    scalingConfig={**config, "desiredSize": share},
                )

    def names(self) -> list[str]:
        """As EKS has them; Pulumi ends each with letters of its own."""
        zone = "-[a-z]" if self.one_per_zone else ""
        form = re.compile(rf"{re.escape(self.region)}-nodes-{re.escape(self.group)}{zone}-[0-9a-z]+")
        found = self.context.all(self.region, "eks", "list_nodegroups", "nodegroups", clusterName=self._cluster)
        if not (names := sorted(name for name in found if form.fullmatch(name))):
            raise OpsError(
                f"{self.region}: EKS has no node group {self.group} in {self._cluster}; it has {', '.join(sorted(found)) or 'none'}"
            )
        return names

    @property
    def _cluster(self) -> str:
        return self.context.outputs.regions[self.region].cluster_name

    def _described(self, name: str) -> dict[str, Any]:
        asked = {"clusterName": self._cluster, "nodegroupName": name}
        found: dict[str, Any] = self.context.gateway.read(self.region, "eks", "describe_nodegroup", **asked)["nodegroup"]
        return found

    def _in_service(self, group: dict[str, Any]) -> int | None:
        """Instances that work; None where EKS names no Auto Scaling group."""
        names = [one["name"] for one in group.get("resources", {}).get("autoScalingGroups", [])]
        if not names:
            return None
        asked = {"AutoScalingGroupNames": names}
        found = self.context.all(self.region, "autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", **asked)
        if not found:
            return None
        return len([one for each in found for one in each["Instances"] if one["LifecycleState"] == "InService"])

    @staticmethod
    def _wanted(groups: list[dict[str, Any]]) -> list[int]:
        return [group["scalingConfig"]["desiredSize"] for group in groups]


@dataclass(frozen=True)
class Shards:
    """Shards of a provisioned stream."""

    context: Context
    region: str
    stream: str

    @property
    def owner(self) -> str:
        """The scaling of the program, where the settings leave it room."""
        settings = self.context.settings.streaming.kinesis.streams[self.stream]
        if settings.max_shards > settings.shards:
            return "the stack's own scaling changes it with the load from here on"
        return "it stays"

    def count(self) -> Count:
        """Open shards."""
        asked = {"StreamName": self.context.physical(self.stream)}
        found = self.context.gateway.read(self.region, "kinesis", "describe_stream_summary", **asked)["StreamDescriptionSummary"]
        return Count(found["OpenShardCount"], found["OpenShardCount"], found["StreamStatus"] == "ACTIVE")

    def ask(self, wanted: int) -> None:
        """Kinesis goes to twice or half of what there is at most."""
        now = self.count().working
        step = min(wanted, now * 2) if wanted > now else max(wanted, -(-now // 2))
        name = self.context.physical(self.stream)
        self.context.gateway.change(
            self.region, "kinesis", "update_shard_count", StreamName=name, TargetShardCount=step, ScalingType="UNIFORM_SCALING"
        )


def region_of(settings: Settings, name: str) -> Region:
    """A region of the settings. Raises OpsError."""
    for region in settings.regions:
        if region.name == name:
            return region
    raise OpsError(f"the stack has no region {name}; it has {', '.join(region.name for region in settings.regions)}")


@dataclass(frozen=True)
class Pods:
    """Pods of one of the platform's own services."""

    context: Context
    cluster: Cluster
    service: str
    namespace: str
    rolling: bool
    """A Deployment; anything else is a Rollout."""

    owner = "its scaler changes it with the load from here on"

    def count(self) -> Count:
        """As its controller says."""
        found = self.cluster.find(*self._at)
        if found is None:
            raise OpsError(f"the cluster has no {self._at[1]} {self.namespace}/{self.service}")
        status = found.get("status", {})
        return Count(found["spec"].get("replicas", 1), status.get("readyReplicas", 0))

    def ask(self, wanted: int) -> None:
        """The scaler's bounds stay: it goes on from this number."""
        self.cluster.patch(*self._at, {"spec": {"replicas": wanted}})

    @property
    def _at(self) -> tuple[str, str, str, str]:
        api, kind = ("apps/v1", "Deployment") if self.rolling else ("argoproj.io/v1alpha1", "Rollout")
        return api, kind, self.namespace, self.service
