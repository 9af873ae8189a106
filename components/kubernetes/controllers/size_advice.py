"""Vertical Pod Autoscaler, for advice only: it recommends sizes and changes no pod, since HPAs scale by the same measures."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import CONTAINER, POD, budget, resources
from components.kubernetes.targets import Target
from settings.kubernetes import Kubernetes

_NAMESPACE = "vpa"


@dataclass(frozen=True)
class SizeAdviceArgs:
    """What the recommender needs."""

    ground: Ground


class SizeAdvice(Component):
    """The recommender alone, without the parts that act."""

    release: pulumi.Resource
    """What a VerticalPodAutoscaler waits for."""
    targets: list[Target]

    def __init__(self, name: str, args: SizeAdviceArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", _NAMESPACE), NamespaceArgs(ground, _NAMESPACE), self.options())
        self.release = ground.release(self, "vertical-pod-autoscaler", _NAMESPACE, values(ground.settings.kubernetes))
        self.targets = [Target("recommender", _NAMESPACE, {"app.kubernetes.io/component": "recommender"}, "prometheus")]
        self.register_outputs({})


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values."""
    replicas = settings.operator_replicas
    return {
        "podSecurityContext": {**POD, "runAsUser": 65534},
        "containerSecurityContext": CONTAINER,
        "recommender": {
            "replicas": replicas,
            "priorityClassName": CRITICAL,
            "podDisruptionBudget": budget(replicas),
            "resources": resources("50m", "500Mi", "1Gi"),
        },
        "admissionController": {"enabled": False},
        "updater": {"enabled": False},
    }
