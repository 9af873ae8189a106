"""What every pod says, in a manifest as in a chart's values."""

from collections.abc import Mapping
from typing import Any

from settings.pod_size import PodSize

POD: dict[str, Any] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
"""A pod's securityContext, as Pod Security's level `restricted` wants it."""
WRITABLE: dict[str, Any] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
"""A container's that writes to its image's folders."""
CONTAINER: dict[str, Any] = {**WRITABLE, "readOnlyRootFilesystem": True}
"""A container's that writes to volumes only."""

TMP = "/tmp"  # noqa: S108 - inside a container, on a volume of its own
TMP_MOUNT: dict[str, Any] = {"name": "tmp", "mountPath": TMP}
"""For volume `tmp`."""


def user(number: int) -> dict[str, Any]:
    """A pod's securityContext under a user of an image that names none by number. Its volumes are the user's, too."""
    # Without the policy, each start goes over every file of a volume.
    return {**POD, "runAsUser": number, "runAsGroup": number, "fsGroup": number, "fsGroupChangePolicy": "OnRootMismatch"}


def resources(cpu: str, memory: str, most: str | None = None) -> dict[str, Any]:
    """What a container gets, and the most memory (`most`, or what it gets). CPU has no limit: what is idle may be used."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most or memory}}


def sized(size: PodSize) -> dict[str, Any]:
    """The same by a size in the settings, which may limit the CPU."""
    made = resources(cpus(size.cpu), memory(size.memory_gib), memory(size.most_memory_gib))
    if size.max_cpu is not None:
        made["limits"]["cpu"] = cpus(size.max_cpu)
    return made


def cpus(amount: float) -> str:
    """As Kubernetes writes it: whole ones, else thousandths."""
    return f"{round(amount * 1000)}m" if amount % 1 else f"{amount:g}"


def memory(gib: float) -> str:
    """As Kubernetes writes it: whole GiB, else MiB."""
    return f"{round(gib * 1024)}Mi" if gib % 1 else f"{gib:g}Gi"


def java_memory(gib: float) -> str:
    """As Java writes it."""
    return f"{round(gib * 1024)}m"


def budget(replicas: int) -> dict[str, Any]:
    """A disruption budget as charts take it: of several pods one stays while nodes are drained, a single one is in nobody's way."""
    return {"enabled": True, "minAvailable": 1} if replicas > 1 else {"enabled": False}


def spread(labels: Mapping[str, str], zones: str = "ScheduleAnyway") -> list[dict[str, Any]]:
    """Pods with these labels apart from each other, by node as far as there is room, by zone likewise or strictly (`DoNotSchedule`)."""
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": unless, "labelSelector": {"matchLabels": dict(labels)}}
        for key, unless in (("topology.kubernetes.io/zone", zones), ("kubernetes.io/hostname", "ScheduleAnyway"))
    ]


def apart(labels: Mapping[str, str]) -> dict[str, Any]:
    """No two on one node: it would take two copies of the data with it."""
    term = {"labelSelector": {"matchLabels": dict(labels)}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def from_secret(name: str, secret: str, key: str) -> dict[str, Any]:
    """An environment variable with a Secret's value."""
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}


def volume_claim(storage_class: str, gib: int) -> dict[str, Any]:
    """A PersistentVolumeClaim's spec."""
    return {
        "storageClassName": storage_class,
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": f"{gib}Gi"}},
    }
