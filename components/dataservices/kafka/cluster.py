"""The Kafka cluster itself: nodes, listeners, and what watches and balances it."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.dataservices.kafka.listeners import client_listener, mirror_listener
from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES, KAFKA, STATEFUL
from components.kubernetes.pods import java_memory, resources, sized
from settings.pod_size import PodSize
from settings.strimzi import Kafka, KafkaNodes

API = "kafka.strimzi.io/v1"
OF_CLUSTER = {"strimzi.io/cluster": KAFKA}
"""The label by which Strimzi knows what belongs to the cluster."""
TEMPLATE = f"{KAFKA}-rebalance"

_METRICS_RULES = """\
lowercaseOutputName: true
rules:
- pattern: kafka.cruisecontrol<name=(.+)><>(\\w+)
  name: kafka_cruisecontrol_$1_$2
  type: GAUGE
"""
_CRUISE_CONTROL_METRICS = f"{KAFKA}-cruise-control-metrics"
_CRUISE_CONTROL = PodSize(cpu=0.2, memory_gib=1, max_memory_gib=1.5)
_HOURS = 168
"""How long a topic keeps records that says nothing itself."""


def stateful(ground: Ground) -> dict[str, bool]:
    """Options that keep data from a careless deployment where the stack asks for it."""
    return {"protect": ground.settings.protect, "retain_on_delete": ground.settings.protect}


def node_pools(parent: Component, ground: Ground, settings: Kafka, after: Sequence[pulumi.Resource]) -> list[pulumi.CustomResource]:
    """Brokers, and controllers where they are nodes of their own."""
    pools: dict[str, tuple[list[str], KafkaNodes]] = {"broker": (["broker"], settings.brokers)}
    if settings.controllers:
        pools["controller"] = (["controller"], settings.controllers)
    else:
        pools["broker"] = (["controller", "broker"], settings.brokers)
    return [_pool(parent, ground, pool, roles, nodes, after) for pool, (roles, nodes) in pools.items()]


def _pool(
    parent: Component, ground: Ground, pool: str, roles: list[str], nodes: KafkaNodes, after: Sequence[pulumi.Resource]
) -> pulumi.CustomResource:
    volume = {
        "id": 0,
        "type": "persistent-claim",
        "size": f"{nodes.storage_gib}Gi",
        "class": ground.settings.kubernetes.storage_class,
        "deleteClaim": False,
        "kraftMetadata": "shared",
    }
    heap = java_memory(nodes.heap_gib)
    return ground.object(
        parent,
        {
            "apiVersion": API,
            "kind": "KafkaNodePool",
            "metadata": {"name": pool, "namespace": DATABASES, "labels": OF_CLUSTER},
            "spec": {
                "replicas": nodes.replicas,
                "roles": roles,
                "storage": {"type": "jbod", "volumes": [volume]},
                "resources": sized(nodes.size),
                "jvmOptions": {"-Xms": heap, "-Xmx": heap},
                "template": {"pod": _pod(ground, pool)},
            },
        },
        after=after,
        **stateful(ground),
    )


def _pod(ground: Ground, pool: str) -> dict[str, Any]:
    """Nodes of a pool in all zones alike, where there are zones, and on different machines."""
    labels = {"matchLabels": {**OF_CLUSTER, "strimzi.io/pool-name": pool}}
    zones = [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": labels}]
    machines = [{"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": labels}]
    placed = ground.scheduling("memory-intensive") if pool == "broker" else {}
    return {
        "priorityClassName": STATEFUL,
        # A broker hands its partitions over before it goes.
        "terminationGracePeriodSeconds": 120,
        "topologySpreadConstraints": [*(zones if ground.zones else []), *machines],
        **_affinity(placed),
    }


def _affinity(placed: dict[str, Any]) -> dict[str, Any]:
    """Strimzi's pod template has no nodeSelector; the same as node affinity."""
    if not placed:
        return {}
    wanted = [{"key": key, "operator": "In", "values": [value]} for key, value in placed.get("nodeSelector", {}).items()]
    node = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": wanted}]}}}
    return {"affinity": node, "tolerations": placed.get("tolerations", [])}


def kafka(
    parent: Component, ground: Ground, settings: Kafka, clients: Sequence[str], after: Sequence[pulumi.Resource]
) -> pulumi.CustomResource:
    """The cluster `names.KAFKA`, open to pods of the clients' namespaces."""
    listeners = [client_listener(clients)]
    if settings.replicate and ground.region and not ground.follows:
        listeners.append(mirror_listener(ground.region))
    spec: dict[str, Any] = {
        "kafka": {
            "version": settings.version,
            "listeners": listeners,
            "authorization": {"type": "simple"},
            "config": broker_config(settings, bool(ground.zones)),
            "metricsConfig": {"type": "strimziMetricsReporter"},
            **({"rack": {"topologyKey": "topology.kubernetes.io/zone"}} if ground.zones else {}),
        },
        "entityOperator": _entity_operator(),
        "kafkaExporter": {
            "topicRegex": ".*",
            "groupRegex": ".*",
            "resources": resources("50m", "128Mi"),
            "template": {"pod": {"priorityClassName": STATEFUL}},
        },
    }
    if settings.rebalance:
        spec["cruiseControl"] = _cruise_control()
    return ground.object(
        parent,
        {"apiVersion": API, "kind": "Kafka", "metadata": {"name": KAFKA, "namespace": DATABASES}, "spec": spec},
        after=after,
        **stateful(ground),
    )


def broker_config(settings: Kafka, rack_aware: bool) -> dict[str, Any]:
    """What brokers do where a topic says nothing, and with Kafka's own topics."""
    copies, in_sync = settings.replication, settings.min_in_sync
    config: dict[str, Any] = {
        "auto.create.topics.enable": False,
        "compression.type": "zstd",
        "default.replication.factor": copies,
        "log.retention.hours": _HOURS,
        "log.segment.bytes": 2**30,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "transaction.state.log.replication.factor": copies,
    }
    if rack_aware:
        # Consumers that say where they are read from their own zone.
        config["replica.selector.class"] = "org.apache.kafka.common.replica.RackAwareReplicaSelector"
    if settings.rebalance:
        config["cruise.control.metrics.topic.replication.factor"] = copies
    return config


def _entity_operator() -> dict[str, Any]:
    return {
        "topicOperator": {"resources": resources("50m", "256Mi", "512Mi")},
        # The Secrets that it makes for itself beside those that hold the passwords.
        "userOperator": {"resources": resources("50m", "256Mi", "512Mi"), "secretPrefix": "strimzi-user-"},
        "template": {"pod": {"priorityClassName": STATEFUL}},
    }


def _cruise_control() -> dict[str, Any]:
    return {
        "resources": sized(_CRUISE_CONTROL),
        "metricsConfig": {
            "type": "jmxPrometheusExporter",
            "valueFrom": {"configMapKeyRef": {"name": _CRUISE_CONTROL_METRICS, "key": "metrics-config.yml"}},
        },
        "autoRebalance": [{"mode": mode, "template": {"name": TEMPLATE}} for mode in ("add-brokers", "remove-brokers")],
        "template": {"pod": {"priorityClassName": STATEFUL}},
    }


def rebalancing(parent: Component, ground: Ground, after: Sequence[pulumi.Resource]) -> list[pulumi.CustomResource]:
    """How partitions move when brokers come or go: with Cruise Control's own goals, and slowly enough for clients."""
    template = {
        "apiVersion": API,
        "kind": "KafkaRebalance",
        "metadata": {"name": TEMPLATE, "namespace": DATABASES, "annotations": {"strimzi.io/rebalance-template": "true"}},
        "spec": {"replicationThrottle": 50 * 2**20, "concurrentPartitionMovementsPerBroker": 5},
    }
    rules = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": _CRUISE_CONTROL_METRICS, "namespace": DATABASES},
        "data": {"metrics-config.yml": _METRICS_RULES},
    }
    return [ground.object(parent, rules), ground.object(parent, template, after=after)]
