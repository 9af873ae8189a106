"""Reloader: pods start anew when a Secret or ConfigMap that they read changes, where they ask for it by annotation."""

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

_NAME = "reloader"


@dataclass(frozen=True)
class ReloadsArgs:
    """What Reloader needs."""

    ground: Ground


class Reloads(Component):
    """Reloader. A pod asks with the annotation `reloader.stakater.com/auto: "true"` on its Deployment, StatefulSet or Rollout."""

    targets: list[Target]

    def __init__(self, name: str, args: ReloadsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME), self.options())
        ground.release(self, _NAME, _NAME, values(ground.settings.kubernetes))
        self.targets = [Target(_NAME, _NAME, {"app.kubernetes.io/name": _NAME}, "http")]
        self.register_outputs({})


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values."""
    replicas = settings.operator_replicas
    return {
        "reloader": {
            "isArgoRollouts": True,
            # A pod template that GitOps compares must not gain variables that Git does not know.
            "reloadStrategy": "annotations",
            "logFormat": "json",
            "enableHA": replicas > 1,
            "readOnlyRootFileSystem": True,
            "deployment": {
                "replicas": replicas,
                "priorityClassName": CRITICAL,
                "securityContext": {**POD, "runAsUser": 65534},
                "containerSecurityContext": CONTAINER,
                "resources": resources("20m", "128Mi", "256Mi"),
            },
            "podDisruptionBudget": budget(replicas),
        }
    }
