"""The watchers themselves."""

from components.kubernetes.names import MONITORING
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import none_ready

_SENT = "prometheus_notifications_sent_total"
_FAILED = "prometheus_remote_storage_samples_failed_total"

_FIRED = 'sort_desc(count by (severity, alertname) (max_over_time(ALERTS{alertstate="firing",escalation="",alertname!="Watchdog"}[7d])))'
_SUMMARY = f"""Error budgets left:
{{{{ range query "sort(slo:error_budget_remaining:ratio)" }}}}  {{{{ .Labels.slo }}}}: {{{{ .Value | humanizePercentage }}}}
{{{{ end }}}}Alerts of the last 7 days, by how many things they were about:
{{{{ range query `{_FIRED}` }}}}  {{{{ .Labels.severity }}}} {{{{ .Labels.alertname }}}}: {{{{ .Value }}}}
{{{{ end }}}}"""
"""Prometheus fills it in when the alert fires."""

PROMETHEUS = Part(
    "kube-prometheus-stack",
    "platform",
    (
        Alert(
            "Watchdog",
            "vector(1)",
            0,
            "info",
            "Alerts work",
            "Always fires. Whoever receives it outside raises the alarm when it stops: Prometheus, Alertmanager or the cluster is gone.",
        ),
        Alert(
            "WeeklySummary",
            "day_of_week() == 1 and hour() == 8",
            0,
            "info",
            "The week in numbers",
            _SUMMARY,
            labels={"report": "weekly"},
        ),
        Alert(
            "TargetDown",
            "100 * (count by (namespace, service, job) (up == 0) / count by (namespace, service, job) (up)) > 10",
            10,
            "warning",
            '{{ $value | printf "%.0f" }} % of {{ $labels.job }}\'s targets are down',
            "Prometheus has not reached targets of {{ $labels.namespace }}/{{ $labels.service }} for 10 minutes: their alerts are blind.",
        ),
        Alert(
            "PrometheusDown",
            none_ready(MONITORING, "prometheus-.+"),
            5,
            "critical",
            "Prometheus is not ready",
            "Prometheus has replayed or crashed for 5 minutes. While it is gone altogether, only the missing Watchdog tells.",
        ),
        Alert(
            "PrometheusRuleFailures",
            "increase(prometheus_rule_evaluation_failures_total[5m]) > 0",
            15,
            "critical",
            "Rules fail in {{ $labels.rule_group }}",
            "{{ $value | humanize }} evaluations failed in 5 minutes; alerts of the group do not fire.",
        ),
        Alert(
            "PrometheusRuleGroupSlow",
            "prometheus_rule_group_last_duration_seconds > prometheus_rule_group_interval_seconds",
            15,
            "warning",
            "Rules of {{ $labels.rule_group }} take {{ $value | humanizeDuration }}",
            "Evaluating the group takes longer than its interval; alerts come late.",
        ),
        Alert(
            "PrometheusRemoteWriteFailing",
            f"rate({_FAILED}[5m]) / (rate({_FAILED}[5m]) + rate(prometheus_remote_storage_samples_total[5m])) > 0.01",
            15,
            "critical",
            "Prometheus cannot send {{ $value | humanizePercentage }} of its samples",
            "More than 1 % of the samples for {{ $labels.remote_name }} failed: the long-term store has gaps.",
        ),
        Alert(
            "PrometheusRemoteWriteBehind",
            "max_over_time(prometheus_remote_storage_highest_timestamp_in_seconds[5m]) - ignoring (remote_name, url) group_right"
            " max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds[5m]) > 120",
            15,
            "warning",
            "Remote write is {{ $value | humanizeDuration }} behind",
            "Samples reach {{ $labels.remote_name }} more than 2 minutes late.",
        ),
        Alert(
            "PrometheusConfigReloadFailed",
            "max_over_time(prometheus_config_last_reload_successful[5m]) == 0",
            10,
            "critical",
            "Prometheus refuses its configuration",
            "The last reload failed; new monitors and rules have no effect.",
        ),
        Alert(
            "PrometheusNotConnectedToAlertmanager",
            "max_over_time(prometheus_notifications_alertmanagers_discovered[5m]) < 1",
            10,
            "critical",
            "Prometheus knows no Alertmanager",
            "Alerts fire and nobody is told.",
        ),
        Alert(
            "PrometheusNotificationsFailing",
            f"rate(prometheus_notifications_errors_total[5m]) / rate({_SENT}[5m]) > 0.01",
            15,
            "critical",
            "{{ $value | humanizePercentage }} of the alerts do not reach Alertmanager",
            "More than 1 % of what Prometheus sent to {{ $labels.alertmanager }} failed.",
        ),
        Alert(
            "PrometheusStorageFailures",
            "increase(prometheus_tsdb_compactions_failed_total[3h]) > 0 or increase(prometheus_tsdb_reloads_failures_total[3h]) > 0"
            " or increase(prometheus_tsdb_wal_corruptions_total[3h]) > 0",
            60,
            "warning",
            "Prometheus has trouble with its storage",
            "{{ $value | humanize }} compactions, reloads or log segments failed in 3 hours.",
        ),
        Alert(
            "PrometheusDroppingSamples",
            "rate(prometheus_target_scrapes_exceeded_sample_limit_total[5m]) > 0"
            " or rate(prometheus_target_scrapes_sample_duplicate_timestamp_total[5m]) > 0",
            15,
            "warning",
            "Prometheus drops samples",
            "{{ $value | humanize }} scrapes per second are over their limit or deliver the same timestamp twice.",
        ),
        Alert(
            "PrometheusOperatorErrors",
            "rate(prometheus_operator_reconcile_errors_total[5m]) / rate(prometheus_operator_reconcile_operations_total[5m]) > 0.1",
            15,
            "warning",
            "The Prometheus operator fails on {{ $labels.controller }}",
            "{{ $value | humanizePercentage }} of its reconciliations fail: changes do not arrive.",
        ),
        Alert(
            "AlertmanagerDown",
            none_ready(MONITORING, "alertmanager-.+"),
            5,
            "critical",
            "Alertmanager is not ready",
            "No Alertmanager pod has been ready for 5 minutes: alerts are not delivered.",
        ),
        Alert(
            "AlertmanagerNotificationsFailing",
            "sum by (integration) (rate(alertmanager_notifications_failed_total[5m]))"
            " / sum by (integration) (rate(alertmanager_notifications_total[5m])) > 0.01",
            10,
            "critical",
            "{{ $labels.integration }} fails {{ $value | humanizePercentage }} of the messages",
            "Alertmanager cannot deliver by {{ $labels.integration }}: a token has expired, or the service is down.",
        ),
        Alert(
            "AlertmanagerConfigReloadFailed",
            "max_over_time(alertmanager_config_last_reload_successful[5m]) == 0",
            10,
            "critical",
            "Alertmanager refuses its configuration",
            "The last reload failed; routes and receivers are the old ones.",
        ),
        Alert(
            "GrafanaDown",
            none_ready(MONITORING, ".*grafana-.+"),
            10,
            "warning",
            "Grafana is not ready",
            "No Grafana pod has been ready for 10 minutes; dashboards cannot be seen.",
            component="grafana",
        ),
        Alert(
            "KubeStateMetricsDown",
            'absent(up{job="kube-state-metrics"} == 1)',
            5,
            "critical",
            "kube-state-metrics is gone",
            "Alerts about pods, nodes and backups are blind until it is back.",
            component="kube-state-metrics",
        ),
        Alert(
            "NodeExporterDown",
            'up{job=~"(.*-)?node-exporter"} == 0',
            10,
            "warning",
            "node-exporter on {{ $labels.instance }} is gone",
            "Disk, memory and clock of the node are not watched.",
            component="prometheus-node-exporter",
        ),
        Alert(
            "MetricsApiDown",
            'sum by (name) (rate(aggregator_unavailable_apiservice_total{name=~".*metrics.*"}[5m])) > 0',
            10,
            "critical",
            "{{ $labels.name }} is unavailable",
            "The API server cannot ask for these metrics: autoscalers stand still.",
            component="prometheus-adapter",
        ),
    ),
)
