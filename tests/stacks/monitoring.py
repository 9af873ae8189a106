"""What watches each thing that runs, read from a stack's inventory: monitors that scrape it, and alerts that are about it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inventory.resource import Inventory, Resource
from tests.alerts.deployed import alerts, rule_files

Manifest = Mapping[str, Any]

_RELEASE = "kubernetes:helm.sh/v3:Release"
_PODS = ("Deployment", "StatefulSet", "DaemonSet", "Rollout")
_ONLY_KINDS = {"base", "karpenter-crd"}
"""Charts that bring kinds and no pods."""
_WATCH_THEMSELVES = {"kube-prometheus-stack"}
"""Charts whose monitors are on unless they are switched off."""

_WITHOUT_METRICS = {"dynamodb-local", "glitchtip", "neo4j", "opensearch", "prefect-worker"}
"""What exports none (Neo4j: its community edition); that its pods are ready, kube-state-metrics says."""

_OPERATED = {
    "Kafka": "kafka",
    "KafkaMirrorMaker2": "kafka-mirror-maker",
    "ClickHouseInstallation": "clickhouse",
    "ClickHouseKeeperInstallation": "clickhouse-keeper",
    "RedisCluster": "redis",
    "Cluster": "postgres",
    "Pooler": "postgres",
    "FlinkDeployment": "flink-kubernetes-operator",
    "OpenTelemetryCollector": "opentelemetry-collector",
}
"""What operators run, by kind → the component that alerts are about."""

_COMPONENTS = {
    "glitchtip-postgres": "glitchtip",
    "glitchtip-web": "glitchtip",
    "glitchtip-worker": "glitchtip",
    "karpenter": "cluster-autoscaler",
    "metrics-server": "prometheus-adapter",
    "opensearch-dashboards": "opensearch",
    "plugin-barman-cloud": "postgres",
    "stream-processor": "flink-kubernetes-operator",
}
"""Names that alerts call otherwise."""


@dataclass(frozen=True)
class Thing:
    """Something that runs in a cluster, or that AWS runs."""

    place: str
    kind: str
    namespace: str
    name: str
    monitors: tuple[str, ...]
    alerts: tuple[str, ...]

    @property
    def watched(self) -> bool:
        """Measured, and somebody is told."""
        return bool(self.monitors and self.alerts)

    def __str__(self) -> str:
        lacks = [word for word, found in (("monitor", self.monitors), ("alert", self.alerts)) if not found]
        return f"{self.place}: {self.kind} {self.namespace}/{self.name} has no {' and no '.join(lacks)}"


def things(inventory: Inventory) -> list[Thing]:
    """Everything that must be watched."""
    places = {one.region for one in inventory if one.region} or {"local"}
    return [thing for place in sorted(places) for thing in _in_cluster(_of(inventory, place), place)] + list(_on_aws(inventory))


def coverage(found: list[Thing]) -> float:
    """The share that is watched."""
    return sum(thing.watched for thing in found) / len(found)


def _of(inventory: Inventory, place: str) -> Inventory:
    """The Kubernetes resources of one cluster: their logical names begin with its place."""
    own = tuple(one for one in inventory if one.type.startswith("kubernetes:") and one.name.startswith(f"{place}-"))
    return Inventory(inventory.project, inventory.stack, own)


def _in_cluster(cluster: Inventory, place: str) -> Iterator[Thing]:
    told = {(component, name) for name, component, *_ in alerts(rule_files(cluster))}
    scrapes = [one for one in cluster if one.type.endswith((":ServiceMonitor", ":PodMonitor"))]
    alone = Counter(one.inputs["namespace"] for one in cluster.of_type(_RELEASE) if _chart(one) not in _ONLY_KINDS)
    for one in cluster:
        kind = one.type.rpartition(":")[2]
        if one.type == _RELEASE and _chart(one) not in _ONLY_KINDS:
            name, namespace = one.inputs["name"], one.inputs["namespace"]
            monitors = _of_chart(one) + (_all(scrapes, namespace) if alone[namespace] == 1 else _matching(scrapes, namespace, _words(one)))
        elif kind in _PODS or kind in _OPERATED:
            name, namespace = one.inputs["metadata"]["name"], one.inputs["metadata"]["namespace"]
            labels = one.inputs["spec"].get("template", {}).get("metadata", {}).get("labels", {})
            monitors = _of_pods(scrapes, namespace, labels) + (_matching(scrapes, namespace, {name, kind}) if kind in _OPERATED else [])
        else:
            continue
        member = re.sub(r"-\d+$", "", name)
        component = _OPERATED.get(kind, _COMPONENTS.get(name, member))
        if component in _WITHOUT_METRICS and not monitors:
            monitors = ["kube-state-metrics"]
        about = {component, "services"} if kind in _PODS and _is_service(cluster, namespace, name) else {component}
        yield Thing(place, kind, namespace, name, tuple(monitors), tuple(sorted(alert for owner, alert in told if owner in about)))


def _chart(release: Resource) -> str:
    """Its name, also where it is given by an OCI address."""
    chart: str = release.inputs["chart"].rpartition("/")[2]
    return chart


def _of_chart(release: Resource) -> list[str]:
    """The chart's own monitors that its values switch on."""
    chart = _chart(release)
    switched = [path for path, value in _leaves(release.inputs["values"]) if value is True and _switches_on(path)]
    return [*switched, *([chart] if chart in _WATCH_THEMSELVES else [])]


def _switches_on(path: str) -> bool:
    *above, last = path.lower().split(".")
    monitor = ("servicemonitor", "podmonitor", "servicemonitorenabled", "podmonitorenabled")
    return last.endswith(monitor) or (last in ("enabled", "create") and any(word.endswith(monitor) for word in above))


def _leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, values


def _words(release: Resource) -> set[str]:
    """By which a monitor may name a chart's pods: release and chart, and their own names where charts shorten them."""
    name, chart = release.inputs["name"], _chart(release)
    return {name, chart, name.removesuffix("-operator"), f"{name}-operator", name.removeprefix("prometheus-")}


def _matching(scrapes: list[Resource], namespace: str, words: set[str]) -> list[str]:
    """Monitors of a namespace whose own name, or a label that they select by, is (or begins with) one of the words."""
    found = []
    for one in scrapes:
        selected = [*_selector(one).values(), *(value for rule in _expressions(one) for value in rule.get("values", []))]
        named = {one.inputs["metadata"]["name"], *selected}
        if namespace in _namespaces(one) and any(text.startswith(word) for text in named for word in words):
            found.append(one.inputs["metadata"]["name"])
    return found


def _all(scrapes: list[Resource], namespace: str) -> list[str]:
    """Every monitor of a namespace that a chart has for itself."""
    return [one.inputs["metadata"]["name"] for one in scrapes if namespace in _namespaces(one)]


def _of_pods(scrapes: list[Resource], namespace: str, labels: Mapping[str, str]) -> list[str]:
    """Monitors whose selector the pods' labels meet; a Service of ours has its pods' labels."""
    return [
        one.inputs["metadata"]["name"]
        for one in scrapes
        if namespace in _namespaces(one) and _selector(one) and _selector(one).items() <= dict(labels).items()
    ]


def _selector(monitor: Resource) -> dict[str, str]:
    return dict(monitor.inputs["spec"].get("selector", {}).get("matchLabels", {}))


def _expressions(monitor: Resource) -> list[Manifest]:
    return list(monitor.inputs["spec"].get("selector", {}).get("matchExpressions", []))


def _namespaces(monitor: Resource) -> list[str]:
    chosen: list[str] = monitor.inputs["spec"].get("namespaceSelector", {}).get("matchNames", [])
    return chosen or [monitor.inputs["metadata"]["namespace"]]


def _is_service(cluster: Inventory, namespace: str, name: str) -> bool:
    """One of the platform's own, which all export the same: it has a ServiceMonitor of its name."""
    own = (namespace, name)
    return any(
        one.type.endswith(":ServiceMonitor") and (one.inputs["metadata"]["namespace"], one.inputs["metadata"]["name"]) == own
        for one in cluster
    )


_AWS = {
    "aws:rds/instance:Instance": "identifier",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:redshift/cluster:Cluster": "clusterIdentifier",
    "aws:opensearch/domain:Domain": "domainName",
    "aws:msk/cluster:Cluster": "clusterName",
    "aws:kinesis/stream:Stream": "name",
    "aws:lambda/function:Function": "name",
    "aws:ecs/service:Service": "name",
    "aws:dynamodb/table:Table": "name",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "name",
}
"""What AWS runs → the input with the name by which its metrics are known."""
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def _on_aws(inventory: Inventory) -> Iterator[Thing]:
    for one in inventory.of_type(*_AWS):
        name = one.inputs.get(_AWS[one.type]) or one.id
        watching = tuple(
            alarm.name
            for alarm in inventory.of_type(_ALARM)
            if alarm.region == one.region and any(_names(value, name) for value in _dimensions(alarm))
        )
        yield Thing(one.region, one.type.rpartition(":")[2], "AWS", name, watching, watching)


def _dimensions(alarm: Resource) -> Iterator[str]:
    """Of the metric, or of those that its expression is about."""
    yield from alarm.inputs.get("dimensions", {}).values()
    for query in alarm.inputs.get("metricQueries", []):
        yield from query.get("metric", {}).get("dimensions", {}).values()


def _names(value: str, name: str) -> bool:
    """A node's name begins with its cluster's."""
    return value == name or value.startswith(f"{name}-")
