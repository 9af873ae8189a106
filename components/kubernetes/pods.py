"""What every pod says, in a manifest as in a chart's values."""

from typing import Any

POD = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
"""A pod's securityContext, as Pod Security's level `restricted` wants it."""
CONTAINER = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
"""A container's."""


def resources(cpu: str, memory: str, most: str | None = None) -> dict[str, Any]:
    """What a container gets, and the most memory (`most`, or what it gets). CPU has no limit: what is idle may be used."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most or memory}}


def budget(replicas: int) -> dict[str, Any]:
    """A disruption budget as charts take it: of several pods one stays while nodes are drained, a single one is in nobody's way."""
    return {"enabled": True, "minAvailable": 1} if replicas > 1 else {"enabled": False}


def spread(labels: dict[str, str]) -> list[dict[str, Any]]:
    """Pods with these labels apart from each other, by zone and by node, as far as there is room."""
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": labels}}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
