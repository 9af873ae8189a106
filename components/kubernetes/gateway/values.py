"""What Kong's chart is told."""

from typing import Any

from components.kubernetes.exposure import reach, trusted
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.pods import budget, resources, sized, spread

PODS = {"app.kubernetes.io/name": "kong", "app.kubernetes.io/component": "app"}
PROXY_PORT, WEBHOOK_PORT = 8443, 8080
PROXY_SERVICE = "kong-kong-proxy"
SERVICE_ACCOUNT = "kong"


def kong(ground: Ground) -> dict[str, Any]:
    """Kong without a database, with its controller beside it: what it serves is written in Kubernetes objects only.

    It listens on TLS alone. Its admin API is there for the controller in the same pod, and for nobody else.
    """
    gateway = ground.settings.gateway
    scale = gateway.scale
    return {
        "deployment": {"serviceAccount": {"create": True, "name": SERVICE_ACCOUNT}},
        "env": {"database": "off", "anonymous_reports": "off", "ssl_protocols": "TLSv1.2 TLSv1.3", **_callers(ground)},
        "proxy": reach(ground, gateway.exposure, private=_private(ground)).values() | {"http": {"enabled": False}},
        "admin": {"enabled": False},
        "manager": {"enabled": False},
        "portal": {"enabled": False},
        "portalapi": {"enabled": False},
        "postgresql": {"enabled": False},
        "ingressController": {"resources": resources("50m", "128Mi", "512Mi"), "env": {"anonymous_reports": "false"}},
        "replicaCount": scale.min,
        "autoscaling": {"enabled": scale.max > scale.min, "minReplicas": scale.min, "maxReplicas": scale.max},
        "podDisruptionBudget": budget(scale.min),
        "resources": sized(gateway.size),
        "initContainerResources": resources("10m", "64Mi"),
        "priorityClassName": CRITICAL,
        "topologySpreadConstraints": spread(PODS),
    }


def _private(ground: Ground) -> list[str]:
    """Hosts behind Kong for people of the house."""
    argo_cd = ground.settings.delivery.argo_cd
    return [argo_cd.host] if argo_cd and argo_cd.host else []


def _callers(ground: Ground) -> dict[str, str]:
    """Behind another proxy of the region, who called is in a header. From anybody else that header is not believed."""
    balanced = ground.settings.gateway.exposure == "internal" or ground.edge
    if not balanced or not trusted(ground):
        return {}
    return {"trusted_ips": ",".join(trusted(ground)), "real_ip_header": "X-Forwarded-For", "real_ip_recursive": "on"}
