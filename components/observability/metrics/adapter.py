"""prometheus-adapter: what Prometheus knows as metrics that an autoscaler can ask for."""

from typing import Any

from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.pods import resources, spread
from components.observability import endpoints
from components.workloads.custom_metrics import CUSTOM_METRICS, CustomMetric

_LABELS = {"app.kubernetes.io/name": "prometheus-adapter"}


def adapter_values(ground: Ground) -> dict[str, Any]:
    """Serves custom.metrics.k8s.io only: external metrics are KEDA's, resource metrics metrics-server's."""
    count = 2 if ground.settings.observability.metrics.replicas > 1 else 1
    return {
        "replicas": count,
        "logLevel": 2,
        "prometheus": {"url": f"https://{endpoints.PROMETHEUS}", "port": 9090},
        "extraArguments": [f"--prometheus-ca-file={tls.CA_FILE}"],
        "extraVolumes": [tls.ca_volume()],
        "extraVolumeMounts": [tls.ca_mount()],
        "certManager": {"enabled": True},
        "rules": {"default": False, "custom": [_rule(metric) for metric in CUSTOM_METRICS]},
        "resources": resources("100m", "128Mi", "512Mi"),
        "priorityClassName": CRITICAL,
        "topologySpreadConstraints": spread(_LABELS),
        "podDisruptionBudget": {"enabled": count > 1, "maxUnavailable": 1},
    }


def _rule(metric: CustomMetric) -> dict[str, Any]:
    return {
        "seriesQuery": f'{metric.series}{{namespace!="",pod!=""}}',
        "resources": {"overrides": {"namespace": {"resource": "namespace"}, "pod": {"resource": "pod"}}},
        "name": {"as": metric.name},
        "metricsQuery": metric.for_adapter(),
    }
