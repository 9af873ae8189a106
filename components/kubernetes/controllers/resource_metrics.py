"""metrics-server: what pods use, for HPAs and for people. EKS and some distributions have it already."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import budget, resources
from components.kubernetes.targets import Target
from settings.kubernetes import Kubernetes

_NAME = "metrics-server"
_PORT = 10250


@dataclass(frozen=True)
class ResourceMetricsArgs:
    """What metrics-server needs."""

    ground: Ground


class ResourceMetrics(Component):
    """metrics-server, which the API server asks in turn."""

    targets: list[Target]

    def __init__(self, name: str, args: ResourceMetricsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME, webhooks=[_PORT]), self.options())
        ground.release(self, _NAME, _NAME, values(ground.settings.kubernetes))
        self.targets = [Target(_NAME, _NAME, {"app.kubernetes.io/name": _NAME}, "https", scheme="https")]
        self.register_outputs({})


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values. It has a restricted security context by itself."""
    replicas = settings.operator_replicas
    return {
        "replicas": replicas,
        "containerPort": _PORT,
        "priorityClassName": CRITICAL,
        "podDisruptionBudget": budget(replicas),
        "metrics": {"enabled": True},
        "resources": resources("100m", "200Mi"),
        # Kubelets of small distributions have certificates of their own making.
        "args": ["--kubelet-insecure-tls"],
    }
