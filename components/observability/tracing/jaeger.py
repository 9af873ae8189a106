"""Values of the chart for Jaeger: takes traces from the collectors, keeps them in OpenSearch and shows them."""

from typing import Any

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.pods import CONTAINER, sized, spread, user
from components.observability import certificates
from components.observability.search.search import CREDENTIAL, USERNAME, Search

CERTIFICATE = "jaeger"
RELEASE = "jaeger"
OTLP = f"{RELEASE}.{MONITORING}.svc:4317"
_TLS_MOUNT = "/etc/jaeger-tls"
_SEARCH = "/search"
_TRACES = "traces"
LABELS = {"app.kubernetes.io/name": "jaeger", "app.kubernetes.io/component": "all-in-one"}


def replicas(ground: Ground) -> int:
    """In a pilot light one is enough."""
    return 1 if ground.pilot else ground.settings.observability.traces.jaegers


def jaeger_values(ground: Ground, search: Search) -> dict[str, Any]:
    """The chart's values."""
    return {
        "userconfig": config(search),
        "jaeger": {
            "replicas": replicas(ground),
            "strategy": {"type": "RollingUpdate"},
            "extraEnv": [{"name": "SEARCH_URL", "value": search.url}],
            "extraVolumes": [
                certificates.volume(CERTIFICATE),
                {"name": "search", "secret": {"secretName": CREDENTIAL, "defaultMode": 0o440}},
                tls.ca_volume(),
            ],
            "extraVolumeMounts": [
                {"name": "tls", "mountPath": _TLS_MOUNT, "readOnly": True},
                {"name": "search", "mountPath": _SEARCH, "readOnly": True},
                tls.ca_mount(),
            ],
            "resources": sized(ground.settings.observability.traces.jaeger_size),
            "podSecurityContext": user(10001),
            "securityContext": CONTAINER,
            # The chart's template reads this name; its values say topologySpreadContraints.
            "topologySpreadConstraints": spread(LABELS),
        },
    }


def config(search: Search) -> dict[str, Any]:
    """Jaeger's own configuration, an OpenTelemetry collector's."""
    server = {"cert_file": f"{_TLS_MOUNT}/tls.crt", "key_file": f"{_TLS_MOUNT}/tls.key", "min_version": "1.2"}
    return {
        "service": {
            "extensions": ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            "pipelines": {"traces": {"receivers": ["otlp"], "processors": ["batch"], "exporters": ["jaeger_storage_exporter"]}},
            "telemetry": {
                "resource": {"service.name": "jaeger"},
                "metrics": {"readers": [{"pull": {"exporter": {"prometheus": {"host": "0.0.0.0", "port": 8888}}}}]},
            },
        },
        "extensions": {
            "healthcheckv2": {"use_v2": True, "http": {"endpoint": "0.0.0.0:13133"}},
            "jaeger_query": {
                "storage": {"traces": _TRACES},
                "http": {"endpoint": "0.0.0.0:16686", "tls": server},
                "grpc": {"endpoint": "0.0.0.0:16685", "tls": server},
            },
            "jaeger_storage": {"backends": {_TRACES: {"opensearch": _store(search)}}},
        },
        # The collectors, which show a certificate, and nobody else.
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "0.0.0.0:4317", "tls": server | {"client_ca_file": tls.CA_FILE}}}}},
        "processors": {"batch": {}},
        "exporters": {"jaeger_storage_exporter": {"trace_storage": _TRACES}},
    }


def _store(search: Search) -> dict[str, Any]:
    shards = {"shards": 1, "replicas": search.copies}
    return {
        "server_urls": ["${env:SEARCH_URL}"],
        # Jaeger watches the file: the password is rotated.
        "auth": {"basic": {"username": USERNAME, "password_file": f"{_SEARCH}/password"}},
        "tls": {"ca_file": tls.CA_FILE} if search.own_issuer else {"insecure": False},
        "indices": {"spans": shards, "services": shards, "dependencies": shards, "sampling": shards},
    }
