"""KEDA: as many pods as there are events waiting."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, CRITICAL, METRICS_PORT
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import POD, resources
from components.kubernetes.targets import Target
from components.kubernetes.tls import trust
from settings.kubernetes import Kubernetes

_NAMESPACE = "keda"
_PARTS = {"operator": "operator", "metricServer": "metricsServer", "webhooks": "webhooks"}
"""What the chart calls a part in most of its maps, and in the part's own."""
_PODS = ("keda-operator", "keda-operator-metrics-apiserver", "keda-admission-webhooks")
_METRICS_API, _WEBHOOK = 6443, 9443


@dataclass(frozen=True)
class EventScalingArgs:
    """What KEDA needs."""

    ground: Ground
    certificates: pulumi.Resource


class EventScaling(Component):
    """The operator, and its server of external metrics."""

    release: pulumi.Resource
    """What a ScaledObject waits for."""
    targets: list[Target]

    def __init__(self, name: str, args: EventScalingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        namespace = NamespaceArgs(ground, _NAMESPACE, webhooks=[_METRICS_API, _WEBHOOK])
        Namespace(ground.label("namespace", _NAMESPACE), namespace, self.options())
        trusted = trust(self, ground, _NAMESPACE, args.certificates)
        self.release = ground.release(self, "keda", _NAMESPACE, values(ground.settings.kubernetes, ground.cluster_name), after=[trusted])
        self.targets = [Target(pod, _NAMESPACE, {"app": pod}, METRICS_PORT) for pod in _PODS]
        self.register_outputs({})


def values(settings: Kubernetes, cluster: str) -> dict[str, Any]:
    """The chart's values. Its containers are restricted by themselves."""
    replicas = settings.operator_replicas
    return {
        "clusterName": cluster,
        "image": {"pullPolicy": "IfNotPresent"},
        "priorityClassName": CRITICAL,
        **{own: {"replicaCount": replicas} for own in _PARTS.values()},
        "podSecurityContext": dict.fromkeys(_PARTS, POD),
        "podDisruptionBudget": {part: {"minAvailable": 1} if replicas > 1 else {} for part in _PARTS},
        "resources": {
            "operator": resources("100m", "128Mi", "1Gi"),  # it keeps what it watches of every scaled workload in memory
            "metricServer": resources("100m", "128Mi", "512Mi"),
            "webhooks": resources("50m", "64Mi", "128Mi"),
        },
        # Where KEDA looks for issuers to trust: Prometheus' certificate is of the cluster's own.
        "volumes": {
            "keda": {
                "extraVolumes": [{"name": CA_SECRET, "secret": {"secretName": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}],
                "extraVolumeMounts": [{"name": CA_SECRET, "mountPath": "/custom/ca", "readOnly": True}],
            }
        },
        "prometheus": {part: {"enabled": True} for part in _PARTS},
    }
