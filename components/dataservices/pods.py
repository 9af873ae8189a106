"""What pods of stores have in common: sizes, and the rights that Pod Security's level `restricted` leaves them."""

from collections.abc import Mapping
from typing import Any

from settings.store_pods import StorePod

CONTAINER_SECURITY: Mapping[str, Any] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""Of a container."""

READ_ONLY: Mapping[str, Any] = {**CONTAINER_SECURITY, "readOnlyRootFilesystem": True}
"""Of a container that writes to volumes only."""


def pod_security(user: int) -> dict[str, Any]:
    """Of a pod whose processes and volumes are a user's."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def cpus(amount: float) -> str:
    """As Kubernetes writes it."""
    return f"{round(amount * 1000)}m" if amount % 1 else f"{amount:g}"


def memory(gib: float) -> str:
    """As Kubernetes writes it."""
    return f"{round(gib * 1024)}Mi" if gib % 1 else f"{gib:g}Gi"


def resources(pod: StorePod) -> dict[str, Any]:
    """What the store's own container is given, and may take."""
    return sized(pod.cpus, pod.memory_gib, pod.max_cpus, pod.max_memory_gib)


def sized(cpu: float, memory_gib: float, max_cpu: float, max_memory_gib: float) -> dict[str, Any]:
    """Requests and limits."""
    return {
        "requests": {"cpu": cpus(cpu), "memory": memory(memory_gib)},
        "limits": {"cpu": cpus(max_cpu), "memory": memory(max_memory_gib)},
    }


TMP = "/tmp"  # noqa: S108 - inside a container, on a volume of its own
TMP_MOUNT: Mapping[str, Any] = {"name": "tmp", "mountPath": TMP}
"""For volume `tmp`."""

SMALL = sized(0.05, 0.0625, 1, 0.25)
"""Of a helper beside the store, such as an exporter."""

OPERATOR = sized(0.1, 0.25, 1, 0.5)
"""Of an operator."""


def spread(labels: Mapping[str, str], several: bool) -> list[dict[str, Any]]:
    """Over zones evenly and over nodes if possible; a single pod goes anywhere."""
    if not several:
        return []
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": when, "labelSelector": {"matchLabels": dict(labels)}}
        for key, when in (("topology.kubernetes.io/zone", "DoNotSchedule"), ("kubernetes.io/hostname", "ScheduleAnyway"))
    ]


def apart(labels: Mapping[str, str]) -> dict[str, Any]:
    """No two on one node: it would take two copies of the data with it."""
    term = {"labelSelector": {"matchLabels": dict(labels)}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
