"""Making and taking away objects in a region's cluster."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ops.cluster import Cluster, ClusterError
from ops.command import Desk

_NOT_FOUND = 404


@dataclass(frozen=True)
class Objects:
    """A cluster's objects, one by one."""

    cluster: Cluster

    def find(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any] | None:
        """An object as it is; None without one."""
        try:
            return self.cluster.get(api_version, kind, namespace, name)
        except ClusterError as error:
            if error.code == _NOT_FOUND:
                return None
            raise

    def create(self, manifest: dict[str, Any]) -> None:
        """Make it. One of that name is never changed: then this raises ClusterError."""
        self.cluster.create(manifest)

    def patch(self, api_version: str, kind: str, namespace: str, name: str, patch: dict[str, Any]) -> None:
        """Change it by a merge patch."""
        self.cluster.patch(api_version, kind, namespace, name, patch)

    def delete(self, api_version: str, kind: str, namespace: str, name: str) -> None:
        """Take it away, what it made with it."""
        self.cluster.delete(api_version, kind, namespace, name)


def clusters(desk: Desk) -> Callable[[str], Objects]:
    """A region's cluster, opened when it is first asked something."""
    opened: dict[str, Objects] = {}

    def of(region: str) -> Objects:
        if region not in opened:
            found = desk.outputs.regions[region]
            at = found.cluster_name, found.cluster_endpoint, found.cluster_certificate
            opened[region] = Objects(Cluster(desk.gateway, region, *at))
        return opened[region]

    return of
