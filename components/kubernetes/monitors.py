"""What tells Prometheus which metrics to read. It takes monitors of every namespace."""

from collections.abc import Mapping
from typing import Any

from components.kubernetes.objects import Manifest

Endpoint = Mapping[str, Any]
"""Port, path and scheme, as both kinds of monitor name them."""


def pod_monitor(namespace: str, name: str, labels: Mapping[str, str], *endpoints: Endpoint) -> Manifest:
    """By the ports of pods with these labels."""
    return _monitor("PodMonitor", namespace, name, labels, {"podMetricsEndpoints": list(endpoints)})


def service_monitor(namespace: str, name: str, labels: Mapping[str, str], *endpoints: Endpoint) -> Manifest:
    """By the ports of Services with these labels."""
    return _monitor("ServiceMonitor", namespace, name, labels, {"endpoints": list(endpoints)})


def _monitor(kind: str, namespace: str, name: str, labels: Mapping[str, str], endpoints: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"matchLabels": dict(labels)}, **endpoints},
    }
