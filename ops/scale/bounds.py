"""Between how many of a thing the settings allow, and under which key they say so."""

from collections.abc import Iterable
from dataclasses import dataclass

from ops.errors import OpsError
from settings import Settings
from settings.problems import did_you_mean
from settings.regions import Region


class BoundsError(OpsError):
    """A number that the settings do not allow, or a thing that they do not have."""


@dataclass(frozen=True)
class Bounds:
    """What the settings say of one thing."""

    key: str
    """Where in the stack file."""
    least: int
    most: int

    def check(self, wanted: int) -> None:
        """Raises BoundsError with key and limit."""
        if self.least <= wanted <= self.most:
            return
        limit = f"at least {self.least}" if wanted < self.least else f"at most {self.most}"
        raise BoundsError(
            f"{wanted} is not allowed: {self.key} says {limit}. Change it there and deploy, or choose {self.least} to {self.most}"
        )


def ecs_service(settings: Settings, region: Region, name: str) -> Bounds:
    """Tasks of a service on Fargate. One that stands by may be as small as its `standby`."""
    ecs = settings.compute.ecs
    services = {"data-ingestion-api": ecs.data_ingestion_api, "stream-processor": ecs.stream_processor} if ecs else {}
    service = services.get(name)
    if service is None:
        raise _unknown("service of ECS", name, services)
    key = f"compute.ecs.{name.replace('-', '_')}"
    if service.image is None:
        return Bounds(f"{key}.image (there is none yet)", 0, 0)
    if region == settings.standby:
        return Bounds(f"{key} (standby, tasks.max)", service.standby, service.tasks.max)
    return Bounds(f"{key}.tasks", service.tasks.min, service.tasks.max)


def node_group(settings: Settings, region: Region, name: str) -> Bounds:
    """Nodes of a managed group; of one that stands in each zone, of all of them together."""
    group = settings.eks.node_groups.get(name)
    if group is None:
        raise _unknown("node group", name, settings.eks.node_groups)
    # The pilot light's sizes hold while the dr region stands by.
    own = None if region.role == "dr" and region != settings.standby else region.node_groups.get(name)
    size = own or group
    key = f"regions[{region.name}].node_groups.{name}" if own else f"eks.node_groups.{name}"
    return Bounds(key, size.min, size.max)


def stream(settings: Settings, name: str) -> Bounds:
    """Shards of a provisioned stream."""
    kinesis = settings.streaming.kinesis
    found = kinesis.streams.get(name)
    if found is None:
        raise _unknown("stream", name, kinesis.streams)
    if kinesis.mode != "provisioned":
        raise BoundsError("streaming.kinesis.mode is on_demand: Kinesis scales the streams by itself")
    return Bounds(f"streaming.kinesis.streams.{name} (shards, max_shards)", found.shards, found.max_shards)


def workload(settings: Settings, region: Region, name: str) -> Bounds:
    """Pods of one of the platform's own services."""
    services = settings.workloads.services
    service = next((one for key, one in services.items() if key == name), None)
    if service is None:
        raise _unknown("service in the cluster", name, services)
    key = f"workloads.services.{name}"
    scaler = "hpa" if service.hpa else "keda" if service.keda else "replicas"
    if region == settings.standby:
        return Bounds(f"{key} (standby, {scaler})", service.standby, service.most)
    return Bounds(f"{key}.{scaler}", service.least, service.most)


def _unknown(what: str, name: str, known: Iterable[str]) -> BoundsError:
    names = sorted(known)
    there = f"there are {', '.join(names)}" if names else "the settings have none"
    return BoundsError(f"there is no {what} {name}{did_you_mean(name, names)}; {there}")
