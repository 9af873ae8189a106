"""Monitors of the operators, which are there before Prometheus and its kinds are."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes import network_policy
from components.kubernetes.ground import Ground
from components.kubernetes.monitors import pod_monitor
from components.kubernetes.names import METRICS_PORT, MONITORING
from components.kubernetes.objects import Manifest
from components.kubernetes.targets import Target

_SCALERS = {"cluster_autoscaler": ("cluster-autoscaler", 8085), "karpenter": ("karpenter", 8080)}


def watch(parent: Component, ground: Ground, targets: Sequence[Target], monitors: pulumi.Resource) -> None:
    """A PodMonitor for each, and Prometheus' way to it."""
    for target in targets:
        ground.object(parent, monitor(target), after=[monitors])
        if target.port != METRICS_PORT:
            network_policy.admit(parent, ground, target.namespace, f"{target.name}-metrics", [target.port], [MONITORING], target.labels)


def node_scaler(ground: Ground) -> list[Target]:
    """What adds nodes on EKS stands in the cluster before everything else, monitors too."""
    scaler = _SCALERS.get(ground.region.placement.settings.eks.cluster_scaling) if ground.region else None
    return [Target(scaler[0], "kube-system", {"app.kubernetes.io/instance": scaler[0]}, scaler[1])] if scaler else []


def monitor(target: Target) -> Manifest:
    """Pods, not services: several operators have no service for their metrics."""
    port = {"portNumber": target.port} if isinstance(target.port, int) else {"port": target.port}
    endpoint: dict[str, Any] = {**port, "path": target.path, "scheme": target.scheme}
    if target.scheme == "https":
        # Operators sign their own certificates; the network policies say who answers.
        endpoint["tlsConfig"] = {"insecureSkipVerify": True}
    return pod_monitor(target.namespace, target.name, target.labels, endpoint)
