"""The platform's own services: how large each is, how it grows, and how new versions of it come in."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.compute import Image
from settings.mesh import HostName
from settings.pod_size import PodSize
from settings.schedule import Schedule
from settings.section import Count, PositiveCount, Section, matches

ServiceName = Literal["ingestion", "attribution", "api", "ml", "web", "campaign-manager"]
Percent = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
Target = Annotated[float, Field(gt=0)]
Timezone = Annotated[str, matches(r"[A-Za-z]+(/[A-Za-z_+-]+\d*)*", "a name of the time zone database, such as Europe/Berlin")]

MetricName = Literal["http_requests_per_second", "attribution_queue_length", "attribution_duration_p95_ms", "db_pool_used_percent"]

METRICS: dict[MetricName, tuple[ServiceName, ...]] = {
    "http_requests_per_second": ("ingestion", "attribution", "api", "ml", "web", "campaign-manager"),
    "attribution_queue_length": ("attribution",),
    "attribution_duration_p95_ms": ("attribution",),
    "db_pool_used_percent": ("api",),
}
"""Who has what of the measures that scalers may ask for, beside CPU and memory."""


BEHIND_THE_MESH: tuple[ServiceName, ...] = ("ingestion", "web")
"""Those to which the mesh's gateway leads. The api has Kong before it."""


class Growth(Section):
    """How fast a scaler may change the number of pods, every minute."""

    up_percent: PositiveCount = 100
    up_pods: PositiveCount = 5
    """The larger of both counts, so that few pods can become many quickly."""
    down_after_seconds: Seconds = 300
    """How long a lower load must last; peaks come in groups."""
    down_percent: Percent = 50
    down_pods: PositiveCount = 2
    """The smaller of both counts."""


class Hpa(Section):
    """Kubernetes' own scaler. The target that asks for most pods counts."""

    min: PositiveCount
    max: PositiveCount
    cpu: Percent | None = None
    """Of what the pods request, on average."""
    memory: Percent | None = None
    metrics: dict[MetricName, Target] = Field(default_factory=dict)
    """Per pod, on average; Prometheus measures them."""

    @model_validator(mode="after")
    def _has_a_target(self) -> "Hpa":
        _in_order(self.min, self.max)
        if not (self.cpu or self.memory or self.metrics):
            raise ValueError("has nothing to scale by; give cpu, memory or metrics")
        return self


class Cron(Section):
    """A time of high load that is known beforehand: pods are there when it begins, not minutes later."""

    start: Schedule
    end: Schedule
    timezone: Timezone = "Etc/UTC"
    replicas: PositiveCount
    """At least, between start and end."""


class Keda(Section):
    """A scaler that also knows Kafka and the clock. The trigger that asks for most pods counts."""

    min: PositiveCount
    max: PositiveCount
    cpu: Percent | None = None
    memory: Percent | None = None
    metrics: dict[MetricName, Target] = Field(default_factory=dict)
    kafka_lag: PositiveCount | None = None
    """Messages of each topic that one pod may have waiting."""
    cron: tuple[Cron, ...] = ()

    @model_validator(mode="after")
    def _has_a_trigger(self) -> "Keda":
        _in_order(self.min, self.max)
        if not (self.cpu or self.memory or self.metrics or self.kafka_lag or self.cron):
            raise ValueError("has nothing to scale by; give kafka_lag, cron, metrics, cpu or memory")
        for cron in self.cron:
            if not self.min < cron.replicas <= self.max:
                raise ValueError(f"cron.replicas ({cron.replicas}) must be above min ({self.min}) and at most max ({self.max})")
        return self


class Service(Section):
    """One of the platform's own services."""

    image: Image
    """The tag or digest in the service's repository. Repositories come with the first deployment, so that one goes without services."""
    size: PodSize
    """Of each pod."""
    replicas: PositiveCount | None = None
    """A fixed number of pods, in place of a scaler."""
    hpa: Hpa | None = None
    keda: Keda | None = None
    standby: Count = 0
    """Pods in the region that stands by, of the primary and the `dr` region: 0 switches the service off there."""
    min_available: PositiveCount | None = None
    """Pods that must stay while nodes are drained; without it, one at a time may go."""
    delivery: Literal["rolling", "blue_green", "canary"] = "rolling"
    """How a new version comes in. `blue_green`: beside the old one, until a person promotes it. `canary`: with a growing part of the calls.
    Both are judged by analyses."""
    hosts: tuple[HostName, ...] = ()
    """Public names by which the mesh's gateway leads here; each is one of `mesh.hosts`."""

    @property
    def least(self) -> int:
        """Pods at the lowest load."""
        scaler = self.hpa or self.keda
        return scaler.min if scaler else self.replicas or 1

    @property
    def most(self) -> int:
        """Pods at the highest load."""
        scaler = self.hpa or self.keda
        return scaler.max if scaler else self.replicas or 1


class Canary(Section):
    """How a canary grows."""

    steps: Annotated[tuple[Percent, ...], Field(min_length=1)] = (10, 20, 50, 100)
    """Part of the calls that the new version gets."""
    pause_minutes: PositiveCount = 60
    """After each step but the last, while the analyses watch."""

    @model_validator(mode="after")
    def _grows_to_everything(self) -> "Canary":
        if list(self.steps) != sorted(set(self.steps)) or self.steps[-1] != 100:
            raise ValueError(f"steps must grow and end with 100, not {', '.join(map(str, self.steps))}")
        return self


class Analysis(Section):
    """What a new version must reach, measured on its own pods."""

    success_percent: Annotated[float, Field(gt=0, le=100)] = 99.0
    """Calls answered without a server's error."""
    p95_ms: PositiveCount = 100
    """The time within which 95 % of the calls are answered."""


class Workloads(Section):
    """The services, and what they have in common. One that is left out does not exist."""

    image_prefix: Annotated[str, matches(r"[a-z0-9][a-z0-9./:_-]*[a-z0-9]", "a registry and path, such as ghcr.io/example")] | None = None
    """Off AWS: where the services' repositories are. On AWS they are in each region's own registry."""
    growth: Growth = Growth()
    canary: Canary = Canary()
    promoted_seconds: Seconds = 30
    """Blue-green: how long the old version stays after a promotion, for calls that are under way."""
    analysis: Analysis = Analysis()
    services: dict[ServiceName, Service] = Field(default_factory=dict)


def _in_order(least: int, most: int) -> None:
    if most < least:
        raise ValueError(f"max ({most}) is less than min ({least})")
