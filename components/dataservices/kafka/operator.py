"""The Strimzi operator, which runs Kafka and looks after its topics and users."""

import pulumi_kubernetes as kubernetes

from components.component import Component
from components.dataservices.monitor import pod_monitor
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL, DATABASES, MONITORING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import admit
from components.observability.observability import Observability
from settings.strimzi import Kafka

NAMESPACE = "strimzi"
_LABELS = {"strimzi.io/kind": "cluster-operator"}


def strimzi(parent: Component, ground: Ground, observability: Observability, settings: Kafka) -> kubernetes.helm.v3.Release:
    """It watches namespace `databases`, and nothing else."""
    Namespace(ground.label("namespace", NAMESPACE), NamespaceArgs(ground, NAMESPACE), parent.options())
    admit(parent, ground, NAMESPACE, "metrics", ["http"], [MONITORING], _LABELS)
    pod_monitor(parent, ground, observability, NAMESPACE, "strimzi-operator", _LABELS, ["http"])
    values = {
        "watchNamespaces": [DATABASES],
        "replicas": settings.operators,
        "priorityClassName": CRITICAL,
        # The pods that it makes satisfy Pod Security `restricted`, as its own does.
        "extraEnvs": [{"name": "STRIMZI_POD_SECURITY_PROVIDER_CLASS", "value": "restricted"}],
        "podDisruptionBudget": {"enabled": settings.operators > 1},
        "resources": {"requests": {"cpu": "200m", "memory": "512Mi"}, "limits": {"memory": "512Mi"}},
    }
    return ground.release(parent, "strimzi-kafka-operator", NAMESPACE, values)
