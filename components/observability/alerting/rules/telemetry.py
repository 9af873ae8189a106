"""Logs and traces on their way."""

from components.kubernetes.names import MONITORING
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import none_ready, share

_LOKI = "loki_request_duration_seconds_count"


def _items(counter: str) -> str:
    """A counter that the collector keeps for each signal, with the ending `_total` or, in older configurations, without."""
    rates = (
        f'label_replace(rate({counter}_{signal}{ending}[5m]), "signal", "{signal}", "", "")'
        for signal in ("spans", "metric_points", "log_records")
        for ending in ("_total", "")
    )
    return " or ".join(rates)


TELEMETRY = (
    Part(
        "loki",
        "platform",
        (
            Alert(
                "LokiDown",
                none_ready(MONITORING, "loki-.+"),
                5,
                "critical",
                "Loki is not ready",
                "No Loki pod has been ready for 5 minutes; logs are neither kept nor found.",
            ),
            Alert(
                "LokiRequestErrors",
                share(f'{_LOKI}{{status_code=~"5.."}}', _LOKI, "5m", "namespace, job, route") + " > 0.1",
                15,
                "warning",
                "Loki fails {{ $value | humanizePercentage }} of {{ $labels.route }}",
                "More than 10 % of the requests on this route were answered with 5xx.",
            ),
            Alert(
                "LokiDiscardingLogs",
                "sum by (tenant, reason) (rate(loki_discarded_samples_total[5m])) > 1",
                15,
                "warning",
                "Loki discards logs: {{ $labels.reason }}",
                "{{ $value | humanize }} lines per second are over a limit and lost.",
            ),
        ),
    ),
    Part(
        "alloy",
        "platform",
        (
            Alert(
                "AlloyUnhealthy",
                'sum by (namespace, job) (alloy_component_controller_running_components{health_type!="healthy"}) > 0',
                15,
                "warning",
                "{{ $value }} components of Alloy are unhealthy",
                "A source or target of the log pipeline does not work.",
            ),
            Alert(
                "AlloyDroppingLogs",
                "sum by (namespace, reason) (rate(loki_write_dropped_entries_total[5m])) > 0",
                15,
                "warning",
                "Alloy drops logs: {{ $labels.reason }}",
                "{{ $value | humanize }} lines per second do not reach Loki and are lost.",
            ),
        ),
    ),
    Part(
        "opentelemetry-collector",
        "platform",
        (
            Alert(
                "OtelCollectorDown",
                none_ready(MONITORING, "(opentelemetry|otel)-collector-.+"),
                5,
                "warning",
                "The OpenTelemetry collector is not ready",
                "Services have nowhere to send traces and metrics; they drop them.",
            ),
            Alert(
                "OtelCollectorRefusing",
                f"sum by (namespace, receiver, signal) ({_items('otelcol_receiver_refused')}) > 1",
                10,
                "warning",
                "The collector refuses what services send by {{ $labels.receiver }}",
                "{{ $value | humanize }} {{ $labels.signal }} per second are refused, mostly for want of memory.",
            ),
            Alert(
                "OtelCollectorExportFailing",
                f"sum by (namespace, exporter, signal) ({_items('otelcol_exporter_send_failed')}) > 1",
                10,
                "warning",
                "The collector cannot deliver to {{ $labels.exporter }}",
                "{{ $value | humanize }} {{ $labels.signal }} per second fail.",
            ),
            Alert(
                "OtelCollectorQueueFull",
                "otelcol_exporter_queue_size / (otelcol_exporter_queue_capacity > 0) > 0.8",
                10,
                "warning",
                "The queue for {{ $labels.exporter }} is {{ $value | humanizePercentage }} full",
                "What comes when it is full is lost.",
            ),
        ),
    ),
    Part(
        "jaeger",
        "platform",
        (
            Alert(
                "JaegerDown",
                none_ready(MONITORING, "jaeger-.+"),
                10,
                "warning",
                "Jaeger is not ready",
                "No Jaeger pod has been ready for 10 minutes; traces are neither kept nor found.",
            ),
            Alert(
                "JaegerStorageErrors",
                share('jaeger_storage_requests_total{result="err"}', "jaeger_storage_requests_total", "5m", "namespace, operation")
                + " > 0.01",
                15,
                "warning",
                "Jaeger's {{ $labels.operation }} fails {{ $value | humanizePercentage }}",
                "More than 1 % of the requests to OpenSearch failed.",
            ),
        ),
    ),
    Part(
        "fluent-bit",
        "platform",
        (
            Alert(
                "FluentBitDroppingLogs",
                "sum by (namespace, name) (rate(fluentbit_output_retries_failed_total[5m])) > 0",
                15,
                "warning",
                "Fluent Bit gives up on chunks for {{ $labels.name }}",
                "{{ $value | humanize }} chunks per second were tried until the limit and are lost.",
            ),
            Alert(
                "FluentBitErrors",
                "sum by (namespace, name) (rate(fluentbit_output_errors_total[5m])) > 1",
                15,
                "warning",
                "Fluent Bit cannot deliver to {{ $labels.name }}",
                "{{ $value | humanize }} errors per second from OpenSearch.",
            ),
        ),
    ),
    Part(
        "opensearch",
        "data",
        (
            Alert(
                "OpenSearchDown",
                none_ready(MONITORING, "opensearch-.+"),
                5,
                "critical",
                "OpenSearch is not ready",
                "No OpenSearch pod has been ready for 5 minutes: traces and application logs are not kept.",
            ),
        ),
    ),
    Part(
        "glitchtip",
        "services",
        (
            Alert(
                "ErrorTrackingDown",
                none_ready(MONITORING, "(glitchtip|sentry)-.+"),
                10,
                "warning",
                "Error tracking is not ready",
                "Services' exceptions are not collected.",
            ),
        ),
    ),
)
