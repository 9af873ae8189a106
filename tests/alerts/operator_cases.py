"""Operators, the way in, and protection."""

from components.observability.alerting.rules.operators import OPERATORS
from tests.alerts.case import Case, Series
from tests.alerts.pods import gone, ready

WEEK = 7 * 24 * 3600
CERTIFICATE = 'exported_namespace="api",namespace="cert-manager",name="api"'
SECRET = 'namespace="external-secrets",exported_namespace="api",name="db",condition="Ready"'
APP = 'name="api",project="platform"'
ROLLOUT = 'namespace="api",name="api"'
SCALER = 'namespace="processing",scaledObject="attribution",scaler="kafka"'
CALL = 'reporter="source",destination_workload_namespace="api",destination_service_name="api"'
IMAGE = 'namespace="api",image_repository="api",image_tag="1.0.0"'


def of(metric: str, labels: str, value: float | str) -> Series:
    return {f"{metric}{{{labels}}}": value}


def requests(metric: str, labels: str, key: str, **codes: str) -> Series:
    """A counter by status code (`_500="+5"`)."""
    return {f'{metric}{{{labels},{key}="{code[1:]}"}}': rate for code, rate in codes.items()}


OPERATING = (
    *(
        Case("OperatorDown", gone(namespace, "x-1"), ready(namespace, "x-1"), only={"component": name})
        for name, namespace in OPERATORS.items()
    ),
    Case(
        "CertificateExpiring",
        of("certmanager_certificate_expiration_timestamp_seconds", CERTIFICATE, WEEK - 60),
        of("certmanager_certificate_expiration_timestamp_seconds", CERTIFICATE, 3 * WEEK),
    ),
    Case(
        "CertificateNotReady",
        of("certmanager_certificate_ready_status", f'{CERTIFICATE},condition="False"', 1),
        of("certmanager_certificate_ready_status", f'{CERTIFICATE},condition="True"', 1),
    ),
    Case(
        "ExternalSecretNotSynced",
        of("externalsecret_status_condition", f'{SECRET},status="False"', 1),
        of("externalsecret_status_condition", f'{SECRET},status="True"', 1),
    ),
    Case(
        "SecretStoreNotReady",
        of("clustersecretstore_status_condition", 'name="platform",condition="Ready",status="False"', 1),
        of("clustersecretstore_status_condition", 'name="platform",condition="Ready",status="False"', 0),
    ),
    Case(
        "ArgoCdOutOfSync",
        of("argocd_app_info", f'{APP},sync_status="OutOfSync",health_status="Healthy"', 1),
        of("argocd_app_info", f'{APP},sync_status="Synced",health_status="Healthy"', 1),
    ),
    Case(
        "ArgoCdUnhealthy",
        of("argocd_app_info", f'{APP},sync_status="Synced",health_status="Degraded"', 1),
        of("argocd_app_info", f'{APP},sync_status="Synced",health_status="Progressing"', 1),
    ),
    Case(
        "ArgoCdSyncFailing",
        of("argocd_app_sync_total", f'{APP},phase="Failed"', "+1"),
        of("argocd_app_sync_total", f'{APP},phase="Succeeded"', "+1"),
        lead=40,
    ),
    Case("RolloutDegraded", of("rollout_info", f'{ROLLOUT},phase="Degraded"', 1), of("rollout_info", f'{ROLLOUT},phase="Paused"', 1)),
    Case(
        "RolloutAnalysisFailed",
        of("analysis_run_info", f'{ROLLOUT},phase="Failed"', 1),
        of("analysis_run_info", f'{ROLLOUT},phase="Running"', 1),
    ),
    Case("KedaScalerErrors", of("keda_scaler_detail_errors_total", SCALER, "+1"), of("keda_scaler_detail_errors_total", SCALER, 5)),
    Case("KedaScaledObjectErrors", of("keda_scaled_object_errors_total", SCALER, "+1"), of("keda_scaled_object_errors_total", SCALER, 5)),
)

EDGE = (
    Case(
        "MeshErrors",
        requests("istio_requests_total", CALL, "response_code", _503="+6", _200="+94"),
        requests("istio_requests_total", CALL, "response_code", _503="+4", _200="+96"),
    ),
    Case(
        "MeshPushErrors", of("pilot_total_xds_internal_errors", 'type="cds"', "+1"), of("pilot_total_xds_internal_errors", 'type="cds"', 4)
    ),
    Case("MeshConfigRejected", of("pilot_total_xds_rejects", 'type="rds"', "+1"), of("pilot_total_xds_rejects", 'type="rds"', 4)),
    Case(
        "MeshOutliersEjected",
        of("envoy_cluster_outlier_detection_ejections_active", 'namespace="api",pod="api-1"', 1),
        of("envoy_cluster_outlier_detection_ejections_active", 'namespace="api",pod="api-1"', 0),
    ),
    Case(
        "KongErrors",
        requests("kong_http_requests_total", 'service="api"', "code", _500="+6", _200="+94"),
        requests("kong_http_requests_total", 'service="api"', "code", _500="+4", _200="+96"),
    ),
    Case(
        "KongUpstreamUnhealthy",
        of("kong_upstream_target_health", 'upstream="api",target="10.0.0.1:80",state="unhealthy"', 1),
        of("kong_upstream_target_health", 'upstream="api",target="10.0.0.1:80",state="healthy"', 1),
    ),
    Case(
        "KongLatencyHigh",
        {
            f'kong_kong_latency_ms_bucket{{service="api",le="{bound}"}}': rate
            for bound, rate in (("50", "+90"), ("80", "+100"), ("+Inf", "+100"))
        },
        {
            f'kong_kong_latency_ms_bucket{{service="api",le="{bound}"}}': rate
            for bound, rate in (("50", "+97"), ("80", "+100"), ("+Inf", "+100"))
        },
    ),
    Case(
        "KongRateLimiting",
        requests("kong_http_requests_total", 'service="api"', "code", _429="+11", _200="+89"),
        requests("kong_http_requests_total", 'service="api"', "code", _429="+9", _200="+91"),
    ),
)

PROTECTION = (
    Case(
        "VeleroBackupOld",
        of("velero_backup_last_successful_timestamp", 'schedule="hourly"', -3 * 3600),
        of("velero_backup_last_successful_timestamp", 'schedule="hourly"', -3600),
    ),
    Case(
        "VeleroBackupFailed",
        of("velero_backup_failure_total", 'schedule="hourly"', "+1") | of("velero_backup_partial_failure_total", 'schedule="hourly"', 0),
        of("velero_backup_failure_total", 'schedule="hourly"', 2) | of("velero_backup_partial_failure_total", 'schedule="hourly"', 1),
    ),
    Case(
        "VeleroStorageUnavailable",
        of("velero_backup_location_status_gauge", 'backup_location_name="default"', 0),
        of("velero_backup_location_status_gauge", 'backup_location_name="default"', 1),
    ),
    Case(
        "KyvernoPolicyViolations",
        of("kyverno_validating_policy_results_total", 'policy_name="images",resource_namespace="api",result="fail"', "+1"),
        of("kyverno_validating_policy_results_total", 'policy_name="images",resource_namespace="api",result="pass"', "+1"),
    ),
    Case(
        "KyvernoWebhookErrors",
        of("apiserver_admission_webhook_rejection_count", 'name="validate.kyverno.svc-fail",error_type="calling_webhook_error"', "+1"),
        of("apiserver_admission_webhook_rejection_count", 'name="validate.kyverno.svc-fail",error_type="no_error"', "+1"),
    ),
    Case(
        "CriticalVulnerabilities",
        of("trivy_image_vulnerabilities", f'{IMAGE},severity="Critical"', 1),
        of("trivy_image_vulnerabilities", f'{IMAGE},severity="High"', 1),
    ),
    Case("ExposedSecretInImage", of("trivy_image_exposedsecrets", IMAGE, 1), of("trivy_image_exposedsecrets", IMAGE, 0)),
    Case(
        "UnauthorizedRequests",
        requests("http_requests_total", 'namespace="api",service="api"', "code", _401="+31", _200="+69"),
        requests("http_requests_total", 'namespace="api",service="api"', "code", _401="+29", _200="+71"),
    ),
    Case(
        "KubeApiForbidden",
        of("apiserver_request_total", 'code="403"', "+600"),
        of("apiserver_request_total", 'code="403"', "+60"),
    ),
)
