"""Monitors of the operators, which are there before Prometheus and its kinds are."""

from typing import Any

from components.component import Component
from components.kubernetes import network_policy
from components.kubernetes.ground import Ground
from components.kubernetes.names import METRICS_PORT, MONITORING
from components.kubernetes.operators import Operators
from components.kubernetes.targets import Target
from components.observability.metrics.stack import Metrics


def watch_operators(parent: Component, ground: Ground, operators: Operators, metrics: Metrics) -> None:
    """A PodMonitor for each, and Prometheus' way to it."""
    for target in operators.targets:
        ground.object(parent, pod_monitor(target), after=[metrics.release])
        if target.port != METRICS_PORT:
            network_policy.admit(parent, ground, target.namespace, f"{target.name}-metrics", [target.port], [MONITORING], target.labels)


def pod_monitor(target: Target) -> dict[str, Any]:
    """Pods, not services: several operators have no service for their metrics."""
    port = {"portNumber": target.port} if isinstance(target.port, int) else {"port": target.port}
    endpoint: dict[str, Any] = {**port, "path": target.path, "scheme": target.scheme}
    if target.scheme == "https":
        # Operators sign their own certificates; the network policies say who answers.
        endpoint["tlsConfig"] = {"insecureSkipVerify": True}
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": {"name": target.name, "namespace": target.namespace},
        "spec": {"selector": {"matchLabels": dict(target.labels)}, "podMetricsEndpoints": [endpoint]},
    }
