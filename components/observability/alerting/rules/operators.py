"""The operators: whether they are there, and whether they get done what they are asked for."""

from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import none_ready

OPERATORS = {
    "altinity-clickhouse-operator": "altinity-clickhouse-operator",
    "argo-cd": "argocd",
    "argo-rollouts": "argo-rollouts",
    "aws-load-balancer-controller": "aws-load-balancer-controller",
    "cert-manager": "cert-manager",
    "cloudnative-pg": "cloudnative-pg",
    "external-dns": "external-dns",
    "external-secrets": "external-secrets",
    "flink-kubernetes-operator": "flink-operator",
    "istio-cni": "istio-cni",
    "istio-gateway": "istio-ingress",
    "istiod": "istio-system",
    "keda": "keda",
    "kong": "kong",
    "kyverno": "kyverno",
    "opentelemetry-operator": "opentelemetry-operator",
    "redis-operator": "redis-operator",
    "reloader": "reloader",
    "spark-operator": "spark-operator",
    "strimzi-kafka-operator": "strimzi",
    "trivy-operator": "trivy-operator",
    "velero": "velero",
    "vertical-pod-autoscaler": "vpa",
}
"""Release → its namespace, which it has for itself."""

_IN_THE_WAY = ("istiod", "istio-gateway", "kong")
"""Requests pass through them."""

_CERTIFICATE = "exported_namespace, namespace, name"
_APPLICATIONS = "argocd_app_info"

_DOWN = Part(
    "operators",
    "platform",
    tuple(
        Alert(
            "OperatorDown",
            none_ready(namespace, ".+"),
            10,
            "critical" if operator in _IN_THE_WAY else "warning",
            f"{operator} is not ready",
            f"No pod of {operator} has been ready for 10 minutes: what it looks after goes on as it is, and nothing changes or heals.",
            component=operator,
        )
        for operator, namespace in OPERATORS.items()
    ),
)

OPERATING = (
    _DOWN,
    Part(
        "cert-manager",
        "platform",
        (
            Alert(
                "CertificateExpiring",
                f"min by ({_CERTIFICATE}) (certmanager_certificate_expiration_timestamp_seconds) - time() < 7 * 24 * 3600",
                60,
                "critical",
                "Certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}",
                "cert-manager renews after two thirds of a certificate's life and has not been able to.",
            ),
            Alert(
                "CertificateNotReady",
                f'max by ({_CERTIFICATE}) (certmanager_certificate_ready_status{{condition!="True"}} == 1) == 1',
                15,
                "warning",
                "Certificate {{ $labels.name }} is not ready",
                "It has not been issued for 15 minutes; what waits for it does not start.",
            ),
        ),
    ),
    Part(
        "external-secrets",
        "security",
        (
            Alert(
                "ExternalSecretNotSynced",
                'max by (namespace, exported_namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1',
                15,
                "critical",
                "Secret {{ $labels.name }} cannot be fetched",
                "External Secrets has failed for 15 minutes; pods keep the old value, new ones do not start.",
            ),
            Alert(
                "SecretStoreNotReady",
                'max by (name) (clustersecretstore_status_condition{condition="Ready",status="False"}) == 1',
                10,
                "critical",
                "Secrets Manager cannot be reached by store {{ $labels.name }}",
                "No secret is refreshed: rights or network.",
            ),
        ),
    ),
    Part(
        "argo-cd",
        "platform",
        (
            Alert(
                "ArgoCdOutOfSync",
                f'max by (name, project) ({_APPLICATIONS}{{sync_status!="Synced"}}) == 1',
                30,
                "warning",
                "Application {{ $labels.name }} is not what Git says",
                "Argo CD has not brought it into sync for 30 minutes.",
            ),
            Alert(
                "ArgoCdUnhealthy",
                f'max by (name, project) ({_APPLICATIONS}{{health_status=~"Degraded|Missing|Unknown"}}) == 1',
                15,
                "warning",
                "Application {{ $labels.name }} is unhealthy",
                "Some of its objects are degraded or missing.",
            ),
            Alert(
                "ArgoCdSyncFailing",
                'sum by (name, project) (increase(argocd_app_sync_total{phase=~"Error|Failed"}[30m])) > 2',
                0,
                "warning",
                "Syncing {{ $labels.name }} fails",
                "{{ $value | humanize }} attempts failed in 30 minutes.",
            ),
        ),
    ),
    Part(
        "argo-rollouts",
        "services",
        (
            Alert(
                "RolloutDegraded",
                'max by (namespace, name) (rollout_info{phase=~"Degraded|Error|InvalidSpec"}) == 1',
                5,
                "critical",
                "Rollout {{ $labels.namespace }}/{{ $labels.name }} is degraded",
                "The new version was aborted or does not become ready; the stable one still serves.",
            ),
            Alert(
                "RolloutAnalysisFailed",
                'max by (namespace, name) (analysis_run_info{phase=~"Failed|Error"}) == 1',
                0,
                "warning",
                "Analysis {{ $labels.namespace }}/{{ $labels.name }} failed",
                "The new version does worse than allowed and was taken back.",
            ),
        ),
    ),
    Part(
        "keda",
        "platform",
        (
            Alert(
                "KedaScalerErrors",
                "sum by (namespace, scaledObject, scaler) (rate(keda_scaler_detail_errors_total[5m])) > 0",
                10,
                "warning",
                "KEDA cannot ask {{ $labels.scaler }} for {{ $labels.namespace }}/{{ $labels.scaledObject }}",
                "{{ $value | humanize }} errors per second; the workload stays at its size or its fallback.",
            ),
            Alert(
                "KedaScaledObjectErrors",
                "sum by (namespace, scaledObject) (rate(keda_scaled_object_errors_total[5m])) > 0",
                10,
                "warning",
                "KEDA cannot scale {{ $labels.namespace }}/{{ $labels.scaledObject }}",
                "{{ $value | humanize }} errors per second.",
            ),
        ),
    ),
)
