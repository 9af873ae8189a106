"""What charts take about pods, in the API's own words."""

from collections.abc import Mapping
from typing import Any

from settings.mesh import Resources

POD_CONTEXT: dict[str, Any] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
CONTAINER_CONTEXT: dict[str, Any] = {
    "runAsNonRoot": True,
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""What Pod Security calls restricted."""


def container_resources(size: Resources) -> dict[str, Any]:
    """Requests, and the limit of memory."""
    return {"requests": {"cpu": size.cpu, "memory": size.memory}, "limits": {"memory": size.memory_limit}}


def spread(labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Replicas over zones and then over nodes, as far as there are such."""
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": dict(labels)}}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
