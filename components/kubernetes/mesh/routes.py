"""How calls find a service of the mesh, how they fail, and who may make them: manifests for whoever runs the service.

A Rollout that splits traffic names its VirtualService with route `ROUTE` and its DestinationRule with subsets `STABLE` and
`CANARY`, and both objects are made with `ignore_changes` of `ROLLOUT_OWNS`: the controller moves weights and labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.kubernetes.names import GATEWAY_NAMESPACE, KONG
from components.kubernetes.objects import Manifest
from settings.mesh import Traffic

GATEWAY = f"{GATEWAY_NAMESPACE}/platform"
"""The Istio Gateway, as VirtualServices name it."""

ROUTE = "primary"
STABLE = "stable"
CANARY = "canary"
ROLLOUT_OWNS = {
    "VirtualService": ["spec.http[*].route[*].weight"],
    "DestinationRule": ["spec.subsets[*].labels"],
}
"""By kind: what the Rollouts controller changes; for `ignore_changes`."""


def principal(namespace: str, service_account: str) -> str:
    """Who a pod is to others: what its certificate says."""
    return f"cluster.local/ns/{namespace}/sa/{service_account}"


GATEWAY_PRINCIPAL = principal(GATEWAY_NAMESPACE, "istio-gateway")
"""Calls that came in by the Istio Gateway."""
KONG_PRINCIPAL = principal(KONG, "kong")
"""Calls that came in by Kong."""


@dataclass(frozen=True)
class MeshService:
    """A Service whose pods are in the mesh."""

    name: str
    namespace: str
    port: int
    """The Service's."""
    hosts: tuple[str, ...] = ()
    """Public host names by which the Istio Gateway leads here; each must be a host of `mesh.hosts`."""
    prefixes: tuple[str, ...] = ("/",)
    """Paths below which it is public, such as `/v1/events`."""
    canary: bool = False
    """Whether a Rollout divides its calls between two versions."""

    @property
    def address(self) -> str:
        """Its full name inside the cluster."""
        return f"{self.name}.{self.namespace}.svc.cluster.local"


def virtual_service(service: MeshService, traffic: Traffic) -> Manifest:
    """Where calls go, how long they may take, and which are tried again."""
    match: list[dict[str, Any]] = [{"gateways": ["mesh"]}]
    if service.hosts:
        match += [{"gateways": [GATEWAY], "uri": {"prefix": prefix}} for prefix in service.prefixes]
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "VirtualService",
        "metadata": {"name": service.name, "namespace": service.namespace},
        "spec": {
            "hosts": [service.address, *service.hosts],
            "gateways": ["mesh", *([GATEWAY] if service.hosts else [])],
            "http": [
                {
                    "name": ROUTE,
                    "match": match,
                    "route": _destinations(service),
                    "timeout": f"{traffic.timeout_seconds}s",
                    "retries": {
                        "attempts": traffic.retries,
                        "perTryTimeout": f"{traffic.try_seconds}s",
                        "retryOn": traffic.retry_on,
                    },
                }
            ],
        },
    }


def destination_rule(service: MeshService, traffic: Traffic, pods: Mapping[str, str]) -> Manifest:
    """How many calls a service gets at once, and when a replica is left out. `pods` are the labels of its pods."""
    subsets = [{"name": name, "labels": dict(pods)} for name in (STABLE, CANARY)]
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "DestinationRule",
        "metadata": {"name": service.name, "namespace": service.namespace},
        "spec": {
            "host": service.address,
            "trafficPolicy": {
                "tls": {"mode": "ISTIO_MUTUAL"},
                "connectionPool": {
                    "tcp": {"maxConnections": traffic.max_connections, "connectTimeout": f"{traffic.connect_seconds}s"},
                    "http": {"http2MaxRequests": traffic.max_requests, "maxRequestsPerConnection": traffic.requests_per_connection},
                },
                "loadBalancer": {"simple": "LEAST_REQUEST"},
                "outlierDetection": {
                    "consecutive5xxErrors": traffic.consecutive_errors,
                    "interval": f"{traffic.ejection_interval_seconds}s",
                    "baseEjectionTime": f"{traffic.ejection_seconds}s",
                    "maxEjectionPercent": traffic.max_ejected_percent,
                    "minHealthPercent": traffic.min_healthy_percent,
                },
            },
            **({"subsets": subsets} if service.canary else {}),
        },
    }


def authorization(
    service: MeshService, pods: Mapping[str, str], callers: Sequence[str], ports: Sequence[int], metrics_port: int | None = None
) -> Manifest:
    """Who may call the pods (with labels) of a service: `callers` are principals, `ports` the containers'. Everyone else is refused.

    Prometheus is no part of the mesh, so that it has no name there: NetworkPolicies say who reaches `metrics_port`.
    """
    rules: list[dict[str, Any]] = []
    if callers:
        rules.append(
            {"from": [{"source": {"principals": sorted(callers)}}], "to": [{"operation": {"ports": [str(port) for port in ports]}}]}
        )
    if metrics_port:
        rules.append({"to": [{"operation": {"ports": [str(metrics_port)]}}]})
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": service.name, "namespace": service.namespace},
        "spec": {"selector": {"matchLabels": dict(pods)}, "action": "ALLOW", **({"rules": rules} if rules else {})},
    }


def scraped(service: MeshService, pods: Mapping[str, str], metrics_port: int) -> Manifest:
    """The exception by which Prometheus, which is no part of the mesh, reads the pods' metrics. Every other port stays STRICT."""
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "PeerAuthentication",
        "metadata": {"name": service.name, "namespace": service.namespace},
        "spec": {
            "selector": {"matchLabels": dict(pods)},
            "mtls": {"mode": "STRICT"},
            "portLevelMtls": {str(metrics_port): {"mode": "PERMISSIVE"}},
        },
    }


def _destinations(service: MeshService) -> list[dict[str, Any]]:
    port = {"number": service.port}
    if not service.canary:
        return [{"destination": {"host": service.address, "port": port}}]
    return [
        {"destination": {"host": service.address, "port": port, "subset": subset}, "weight": weight}
        for subset, weight in ((STABLE, 100), (CANARY, 0))
    ]
