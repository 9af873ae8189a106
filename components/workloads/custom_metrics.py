"""The measures that scalers and analyses ask Prometheus for, beside CPU and memory.

`HPA` objects get them from prometheus-adapter, which serves `custom.metrics.k8s.io` by these queries; KEDA asks Prometheus itself.
"""

from dataclasses import dataclass

from settings.workloads import MetricName


@dataclass(frozen=True)
class CustomMetric:
    """One measure of a pod."""

    name: MetricName
    series: str
    """What Prometheus stores, by which the adapter finds the pods that have it."""
    query: str
    """PromQL per pod, with `{labels}` for the selector and `{by}` for the labels to group by."""

    def for_adapter(self) -> str:
        """The query as prometheus-adapter's template."""
        return self._filled("<<.LabelMatchers>>", "<<.GroupBy>>")

    def for_service(self, namespace: str, service: str) -> str:
        """The average over a service's pods, as one number: what KEDA compares with the target."""
        selector = f'namespace="{namespace}",pod=~"{service}-.*"'
        return f"avg({self._filled(selector, 'pod')})"

    def _filled(self, labels: str, by: str) -> str:
        return self.query.replace("{labels}", labels).replace("{by}", by)


CUSTOM_METRICS = (
    CustomMetric("http_requests_per_second", "http_requests_total", "sum(rate(http_requests_total{{labels}}[2m])) by ({by})"),
    CustomMetric("attribution_queue_length", "attribution_queue_length", "sum(attribution_queue_length{{labels}}) by ({by})"),
    CustomMetric(
        "attribution_duration_p95_ms",
        "attribution_duration_seconds_bucket",
        "1000 * histogram_quantile(0.95, sum(rate(attribution_duration_seconds_bucket{{labels}}[5m])) by (le, {by}))",
    ),
    CustomMetric(
        "db_pool_used_percent",
        "db_pool_connections",
        'max(100 * sum(db_pool_connections{{labels},state="in_use"}) by (store, {by})'
        " / sum(db_pool_connections_max{{labels}}) by (store, {by})) by ({by})",
    ),
)

BY_NAME: dict[MetricName, CustomMetric] = {metric.name: metric for metric in CUSTOM_METRICS}
