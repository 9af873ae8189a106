"""What pods of stores and engines have in common, in the form that charts and manifests take."""

from collections.abc import Mapping
from typing import Any

from settings.pod_size import PodSize

POD_SECURITY: dict[str, Any] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
CONTAINER_SECURITY: dict[str, Any] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
"""With `POD_SECURITY`, what Pod Security calls restricted."""


def user(number: int) -> dict[str, Any]:
    """A pod's security context, under a user of an image that names none by number."""
    return POD_SECURITY | {"runAsUser": number, "runAsGroup": number, "fsGroup": number}


def resources(size: PodSize) -> dict[str, Any]:
    """Requests and limits of a size in the settings."""
    limits = {"memory": memory(size.max_memory_gib or size.memory_gib)}
    if size.max_cpu is not None:
        limits["cpu"] = cpu(size.max_cpu)
    return {"requests": {"cpu": cpu(size.cpu), "memory": memory(size.memory_gib)}, "limits": limits}


def small(cpus: str = "50m", mebibytes: int = 128, most: int | None = None) -> dict[str, Any]:
    """Requests and limits of a helper that is the same everywhere."""
    return {"requests": {"cpu": cpus, "memory": f"{mebibytes}Mi"}, "limits": {"memory": f"{most or mebibytes}Mi"}}


def cpu(cpus: float) -> str:
    """As Kubernetes writes it."""
    return f"{round(cpus * 1000)}m"


def memory(gib: float) -> str:
    """As Kubernetes writes it, and Java with the last letter gone."""
    return f"{round(gib * 1024)}Mi"


def spread(labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Replicas in different zones and on different nodes, where there are such."""
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": dict(labels)}}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
