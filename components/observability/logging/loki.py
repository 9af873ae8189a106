"""Values of the chart for Loki, in one kind of pod or in parts."""

from typing import Any

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING, STATEFUL
from components.kubernetes.pods import resources, sized
from components.observability import certificates
from settings.logging import Logs

CERTIFICATE = "loki"
SERVICE_ACCOUNT = "loki"
BUCKET = "loki"
PREFIX = "loki"
"""Everything in the bucket is below it."""
_PORT = 3100
_TLS_MOUNT = "/etc/loki-tls"
_CA_FILE = f"{_TLS_MOUNT}/ca.crt"
_SERVER = f"loki.{MONITORING}.svc"
"""The name in the certificate that parts verify each other by: they call pods by address."""
_COPIES = 3
_SCHEMA_FROM = "2026-01-01"
"""Before the first deployment. A later schema is a further entry, with a day in the future."""
PARTS = ("distributor", "ingester", "querier", "query-frontend", "query-scheduler", "index-gateway", "compactor")


def push_url(settings: Logs) -> str:
    """Where logs go in."""
    return _url("loki-distributor" if settings.mode == "distributed" else "loki") + "/loki/api/v1/push"


def query_url(settings: Logs) -> str:
    """Where questions go."""
    return _url("loki-query-frontend" if settings.mode == "distributed" else "loki")


def services(settings: Logs) -> list[str]:
    """Names that its certificate must hold."""
    return ["loki", *(f"loki-{part}" for part in PARTS if settings.mode == "distributed")]


def replicas(ground: Ground) -> int:
    """In a pilot light one is enough."""
    return 1 if ground.pilot else ground.settings.observability.logs.replicas


def loki_values(ground: Ground, keys: str | None) -> dict[str, Any]:
    """The chart's values; `keys` is the Secret with access keys of the object store, where there are such."""
    settings = ground.settings.observability.logs
    tls_volume = certificates.volume(CERTIFICATE)
    return {
        "deploymentMode": "Distributed" if settings.mode == "distributed" else "Monolithic",
        "loki": {
            # Loki knows tenants, not users: who may come in, the network policies say.
            "auth_enabled": True,
            "commonConfig": {"path_prefix": "/var/loki", "replication_factor": _COPIES if replicas(ground) >= _COPIES else 1},
            "storage": _storage(ground),
            "schemaConfig": {"configs": [_schema()]},
            "structuredConfig": config(settings),
            **{probe: {"httpGet": {"scheme": "HTTPS"}} for probe in ("readinessProbe", "livenessProbe")},
        },
        "defaults": {
            "priorityClassName": STATEFUL,
            "extraVolumes": [tls_volume],
            "extraVolumeMounts": [{"name": "tls", "mountPath": _TLS_MOUNT, "readOnly": True}],
            "extraEnvFrom": [{"secretRef": {"name": keys}}] if keys else [],
        },
        "serviceAccount": {"create": True, "name": SERVICE_ACCOUNT},
        # They find each other before any of them is ready, and none is before that.
        "memberlist": {"service": {"publishNotReadyAddresses": True}},
        # No canary and no test of the chart: both speak plain HTTP. Caches in memcached would, too.
        **{part: {"enabled": False} for part in ("gateway", "lokiCanary", "test", "chunksCache", "resultsCache", "ruler")},
        # The deprecated mode, which the chart counts as wanted.
        **{part: {"replicas": 0} for part in ("backend", "read", "write")},
        "sidecar": {"rules": {"enabled": False}},
        "monitoring": {"serviceMonitor": {"enabled": True, "scheme": "https", "tlsConfig": tls.client_config(_SERVER)}},
        **(_distributed(ground) if settings.mode == "distributed" else _monolithic(ground)),
    }


def _storage(ground: Ground) -> dict[str, Any]:
    endpoint = ground.s3_endpoint or f"https://s3.{ground.s3_region}.amazonaws.com"
    store: dict[str, Any] = {
        "endpoint": endpoint.partition("://")[2],
        "region": ground.s3_region,
        "insecure": endpoint.startswith("http://"),
        # The SDK's own chain: the pod's identity on AWS, else keys in the environment.
        "native_aws_auth_enabled": True,
    }
    if ground.s3_endpoint:
        store["bucket_lookup_type"] = "path"
        store["http"] = {"tls_ca_path": _CA_FILE}
    return {
        "type": "s3",
        "bucketNames": {"chunks": ground.bucket(BUCKET), "ruler": ground.bucket(BUCKET)},
        "use_thanos_objstore": True,
        "object_store": {"type": "s3", "storage_prefix": PREFIX, "s3": store},
    }


def _schema() -> dict[str, Any]:
    return {
        "from": _SCHEMA_FROM,
        "store": "tsdb",
        "object_store": "s3",
        "schema": "v13",
        "index": {"prefix": "index_", "period": "24h"},
    }


def config(settings: Logs) -> dict[str, Any]:
    """Loki's own configuration, where it differs from what the chart makes: limits, retention, and TLS on each of its connections."""
    server_tls = {"cert_file": f"{_TLS_MOUNT}/tls.crt", "key_file": f"{_TLS_MOUNT}/tls.key"}
    # Only another part of Loki may call by gRPC; HTTP has probes as callers, which show no certificate.
    mutual = {"client_ca_file": _CA_FILE, "client_auth_type": "RequireAndVerifyClientCert"}
    files = {"tls_cert_path": f"{_TLS_MOUNT}/tls.crt", "tls_key_path": f"{_TLS_MOUNT}/tls.key", "tls_ca_path": _CA_FILE}
    verified = {**files, "tls_server_name": _SERVER}
    client = {"grpc_client_config": {"tls_enabled": True, **verified}}
    made: dict[str, Any] = {
        "server": {
            "http_tls_config": server_tls,
            "grpc_tls_config": server_tls | mutual,
            "tls_min_version": "VersionTLS12",
        },
        "memberlist": {"tls_enabled": True, **verified},
        "ingester_client": client,
        "frontend": {**client, "tail_tls_config": verified},
        "frontend_worker": {f"query_{part}_grpc_client": client["grpc_client_config"] for part in ("frontend", "scheduler")},
        "query_scheduler": client,
        "compactor_grpc_client": client["grpc_client_config"],
        "storage_config": {"tsdb_shipper": {"index_gateway_client": client}},
        "limits_config": {
            "retention_period": f"{settings.days * 24}h",
            "max_query_lookback": f"{settings.days * 24}h",
            "ingestion_rate_mb": settings.max_mib_per_second,
            "ingestion_burst_size_mb": settings.max_mib_per_second * 2,
            "per_stream_rate_limit": "5MB",
            "per_stream_rate_limit_burst": "20MB",
            "allow_structured_metadata": True,
        },
        "compactor": {
            "working_directory": "/var/loki/compactor",
            "retention_enabled": True,
            "delete_request_store": "s3",
        },
        "analytics": {"reporting_enabled": False},
    }
    if settings.mode == "distributed":
        made["frontend"]["tail_proxy_url"] = _url("loki-querier")
    return made


def _monolithic(ground: Ground) -> dict[str, Any]:
    return {"singleBinary": _ingesting(ground) | {"replicas": replicas(ground), "persistence": {"enabled": True, **_volume(ground)}}}


def _distributed(ground: Ground) -> dict[str, Any]:
    count = replicas(ground)
    two = 2 if count > 1 else 1
    claims = {"enabled": True, "claims": [{"name": "data", "accessModes": ["ReadWriteOnce"], **_volume(ground)}]}
    stateless = {
        "distributor": (max(two, count // 2), resources("500m", "512Mi", "1Gi")),
        "querier": (max(two, count // 2), resources("1", "2Gi", "4Gi")),
        "queryFrontend": (two, resources("250m", "256Mi", "512Mi")),
        "queryScheduler": (two, resources("100m", "128Mi", "256Mi")),
        "indexGateway": (two, resources("250m", "512Mi", "1Gi")),
        "compactor": (1, resources("250m", "512Mi", "2Gi")),
    }
    # Zones of the chart's own kind need an operator to restart them; spread over nodes and zones is enough.
    ingester = {"replicas": count, "persistence": claims, "zoneAwareReplication": {"enabled": False}}
    return {
        "singleBinary": {"replicas": 0},
        "ingester": _ingesting(ground) | ingester,
        **{part: {"replicas": number, "resources": size} for part, (number, size) in stateless.items()},
    }


def _ingesting(ground: Ground) -> dict[str, Any]:
    return {"resources": sized(ground.settings.observability.logs.size)}


def _volume(ground: Ground) -> dict[str, Any]:
    return {"size": f"{ground.settings.observability.logs.volume_gib}Gi", "storageClass": ground.settings.kubernetes.storage_class}


def _url(service: str) -> str:
    return f"https://{service}.{MONITORING}.svc:{_PORT}"
