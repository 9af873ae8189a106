"""What Istio's charts are told."""

from typing import Any

from components.kubernetes.exposure import reach
from components.kubernetes.ground import Ground
from components.kubernetes.helm import app_version
from components.kubernetes.mesh.policies import CA_FOLDER, TRACES, TRACES_PORT
from components.kubernetes.names import CA_SECRET, CRITICAL
from components.kubernetes.pods import CONTAINER, POD, resources, sized, spread

TLS_OF_THEIR_OWN = {
    "OpenTelemetry": 4317,
    "PostgreSQL": 5432,
    "Redis": 6379,
    "Neo4j": 7687,
    "Kafka with SCRAM": 9093,
    "Kafka with IAM": 9098,
    "ClickHouse": 9440,
    "CockroachDB": 26257,
}
"""Servers outside the mesh, whose clients speak TLS to them themselves. The proxy could neither read nor secure it: it stays out."""

GATEWAY_LABELS = {"app": "istio-gateway", "istio": "gateway"}
GATEWAY_TLS_PORT, GATEWAY_REDIRECT_PORT = 8443, 8080
"""The containers': no right is needed to listen there."""

_BEHIND_ONE = '{"gatewayTopology": {"numTrustedProxies": 1}}'
"""Who called, the edge's load balancer says in a header."""
_HUB = "docker.io/istio"
_SECCOMP = {"type": "RuntimeDefault"}
_MOUNT_CA = f"""\
spec:
  initContainers:
  - name: istio-proxy
    volumeMounts:
    - name: {CA_SECRET}
      mountPath: {CA_FOLDER}
      readOnly: true
  volumes:
  - name: {CA_SECRET}
    secret:
      secretName: {CA_SECRET}
      optional: true
"""
"""Added to each pod that gets a proxy. As a native sidecar, the proxy is an init container: it is there before and after all others."""


def cni(ground: Ground) -> dict[str, Any]:
    """The network plugin, which redirects pods' traffic to their proxies from outside of them."""
    folders = ground.settings.mesh.cni
    return {
        "global": {"hub": _HUB, "tag": app_version("istio-cni"), "logAsJson": True},
        "cniBinDir": folders.binaries,
        "cniConfDir": folders.configuration,
        "resources": resources("50m", "64Mi", "256Mi"),
        "seccompProfile": _SECCOMP,
        "useAppArmorAnnotation": False,
    }


def istiod(ground: Ground) -> dict[str, Any]:
    """The control plane, and what it tells every proxy."""
    mesh = ground.settings.mesh
    scale = mesh.control_plane
    return {
        "global": {
            "hub": _HUB,
            "tag": app_version("istiod"),
            "priorityClassName": CRITICAL,
            "logAsJson": True,
            "multiCluster": {"clusterName": ground.cluster_name},
            "defaultPodDisruptionBudget": {"enabled": scale.min > 1},
            "proxy": {
                "resources": sized(mesh.proxy_size),
                "seccompProfile": _SECCOMP,
                "excludeOutboundPorts": ",".join(str(port) for port in sorted(TLS_OF_THEIR_OWN.values())),
            },
        },
        "cni": {"enabled": True},
        "env": {"ENABLE_NATIVE_SIDECARS": "true"},
        # Without an address, the listener for proxies without TLS does not open.
        "extraContainerArgs": ["--grpcAddr="],
        "autoscaleEnabled": scale.max > scale.min,
        "autoscaleMin": scale.min,
        "autoscaleMax": scale.max,
        "replicaCount": scale.min,
        "resources": sized(mesh.control_plane_size),
        "seccompProfile": _SECCOMP,
        "topologySpreadConstraints": spread({"app": "istiod"}),
        "sidecarInjectorWebhook": {
            "defaultTemplates": ["sidecar", CA_SECRET],
            "templates": {CA_SECRET: _MOUNT_CA},
        },
        "meshConfig": {
            "accessLogEncoding": "JSON",
            "meshMTLS": {"minProtocolVersion": "TLSV1_3"},
            "extensionProviders": [{"name": "traces", "opentelemetry": {"service": TRACES, "port": TRACES_PORT}}],
        },
    }


def gateway(ground: Ground) -> dict[str, Any]:
    """The proxies by which calls come in."""
    mesh = ground.settings.mesh
    scale = mesh.gateway
    return {
        "service": reach(ground, mesh.exposure, mesh.hosts).values()
        | {
            "ports": [
                {"name": "https", "port": 443, "protocol": "TCP", "targetPort": GATEWAY_TLS_PORT},
                {"name": "http2", "port": 80, "protocol": "TCP", "targetPort": GATEWAY_REDIRECT_PORT},
            ]
        },
        "replicaCount": scale.min,
        "autoscaling": {"enabled": scale.max > scale.min, "minReplicas": scale.min, "maxReplicas": scale.max},
        "podDisruptionBudget": {"minAvailable": 1} if scale.min > 1 else {},
        "resources": sized(mesh.gateway_size),
        "securityContext": POD,
        "containerSecurityContext": CONTAINER,
        **({"podAnnotations": {"proxy.istio.io/config": _BEHIND_ONE}} if ground.edge else {}),
        "priorityClassName": CRITICAL,
        "topologySpreadConstraints": spread(GATEWAY_LABELS),
        "volumes": [{"name": CA_SECRET, "secret": {"secretName": CA_SECRET, "optional": True}}],
        "volumeMounts": [{"name": CA_SECRET, "mountPath": CA_FOLDER, "readOnly": True}],
        # Calls under way end before the pod does; load balancers need a while to notice.
        "terminationGracePeriodSeconds": 60,
    }
