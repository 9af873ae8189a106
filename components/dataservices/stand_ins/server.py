"""One pod with one port: how a stand-in runs that no chart brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.images import image
from components.kubernetes.names import DATABASES, SERVICE
from components.kubernetes.pods import WRITABLE, sized
from settings.pod_size import PodSize


@dataclass(frozen=True)
class Server:
    """What sets one apart from another."""

    name: str
    """Of the pod, its Service and its image."""
    port: int
    size: PodSize
    security: Mapping[str, Any]
    """The pod's security context."""
    container: Mapping[str, Any]
    """What its container has besides, such as `args` and `env`."""
    probe: Mapping[str, Any]
    """By which it says that it answers."""
    volumes: Sequence[Mapping[str, Any]] = ()
    storage_gib: int | None = None
    """A volume `data` that outlives the pod; None has none."""
    after: Sequence[pulumi.Resource] = field(default=())

    @property
    def labels(self) -> dict[str, str]:
        """The pod's."""
        return {"app.kubernetes.io/name": self.name}


def serve(parent: Component, ground: Ground, server: Server) -> pulumi.Resource:
    """A StatefulSet of one, and the Service before it."""
    spec: dict[str, Any] = {
        "replicas": 1,
        "serviceName": server.name,
        "selector": {"matchLabels": server.labels},
        "template": {"metadata": {"labels": server.labels}, "spec": _pod(server)},
    }
    if server.storage_gib:
        claim = {
            "storageClassName": ground.settings.kubernetes.storage_class,
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": f"{server.storage_gib}Gi"}},
        }
        spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": claim}]
    metadata = {"name": server.name, "namespace": DATABASES, "labels": server.labels}
    ports = [{"name": "api", "port": server.port, "targetPort": "api"}]
    service = ground.object(
        parent, {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": server.labels, "ports": ports}}
    )
    pods = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": spec}
    return ground.object(parent, pods, after=[service, *server.after])


def _pod(server: Server) -> dict[str, Any]:
    container = {
        "name": server.name,
        "image": image(server.name),
        "ports": [{"name": "api", "containerPort": server.port}],
        "resources": sized(server.size),
        "securityContext": WRITABLE,
        "readinessProbe": {**server.probe, "periodSeconds": 10},
        "livenessProbe": {**server.probe, "initialDelaySeconds": 60, "periodSeconds": 20, "failureThreshold": 5},
        **server.container,
    }
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "priorityClassName": SERVICE,
        "securityContext": dict(server.security),
        "containers": [container],
        "volumes": [dict(volume) for volume in server.volumes],
    }
