"""What Argo CD's chart is told."""

import json
from collections.abc import Mapping
from typing import Any

from components.kubernetes.delivery.names import ARGO_CD, HOST_TLS, REDIS_TLS
from components.kubernetes.delivery.notifications import notifications
from components.kubernetes.names import CRITICAL
from components.kubernetes.pods import budget, sized, spread
from settings.delivery import ArgoCd, Oidc

_REPLICAS = "jsonPointers:\n- /spec/replicas\n"
_TLS_FOLDER = "/redis-tls"
_REDIS_TLS = {"name": REDIS_TLS, "secret": {"secretName": REDIS_TLS}}
_REDIS_MOUNT = {"name": REDIS_TLS, "mountPath": _TLS_FOLDER, "readOnly": True}
_REDIS_CLIENT: dict[str, Any] = {
    "extraArgs": ["--redis-use-tls", f"--redis-ca-certificate={_TLS_FOLDER}/ca.crt"],
    "volumes": [{"name": REDIS_TLS, "secret": {"secretName": REDIS_TLS, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}],
    "volumeMounts": [_REDIS_MOUNT],
}
_REDIS_SERVER: dict[str, Any] = {
    "extraArgs": [
        *("--port", "0", "--tls-port", "6379", "--tls-auth-clients", "no"),
        *("--tls-cert-file", f"{_TLS_FOLDER}/tls.crt", "--tls-key-file", f"{_TLS_FOLDER}/tls.key"),
        *("--tls-ca-cert-file", f"{_TLS_FOLDER}/ca.crt"),
    ],
    "volumes": [_REDIS_TLS],
    "volumeMounts": [_REDIS_MOUNT],
}


def argo_cd(settings: ArgoCd, names: Mapping[str, str]) -> dict[str, Any]:
    """Everything by TLS, verified; no administrator and no password; a cache that may be lost without loss."""
    size = sized(settings.size)
    replicated = {
        "replicas": settings.replicas,
        "resources": size,
        "pdb": budget(settings.replicas),
        **_REDIS_CLIENT,
    }
    return {
        "fullnameOverride": ARGO_CD,
        "global": {"domain": settings.host or f"{ARGO_CD}.local", "priorityClassName": CRITICAL, "logging": {"format": "json"}},
        "configs": {"cm": _configuration(settings), "params": _parameters(), "rbac": _rights(settings.oidc)},
        "controller": {"resources": sized(settings.controller_size), "metrics": {"enabled": True}, **_REDIS_CLIENT},
        "server": replicated
        | {
            "metrics": {"enabled": True},
            "topologySpreadConstraints": spread({"app.kubernetes.io/name": "argocd-server"}),
            "ingress": _ingress(settings.host, names),
            "service": {"annotations": {"konghq.com/protocol": "https", "ingress.kubernetes.io/service-upstream": "true"}},
        },
        "repoServer": replicated
        | {
            "metrics": {"enabled": True},
            "topologySpreadConstraints": spread({"app.kubernetes.io/name": "argocd-repo-server"}),
            "copyutil": {"resources": size},
        },
        "applicationSet": {"resources": size, "metrics": {"enabled": True}},
        "redis": {"resources": size, **_REDIS_SERVER},
        "redis-ha": {"enabled": False},
        "redisSecretInit": {"resources": size},
        # People sign in at the provider itself.
        "dex": {"enabled": False},
        "notifications": notifications(settings) | {"resources": size, "metrics": {"enabled": True}},
    }


def _configuration(settings: ArgoCd) -> dict[str, Any]:
    """Replicas belong to autoscalers, of whatever application."""
    configuration: dict[str, Any] = {
        "admin.enabled": False,
        "exec.enabled": False,
        "application.resourceTrackingMethod": "annotation",
        "resource.customizations.ignoreDifferences.apps_Deployment": _REPLICAS,
        "resource.customizations.ignoreDifferences.argoproj.io_Rollout": _REPLICAS,
    }
    if settings.oidc:
        configuration["oidc.config"] = json.dumps(
            {
                "name": "Single sign-on",
                "issuer": settings.oidc.issuer,
                "clientID": settings.oidc.client_id,
                "enablePKCEAuthentication": True,
                "requestedScopes": ["openid", "profile", "email", "groups"],
            }
        )
    return configuration


def _parameters() -> dict[str, Any]:
    """Who calls the repository server verifies it."""
    callers = ("controller", "server", "applicationsetcontroller")
    verified: dict[str, Any] = {f"{caller}.repo.server.strict.tls": True for caller in callers}
    return verified | {"server.insecure": False}


def _rights(oidc: Oidc | None) -> dict[str, str]:
    """Whoever is in no group may nothing; teams' rights are in their projects."""
    return {"policy.default": "", "policy.csv": f"g, {oidc.administrators}, role:admin\n" if oidc else ""}


def _ingress(host: str | None, names: Mapping[str, str]) -> dict[str, Any]:
    if host is None:
        return {"enabled": False}
    return {
        "enabled": True,
        "ingressClassName": "kong",
        "hostname": host,
        "annotations": {"konghq.com/protocols": "https", **names},
        "extraTls": [{"hosts": [host], "secretName": HOST_TLS}],
    }
