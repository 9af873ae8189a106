"""A namespace: what its pods may do, how much they get, and who may talk to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.default_policies import default_policies
from components.kubernetes.ground import Ground
from settings.kubernetes import Quota


@dataclass(frozen=True)
class NamespaceArgs:
    """What sets a namespace apart."""

    ground: Ground
    name: str
    labels: tuple[tuple[str, str], ...] = ()
    isolated: bool = False
    """Its pods reach nobody, not even each other, unless a network policy says so: for what may run anyone's code."""
    webhooks: Sequence[int] = ()
    """Ports of its pods that the API server calls."""
    quota: Quota | None = None


class Namespace(Component):
    """Pods that break the Pod Security level are refused: `restricted`, unless the settings give the namespace another, with the reason.

    Whatever is made in it comes after its network policies and limits, and goes before them.
    """

    name: str

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self.name = args.name
        ground = args.ground
        ground.namespaces[args.name] = ground.object(
            self,
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": args.name, "labels": self._labels(args)}},
            after=ground.priorities,
        )
        policies = default_policies(args.name, args.isolated, ground.region is not None, args.webhooks)
        for policy, spec in policies.items():
            self._make(ground, "networking.k8s.io/v1", "NetworkPolicy", policy, spec)
        if args.quota:
            self._make(ground, "v1", "ResourceQuota", "quota", quota_spec(args.quota))
            self._make(ground, "v1", "LimitRange", "containers", limit_spec(args.quota))
        ground.namespaces[args.name] = self
        self.register_outputs({})

    def _make(self, ground: Ground, version: str, kind: str, name: str, spec: dict[str, Any]) -> None:
        ground.object(self, {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": self.name}, "spec": spec})

    def _labels(self, args: NamespaceArgs) -> dict[str, str]:
        settings = args.ground.settings.kubernetes
        exception = settings.exceptions.get(args.name)
        level = exception.level if exception else "restricted"
        security = {f"pod-security.kubernetes.io/{mode}": level for mode in ("enforce", "warn", "audit")}
        versions = {f"{label}-version": settings.pod_security_version for label in security}
        return {**security, **versions, "monitoring": "true", **dict(args.labels)}


def quota_spec(quota: Quota) -> dict[str, Any]:
    """All pods together. The world comes in by the gateways: no service gets a load balancer or a port of the nodes for itself."""
    return {
        "hard": {
            "requests.cpu": str(quota.cpu),
            "requests.memory": f"{quota.memory_gib}Gi",
            "pods": str(quota.pods),
            "services.loadbalancers": "0",
            "services.nodeports": "0",
        }
    }


def limit_spec(quota: Quota) -> dict[str, Any]:
    """What a container gets that asks for nothing, and the most that any may have."""
    return {
        "limits": [
            {
                "type": "Container",
                "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
                "default": {"memory": "256Mi"},
                "max": {"memory": f"{quota.container_memory_gib}Gi"},
            }
        ]
    }
