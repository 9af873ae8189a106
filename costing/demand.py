"""What Kubernetes objects request of the nodes: CPU and memory of their pods, which the scheduler keeps for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inventory.pods import specs_of
from inventory.resource import Resource
from inventory.values import Values

RELEASE = "kubernetes:helm.sh/v3:Release"
_ENDING = {"Job", "CronJob", "ScaledJob", "PodTemplate"}
"""Kinds that run from time to time, and keep nothing, or of which nothing runs by itself."""
_REPLICAS = ("spec.replicas", "spec.instances")
_QUANTITY = re.compile(r"^([\d.]+(?:[eE]\d+)?)\s*(m|[kKMGTPE]i?)?$")
_UNITS = {"": 1.0, "m": 1e-3, "k": 1e3, "K": 1e3} | {letter: 1000.0 ** (index + 2) for index, letter in enumerate("MGTPE")}
_BINARY = {f"{letter}i": 1024.0 ** (index + 1) for index, letter in enumerate("KMGTPE")}
_GIB = 1024.0**3

_DESCRIBED = {
    "kafka.strimzi.io/v1:KafkaNodePool": (("spec.resources", "spec.replicas"),),
    "kafka.strimzi.io/v1:KafkaConnect": (("spec.resources", "spec.replicas"),),
    "kafka.strimzi.io/v1:KafkaMirrorMaker2": (("spec.resources", "spec.replicas"),),
    "kafka.strimzi.io/v1:Kafka": (
        ("spec.entityOperator.topicOperator.resources", ""),
        ("spec.entityOperator.userOperator.resources", ""),
        ("spec.cruiseControl.resources", ""),
        ("spec.kafkaExporter.resources", ""),
    ),
    "postgresql.cnpg.io/v1:Cluster": (("spec.resources", "spec.instances"),),
    "redis.redis.opstreelabs.in/v1beta2:RedisCluster": (
        ("spec.redisLeader.resources", "spec.clusterSize"),
        ("spec.redisFollower.resources", "spec.clusterSize"),
    ),
    "opentelemetry.io/v1beta1:OpenTelemetryCollector": (("spec.resources", "spec.replicas"),),
    "monitoring.coreos.com/v1:Prometheus": (("spec.resources", "spec.replicas"),),
    "monitoring.coreos.com/v1:Alertmanager": (("spec.resources", "spec.replicas"),),
}
"""Custom resources whose operator makes the pods → where requests and the number of pods stand."""

_ON_EVERY_NODE = {"alloy", "fluent-bit", "cni", "nodeAgent", "prometheus-node-exporter"}
"""Charts, and parts of charts, that run a pod on every node."""


@dataclass(frozen=True)
class Demand:
    """What some equal pods request."""

    vcpus: float
    gib: float
    """Of one."""
    replicas: float = 1
    on_every_node: bool = False

    def count(self, nodes: float) -> float:
        """How many there are in a cluster of so many nodes."""
        return nodes if self.on_every_node else self.replicas


def demands_of(resource: Resource, least: float = 0, defaults: Values | None = None) -> list[Demand]:
    """What a workload requests; nothing for one that ends. `least` is what its autoscaler leaves, `defaults` its namespace's requests."""
    values = Values(dict(resource.inputs))
    kind = resource.type.rpartition(":")[2]
    if kind in _ENDING or kind.endswith("Patch"):
        return []
    if resource.type == RELEASE:
        return list(_of_chart(values.inner("values"), values.text("chart").rpartition("/")[2]))
    if kind == "FlinkDeployment":
        return [_of_flink(values, "jobManager"), _of_flink(values, "taskManager")]
    if described := _DESCRIBED.get(resource.type.removeprefix("kubernetes:")):
        every = values.text("spec.mode") == "daemonset"
        return [_demand([values.inner(place)], values.number(count) if count else 1, every) for place, count in described]
    replicas = max(replicas_of(values), least)
    defaults = defaults or Values({})
    return [
        _demand([one.inner("resources") for one in pod.items("containers")], replicas, kind == "DaemonSet", defaults)
        for pod in specs_of(resource.type, values)
    ]


def vcpus(text: str) -> float:
    """A quantity of CPU: `500m`, `2`."""
    return _quantity(text)


def gib(text: str) -> float:
    """A quantity of memory: `512Mi`, `4Gi`, `1G`."""
    return _quantity(text) / _GIB


def _quantity(text: str) -> float:
    found = _QUANTITY.match(text)
    return float(found[1]) * (_UNITS | _BINARY)[found[2] or ""] if found else 0


def replicas_of(values: Values) -> float:
    """How many pods an object asks for; 1 if it does not say."""
    layouts = [one.inner("layout") for one in values.items("spec.configuration.clusters")]
    if layouts:
        return sum((one.number("shardsCount") or 1) * (one.number("replicasCount") or 1) for one in layouts)
    given = (values.number(place) for place in _REPLICAS)
    found = next((number for number in given if number is not None), None)
    if found is not None:
        return found
    each = values.number("spec.clusterSize")  # of a Redis cluster: so many leaders, and as many followers
    return 1 if each is None else 2 * each


def own_replicas(values: Values) -> float | None:
    """How many pods a part of a chart's values asks for, if it says."""
    return values.number("replicaCount") or values.number("replicas")


def _demand(resources: list[Values], replicas: float | None, every_node: bool, defaults: Values | None = None) -> Demand:
    """What containers request together. Who only names a limit requests as much."""
    names = ("cpu", "memory")
    cpu, memory = (sum(_quantity(_requested(one, name, defaults)) for one in resources) for name in names)
    return Demand(cpu, memory / _GIB, 1 if replicas is None else replicas, every_node)


def _requested(resources: Values, name: str, defaults: Values | None) -> str:
    own = resources.text(f"requests.{name}") or resources.text(f"limits.{name}")
    return own or (defaults.text(name) if defaults else "")


def _of_flink(values: Values, role: str) -> Demand:
    """Flink writes memory its own way: `1024m` are MiB."""
    part = values.inner(f"spec.{role}")
    memory = part.text("resource.memory").lower().removesuffix("b")
    unit = {"m": "Mi", "g": "Gi"}.get(memory[-1:], "")
    slots = values.number("spec.flinkConfiguration.taskmanager.numberOfTaskSlots") or 1
    parallelism = (values.number("spec.job.parallelism") or 1) / slots
    count = part.number("replicas") or (parallelism if role == "taskManager" else 1)
    return Demand(part.number("resource.cpu") or 0, gib(memory[:-1] + unit if unit else memory), count)


def _of_chart(values: Values, chart: str, replicas: float | None = None, name: str = "") -> Iterator[Demand]:
    """Every part of a chart's values with requests of its own, as many times as the nearest part around it says."""
    if "init" in name.lower() or not isinstance(values.raw, dict):
        return
    own = own_replicas(values) or replicas
    if values.has("resources.requests.cpu") or values.has("resources.requests.memory"):
        yield _demand([values.inner("resources")], own, bool({chart, name} & _ON_EVERY_NODE))
    for key, inner in values.raw.items():
        if key != "resources" and isinstance(inner, dict):
            yield from _of_chart(Values(inner, f"{values.path}.{key}"), chart, own if name else None, key)
