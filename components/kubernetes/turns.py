"""Kubernetes objects that are one thing while a region works, and another while it stands by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.kubernetes.merge_patch import merge_patch
from components.kubernetes.objects import Manifest

ByPart = Callable[[bool], Manifest]
"""The manifest of a region that works (True) or stands by (False)."""


@dataclass(frozen=True)
class ObjectInTurns:
    """Both of its manifests. Only what they differ in changes in a failover."""

    active: Manifest
    standby: Manifest

    @property
    def differs(self) -> bool:
        """Whether a failover has to change it."""
        return bool(merge_patch(self.standby, self.active))

    def export(self) -> dict[str, Any]:
        """In the form of `ops.outputs.ClusterObject`."""
        metadata = self.active["metadata"]
        return {
            "api_version": self.active["apiVersion"],
            "kind": self.active["kind"],
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "active": merge_patch(self.standby, self.active),
            "standby": merge_patch(self.active, self.standby),
        }
