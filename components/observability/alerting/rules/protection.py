"""Backups of the cluster, policies, vulnerabilities and intrusions."""

from components.observability.alerting.rule import Alert, Part

_SCHEDULED = 'schedule!=""'

PROTECTION = (
    Part(
        "velero",
        "platform",
        (
            Alert(
                "VeleroBackupOld",
                f"time() - velero_backup_last_successful_timestamp{{{_SCHEDULED}}} > 3 * 3600",
                10,
                "critical",
                "The last good backup of {{ $labels.schedule }} is {{ $value | humanizeDuration }} old",
                "It runs every hour; what happened since cannot be restored.",
            ),
            Alert(
                "VeleroBackupFailed",
                f"increase(velero_backup_failure_total{{{_SCHEDULED}}}[2h]) + increase(velero_backup_partial_failure_total[2h]) > 0",
                0,
                "warning",
                "Backup {{ $labels.schedule }} failed",
                "{{ $value | humanize }} backups failed, wholly or partly, in 2 hours.",
            ),
            Alert(
                "VeleroStorageUnavailable",
                "velero_backup_location_status_gauge == 0",
                15,
                "critical",
                "Velero cannot reach {{ $labels.backup_location_name }}",
                "The bucket of the backups cannot be used: rights, network or encryption key.",
            ),
        ),
    ),
    Part(
        "kyverno",
        "security",
        (
            Alert(
                "KyvernoPolicyViolations",
                "sum by (policy_name, resource_namespace) ("
                'increase(kyverno_validating_policy_results_total{result="fail"}[15m])'
                ' or increase(kyverno_policy_results_total{rule_result="fail"}[15m])) > 0',
                5,
                "warning",
                "{{ $labels.resource_namespace }} breaks policy {{ $labels.policy_name }}",
                "{{ $value | humanize }} objects failed the policy in 15 minutes.",
            ),
            Alert(
                "KyvernoWebhookErrors",
                'sum by (cluster) (rate(apiserver_admission_webhook_rejection_count{name=~".*kyverno.*",error_type!="no_error"}[5m])) > 0',
                10,
                "critical",
                "The API server cannot ask Kyverno",
                "{{ $value | humanize }} requests per second fail at the webhook: nothing new is admitted.",
            ),
        ),
    ),
    Part(
        "trivy-operator",
        "security",
        (
            Alert(
                "CriticalVulnerabilities",
                'sum by (namespace, image_repository, image_tag) (trivy_image_vulnerabilities{severity="Critical"}) > 0',
                60,
                "warning",
                "{{ $labels.image_repository }}:{{ $labels.image_tag }} has {{ $value }} critical vulnerabilities",
                "The image runs in {{ $labels.namespace }}.",
            ),
            Alert(
                "ExposedSecretInImage",
                "sum by (namespace, image_repository, image_tag) (trivy_image_exposedsecrets) > 0",
                5,
                "critical",
                "{{ $labels.image_repository }}:{{ $labels.image_tag }} holds {{ $value }} secrets",
                "A password, key or token is inside the image. Take it for stolen.",
            ),
        ),
    ),
    Part(
        "security",
        "security",
        (
            Alert(
                "UnauthorizedRequests",
                'sum by (namespace, service) (rate(http_requests_total{code=~"401|403"}[10m]))'
                " / sum by (namespace, service) (rate(http_requests_total[10m])) > 0.3",
                15,
                "warning",
                "{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} are refused",
                "More than 30 % were answered with 401 or 403: somebody tries tokens, or a client's has expired.",
            ),
            Alert(
                "KubeApiForbidden",
                'sum by (cluster) (rate(apiserver_request_total{code="403"}[10m])) > 5',
                15,
                "warning",
                "{{ $value | humanize }} forbidden API requests per second",
                "An account in the cluster asks for what it may not: a wrong role, or an intruder looking around.",
            ),
        ),
    ),
)
