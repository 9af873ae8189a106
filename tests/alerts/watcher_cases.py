"""Prometheus, Alertmanager, logs and traces."""

from tests.alerts.case import Case, Series
from tests.alerts.pods import gone, ready

JOB = 'job="prometheus",instance="a"'
HOUR = 60
MONDAY = 4 * 24 * HOUR
"""Time begins on a Thursday."""


def up(job: str, *states: int) -> Series:
    return {f'up{{namespace="monitoring",service="{job}",job="{job}",instance="{index}"}}': state for index, state in enumerate(states)}


def ratio(metric: str, whole: str, labels: str, bad: str, all_: str) -> Series:
    return {f"{metric}{{{labels}}}": bad, f"{whole}{{{labels}}}": all_}


WATCHERS = (
    Case("Watchdog", {"up": 1}, None),
    Case("WeeklySummary", {"up": 1}, {"up": 1}, lead=MONDAY + 8 * HOUR, step=HOUR, quiet_after=MONDAY + 9 * HOUR),
    Case("TargetDown", up("loki", 0, 1, 1), up("loki", 1, 1, 1)),
    Case("PrometheusDown", gone("monitoring", "prometheus-x-0"), ready("monitoring", "prometheus-x-0")),
    Case(
        "PrometheusRuleFailures",
        {f'prometheus_rule_evaluation_failures_total{{{JOB},rule_group="loki"}}': "+1"},
        {f'prometheus_rule_evaluation_failures_total{{{JOB},rule_group="loki"}}': 3},
    ),
    Case(
        "PrometheusRuleGroupSlow",
        {
            'prometheus_rule_group_last_duration_seconds{rule_group="x"}': 31,
            'prometheus_rule_group_interval_seconds{rule_group="x"}': 30,
        },
        {
            'prometheus_rule_group_last_duration_seconds{rule_group="x"}': 29,
            'prometheus_rule_group_interval_seconds{rule_group="x"}': 30,
        },
    ),
    Case(
        "PrometheusRemoteWriteFailing",
        ratio(
            "prometheus_remote_storage_samples_failed_total", "prometheus_remote_storage_samples_total", 'remote_name="amp"', "+2", "+98"
        ),
        ratio(
            "prometheus_remote_storage_samples_failed_total", "prometheus_remote_storage_samples_total", 'remote_name="amp"', "+1", "+199"
        ),
    ),
    Case(
        "PrometheusRemoteWriteBehind",
        {
            f"prometheus_remote_storage_highest_timestamp_in_seconds{{{JOB}}}": 1000,
            f'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{{{JOB},remote_name="amp",url="u"}}': 800,
        },
        {
            f"prometheus_remote_storage_highest_timestamp_in_seconds{{{JOB}}}": 1000,
            f'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{{{JOB},remote_name="amp",url="u"}}': 900,
        },
    ),
    Case("PrometheusConfigReloadFailed", {"prometheus_config_last_reload_successful": 0}, {"prometheus_config_last_reload_successful": 1}),
    Case(
        "PrometheusNotConnectedToAlertmanager",
        {"prometheus_notifications_alertmanagers_discovered": 0},
        {"prometheus_notifications_alertmanagers_discovered": 1},
    ),
    Case(
        "PrometheusNotificationsFailing",
        ratio("prometheus_notifications_errors_total", "prometheus_notifications_sent_total", 'alertmanager="a"', "+2", "+100"),
        ratio("prometheus_notifications_errors_total", "prometheus_notifications_sent_total", 'alertmanager="a"', "+1", "+200"),
    ),
    Case("PrometheusStorageFailures", {"prometheus_tsdb_compactions_failed_total": "+1"}, {"prometheus_tsdb_compactions_failed_total": 2}),
    Case(
        "PrometheusDroppingSamples",
        {"prometheus_target_scrapes_exceeded_sample_limit_total": "+1"},
        {"prometheus_target_scrapes_exceeded_sample_limit_total": 1},
    ),
    Case(
        "PrometheusOperatorErrors",
        ratio(
            "prometheus_operator_reconcile_errors_total", "prometheus_operator_reconcile_operations_total", 'controller="p"', "+2", "+10"
        ),
        ratio(
            "prometheus_operator_reconcile_errors_total", "prometheus_operator_reconcile_operations_total", 'controller="p"', "+1", "+20"
        ),
    ),
    Case("AlertmanagerDown", gone("monitoring", "alertmanager-x-0"), ready("monitoring", "alertmanager-x-0")),
    Case(
        "AlertmanagerNotificationsFailing",
        ratio("alertmanager_notifications_failed_total", "alertmanager_notifications_total", 'integration="slack"', "+1", "+10"),
        ratio("alertmanager_notifications_failed_total", "alertmanager_notifications_total", 'integration="slack"', "0", "+10"),
    ),
    Case(
        "AlertmanagerConfigReloadFailed",
        {"alertmanager_config_last_reload_successful": 0},
        {"alertmanager_config_last_reload_successful": 1},
    ),
    Case("GrafanaDown", gone("monitoring", "kube-prometheus-stack-grafana-1"), ready("monitoring", "kube-prometheus-stack-grafana-1")),
    Case("KubeStateMetricsDown", up("other", 1), up("kube-state-metrics", 1)),
    Case("NodeExporterDown", up("node-exporter", 0), up("node-exporter", 1)),
    Case(
        "MetricsApiDown",
        {'aggregator_unavailable_apiservice_total{name="v1beta1.metrics.k8s.io",reason="x"}': "+1"},
        {'aggregator_unavailable_apiservice_total{name="v1.apps",reason="x"}': "+1"},
    ),
)

LOKI = 'namespace="monitoring",job="loki",route="push"'

TELEMETRY = (
    Case("LokiDown", gone("monitoring", "loki-0"), ready("monitoring", "loki-0")),
    Case(
        "LokiRequestErrors",
        {f'loki_request_duration_seconds_count{{{LOKI},status_code="{code}"}}': rate for code, rate in (("500", "+2"), ("200", "+8"))},
        {f'loki_request_duration_seconds_count{{{LOKI},status_code="{code}"}}': rate for code, rate in (("500", "+1"), ("200", "+19"))},
    ),
    Case(
        "LokiDiscardingLogs",
        {'loki_discarded_samples_total{tenant="fake",reason="rate_limited"}': "+100"},
        {'loki_discarded_samples_total{tenant="fake",reason="rate_limited"}': "+10"},
    ),
    Case(
        "AlloyUnhealthy",
        {'alloy_component_controller_running_components{namespace="monitoring",job="alloy",health_type="unhealthy"}': 1},
        {'alloy_component_controller_running_components{namespace="monitoring",job="alloy",health_type="healthy"}': 9},
    ),
    Case(
        "AlloyDroppingLogs",
        {'loki_write_dropped_entries_total{namespace="monitoring",reason="ingester_error"}': "+1"},
        {'loki_write_dropped_entries_total{namespace="monitoring",reason="ingester_error"}': 5},
    ),
    Case("OtelCollectorDown", gone("monitoring", "opentelemetry-collector-1"), ready("monitoring", "opentelemetry-collector-1")),
    Case(
        "OtelCollectorRefusing",
        {'otelcol_receiver_refused_spans_total{namespace="monitoring",receiver="otlp"}': "+100"},
        {'otelcol_receiver_refused_spans_total{namespace="monitoring",receiver="otlp"}': "+10"},
    ),
    Case(
        "OtelCollectorExportFailing",
        {'otelcol_exporter_send_failed_log_records{namespace="monitoring",exporter="otlp"}': "+100"},
        {'otelcol_exporter_send_failed_log_records{namespace="monitoring",exporter="otlp"}': "+10"},
    ),
    Case(
        "OtelCollectorQueueFull",
        {'otelcol_exporter_queue_size{exporter="otlp"}': 900, 'otelcol_exporter_queue_capacity{exporter="otlp"}': 1000},
        {'otelcol_exporter_queue_size{exporter="otlp"}': 700, 'otelcol_exporter_queue_capacity{exporter="otlp"}': 1000},
    ),
    Case("JaegerDown", gone("monitoring", "jaeger-1"), ready("monitoring", "jaeger-1")),
    Case(
        "JaegerStorageErrors",
        {
            f'jaeger_storage_requests_total{{namespace="monitoring",operation="find_traces",result="{r}"}}': v
            for r, v in (("err", "+2"), ("ok", "+98"))
        },
        {
            f'jaeger_storage_requests_total{{namespace="monitoring",operation="find_traces",result="{r}"}}': v
            for r, v in (("err", "+1"), ("ok", "+199"))
        },
    ),
    Case(
        "FluentBitDroppingLogs",
        {'fluentbit_output_retries_failed_total{namespace="monitoring",name="opensearch.0"}': "+1"},
        {'fluentbit_output_retries_failed_total{namespace="monitoring",name="opensearch.0"}': 4},
    ),
    Case(
        "FluentBitErrors",
        {'fluentbit_output_errors_total{namespace="monitoring",name="opensearch.0"}': "+100"},
        {'fluentbit_output_errors_total{namespace="monitoring",name="opensearch.0"}': "+10"},
    ),
    Case("OpenSearchDown", gone("monitoring", "opensearch-0"), ready("monitoring", "opensearch-0")),
    Case("ErrorTrackingDown", gone("monitoring", "glitchtip-web-1"), ready("monitoring", "glitchtip-web-1")),
)
