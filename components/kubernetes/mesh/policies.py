"""What holds in the whole mesh: who proves who he is, who may call whom, and what is written down of it."""

from typing import Any

from components.kubernetes.names import CA_SECRET, ISTIO, OTLP
from components.kubernetes.objects import Manifest
from settings.mesh import Mesh

"""Istio's own namespace; what stands there holds everywhere."""

CA_FOLDER = f"/etc/{CA_SECRET}"
"""Where each proxy has the certificate of the cluster's own issuer."""

TRACES = "traces.mesh.internal"
"""The proxies' own name of the trace collector, so that their TLS settings do not touch what the services send there."""
TRACES_PORT = int(OTLP.rpartition(":")[2])
_COLLECTOR = OTLP.rpartition(":")[0]


def strict() -> Manifest:
    """Whoever calls a pod of the mesh shows a certificate of the mesh."""
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "PeerAuthentication",
        "metadata": {"name": "default", "namespace": ISTIO},
        "spec": {"mtls": {"mode": "STRICT"}},
    }


def allow_nothing(namespace: str) -> Manifest:
    """Without a rule that lets a caller in, nobody is: each service says who may call it (`routes.authorization`)."""
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": "allow-nothing", "namespace": namespace},
        "spec": {"action": "ALLOW"},
    }


def telemetry(mesh: Mesh) -> Manifest:
    """Metrics are on by default; this adds traces, and a log of calls."""
    log: dict[str, Any] = {"providers": [{"name": "envoy"}]}
    if mesh.access_logs == "errors":
        log["filter"] = {"expression": "response.code >= 400"}
    return {
        "apiVersion": "telemetry.istio.io/v1",
        "kind": "Telemetry",
        "metadata": {"name": "default", "namespace": ISTIO},
        "spec": {
            "tracing": [{"providers": [{"name": "traces"}], "randomSamplingPercentage": mesh.trace_percent}],
            "accessLogging": [log],
        },
    }


def collector() -> list[Manifest]:
    """Where proxies send traces: the collector is no part of the mesh, and proves itself by a certificate of the cluster's issuer."""
    return [
        {
            "apiVersion": "networking.istio.io/v1",
            "kind": "ServiceEntry",
            "metadata": {"name": "traces", "namespace": ISTIO},
            "spec": {
                "hosts": [TRACES],
                "location": "MESH_EXTERNAL",
                "resolution": "DNS",
                "ports": [{"number": TRACES_PORT, "name": "grpc", "protocol": "GRPC"}],
                "endpoints": [{"address": f"{_COLLECTOR}.cluster.local"}],
            },
        },
        {
            "apiVersion": "networking.istio.io/v1",
            "kind": "DestinationRule",
            "metadata": {"name": "traces", "namespace": ISTIO},
            "spec": {
                "host": TRACES,
                "trafficPolicy": {
                    "tls": {
                        "mode": "SIMPLE",
                        "caCertificates": f"{CA_FOLDER}/ca.crt",
                        "sni": _COLLECTOR,
                        "subjectAltNames": [_COLLECTOR],
                    }
                },
            },
        },
    ]
