"""What pods of this namespace have in common, in the form that charts and manifests take."""

from typing import Any

from settings.pod_size import PodSize

POD_CONTEXT: dict[str, Any] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
CONTAINER_CONTEXT: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
"""With `POD_CONTEXT`, what Pod Security calls restricted."""


def user(number: int) -> dict[str, Any]:
    """The pod's security context under a user and group of an image that names none by number."""
    return POD_CONTEXT | {"runAsUser": number, "runAsGroup": number, "fsGroup": number}


def resources(size: PodSize) -> dict[str, Any]:
    """Requests and limits of a size that the settings give."""
    limits = {"memory": _memory(size.max_memory_gib or size.memory_gib)}
    if size.max_cpu is not None:
        limits["cpu"] = _cpu(size.max_cpu)
    return {"requests": {"cpu": _cpu(size.cpu), "memory": _memory(size.memory_gib)}, "limits": limits}


def small(cpu: str = "50m", memory: str = "64Mi", most: str = "") -> dict[str, Any]:
    """Requests and limits of a helper that is the same everywhere. CPU has no limit: it would only slow it down."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most or memory}}


def spread(labels: dict[str, str]) -> list[dict[str, Any]]:
    """Replicas in different zones and on different nodes, where there are such."""
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": labels}}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]


def volume_claim(storage_class: str, gib: int) -> dict[str, Any]:
    """A PersistentVolumeClaim's spec."""
    return {
        "storageClassName": storage_class,
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": f"{gib}Gi"}},
    }


def _cpu(cpus: float) -> str:
    return f"{round(cpus * 1000)}m"


def _memory(gib: float) -> str:
    return f"{round(gib * 1024)}Mi"
