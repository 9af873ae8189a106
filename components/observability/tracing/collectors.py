"""OpenTelemetry collectors: one kind takes everything in, the other sees whole traces and chooses which to keep."""

from typing import Any

from components.kubernetes.ground import Ground
from components.kubernetes.images import image
from components.kubernetes.names import CA_SECRET, MONITORING, SERVICE
from components.kubernetes.pods import CONTAINER, sized, spread, user
from components.observability import certificates
from components.observability.tracing.jaeger import OTLP as JAEGER

GATEWAY, SAMPLER = "otel", "otel-sampler"
"""The operator appends `-collector` to what it makes of them."""
CERTIFICATE = "otel-collector"
SERVICES = [f"{GATEWAY}-collector", f"{SAMPLER}-collector", f"{SAMPLER}-collector-headless"]
SAMPLER_ACCOUNT = f"{SAMPLER}-collector"
METRICS_PORT, OWN_METRICS_PORT = 8889, 8888
_TLS_MOUNT = "/etc/otel-tls"
_CERTIFIED = {"cert_file": f"{_TLS_MOUNT}/tls.crt", "key_file": f"{_TLS_MOUNT}/tls.key"}
_CA_FILE = f"{_TLS_MOUNT}/ca.crt"
_BUCKETS = ("10ms", "50ms", "100ms", "250ms", "500ms", "1s", "5s")
"""Of the durations that are counted from spans."""
_DECISION_SECONDS = 10
"""A trace's spans have come together by then."""


def replicas(ground: Ground) -> int:
    """In a pilot light one is enough."""
    return 1 if ground.pilot else ground.settings.observability.traces.collectors


def gateway(ground: Ground) -> dict[str, Any]:
    """Where services send to: metrics go to Prometheus, all spans of a trace to one sampler."""
    server = {"tls": {**_CERTIFIED, "min_version": "1.2"}}
    samplers = {"hostname": f"{SAMPLER}-collector-headless.{MONITORING}.svc", "port": "4317"}
    sampler_tls = {**_CERTIFIED, "ca_file": _CA_FILE, "server_name_override": f"{SAMPLER}-collector.{MONITORING}.svc"}
    return _collector(
        ground,
        GATEWAY,
        {
            "receivers": {
                "otlp": {"protocols": {"grpc": {"endpoint": "0.0.0.0:4317", **server}, "http": {"endpoint": "0.0.0.0:4318", **server}}}
            },
            "processors": {**_processors(), "resource": {"attributes": _place(ground)}},
            "connectors": {"spanmetrics": {"histogram": {"explicit": {"buckets": list(_BUCKETS)}}}},
            "exporters": {
                "loadbalancing": {
                    "routing_key": "traceID",
                    "protocol": {"otlp": {"tls": sampler_tls}},
                    "resolver": {"dns": samplers},
                },
                "prometheus": {"endpoint": f"0.0.0.0:{METRICS_PORT}", "resource_to_telemetry_conversion": {"enabled": True}},
            },
        },
        {
            "traces": _pipeline(["otlp"], ["memory_limiter", "resource", "batch"], ["loadbalancing", "spanmetrics"]),
            "metrics": _pipeline(["otlp", "spanmetrics"], ["memory_limiter", "resource", "batch"], ["prometheus"]),
        },
    )


def sampler(ground: Ground) -> dict[str, Any]:
    """Keeps every trace with an error, every slow one, and a share of the rest."""
    traces = ground.settings.observability.traces
    xray = traces.x_ray and ground.region is not None
    exporters: dict[str, Any] = {"otlp/jaeger": {"endpoint": JAEGER, "tls": {**_CERTIFIED, "ca_file": _CA_FILE}}}
    if xray:
        exporters["awsxray"] = {"region": ground.place}
    return _collector(
        ground,
        SAMPLER,
        {
            "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "0.0.0.0:4317", "tls": {**_CERTIFIED, "client_ca_file": _CA_FILE}}}}},
            "processors": {**_processors(), "tail_sampling": _choice(traces.sampling_percent, traces.slow_milliseconds)},
            "exporters": exporters,
        },
        {"traces": _pipeline(["otlp"], ["memory_limiter", "tail_sampling", "batch"], list(exporters))},
    )


def _choice(percent: float, slow: int) -> dict[str, Any]:
    return {
        "decision_wait": f"{_DECISION_SECONDS}s",
        "num_traces": 50_000,
        "policies": [
            {"name": "errors", "type": "status_code", "status_code": {"status_codes": ["ERROR"]}},
            {"name": "slow", "type": "latency", "latency": {"threshold_ms": slow}},
            {"name": "share", "type": "probabilistic", "probabilistic": {"sampling_percentage": percent}},
        ],
    }


def _processors() -> dict[str, Any]:
    return {"memory_limiter": {"check_interval": "1s", "limit_percentage": 75, "spike_limit_percentage": 20}, "batch": {}}


def _place(ground: Ground) -> list[dict[str, str]]:
    values = {"k8s.cluster.name": ground.cluster_name, "cloud.region": ground.place}
    return [{"key": key, "value": value, "action": "upsert"} for key, value in values.items()]


def _pipeline(receivers: list[str], processors: list[str], exporters: list[str]) -> dict[str, Any]:
    return {"receivers": receivers, "processors": processors, "exporters": exporters}


def _collector(ground: Ground, name: str, parts: dict[str, Any], pipelines: dict[str, Any]) -> dict[str, Any]:
    """The operator's object; both kinds have the same certificate and size."""
    count = replicas(ground)
    telemetry = {"metrics": {"readers": [{"pull": {"exporter": {"prometheus": {"host": "0.0.0.0", "port": OWN_METRICS_PORT}}}}]}}
    return {
        "apiVersion": "opentelemetry.io/v1beta1",
        "kind": "OpenTelemetryCollector",
        "metadata": {"name": name, "namespace": MONITORING},
        "spec": {
            "mode": "deployment",
            "image": image("otel-collector"),
            "replicas": count,
            "priorityClassName": SERVICE,
            "resources": sized(ground.settings.observability.traces.collector_size),
            "podSecurityContext": user(10001),
            "securityContext": CONTAINER,
            "topologySpreadConstraints": spread({"app.kubernetes.io/name": f"{name}-collector"}),
            "volumes": [certificates.volume(CERTIFICATE)],
            "volumeMounts": [{"name": "tls", "mountPath": _TLS_MOUNT, "readOnly": True}],
            **({"podDisruptionBudget": {"maxUnavailable": 1}} if count > 1 else {}),
            "config": {
                **parts,
                "extensions": {"health_check": {"endpoint": "0.0.0.0:13133"}},
                "service": {"extensions": ["health_check"], "pipelines": pipelines, "telemetry": telemetry},
            },
        },
    }


def instrumentation() -> dict[str, Any]:
    """For services instrumented from outside, by the annotation `instrumentation.opentelemetry.io/inject-…: monitoring/platform`."""
    return {
        "apiVersion": "opentelemetry.io/v1alpha1",
        "kind": "Instrumentation",
        "metadata": {"name": "platform", "namespace": MONITORING},
        "spec": {
            "exporter": {
                "endpoint": f"https://{GATEWAY}-collector.{MONITORING}.svc:4318",
                "tls": {"secretName": CA_SECRET, "ca_file": "ca.crt"},
            },
            "env": [{"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"}],
            "propagators": ["tracecontext", "baggage"],
            # The samplers choose, once they have seen the whole trace.
            "sampler": {"type": "parentbased_always_on"},
        },
    }
