"""Values of the chart for Grafana: who may come in, and what it can ask."""

from typing import Any

import pulumi

from components.component import Component
from components.kubernetes import tls
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.external_secret import LOGIN, ROTATED, external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, MONITORING, SERVICE
from components.kubernetes.operators import Operators
from components.kubernetes.pods import CONTAINER, resources, sized, user
from components.observability import certificates, datasources, endpoints
from components.observability.logging.loki import query_url
from components.security.policies import Statement, allow
from settings.pod_size import PodSize

CERTIFICATE = "grafana"
SERVICE_ACCOUNT = f"{endpoints.STACK}-grafana"
_ADMIN = "grafana-admin"
_TLS_MOUNT = "/etc/grafana-tls"
_SIZE = PodSize(cpu=0.25, memory_gib=0.5, max_memory_gib=1)
_CA = {"tlsCACert": f"$__file{{{tls.CA_FILE}}}"}


def admin(parent: Component, ground: Ground, operators: Operators) -> list[pulumi.Resource]:
    """The Secret with the administrator's password."""
    if ground.region:
        return [
            external_secret(
                parent, ground, operators.secrets, MONITORING, _ADMIN, ground.region.secrets.arns["grafana"], data=LOGIN, refresh=ROTATED
            )
        ]
    made = CredentialArgs(ground, _ADMIN, "Grafana's administrator", "admin", [MONITORING])
    return Credential(ground.label(_ADMIN), made, parent.options()).objects


def grafana_values(ground: Ground) -> dict[str, Any]:
    """`grafana` of the chart. People sign in as themselves; nobody looks without."""
    return {
        "admin": {"existingSecret": _ADMIN, "userKey": "username", "passwordKey": "password"},
        "grafana.ini": _ini(),
        "datasources": {"datasources.yaml": {"apiVersion": 1, "prune": True, "datasources": sources(ground)}},
        "sidecar": {
            "resources": resources("20m", "96Mi", "192Mi"),
            "securityContext": CONTAINER,
            "datasources": {"enabled": False},
            # Grafana looks for new files by itself, so the sidecar needs no way in.
            "dashboards": {
                "enabled": True,
                "label": "grafana_dashboard",
                "labelValue": "1",
                "searchNamespace": "ALL",
                "folderAnnotation": "grafana_folder",
                "provider": {"foldersFromFilesStructure": True, "allowUiUpdates": False},
                "skipReload": True,
            },
        },
        "persistence": {
            "enabled": True,
            "size": f"{ground.settings.observability.metrics.grafana_gib}Gi",
            "storageClassName": ground.settings.kubernetes.storage_class,
        },
        # One pod holds the volume: the old one goes before the new one comes.
        "deploymentStrategy": {"type": "Recreate"},
        "initChownData": {"enabled": False},
        "testFramework": {"enabled": False},
        "securityContext": user(472),
        "resources": sized(_SIZE),
        "priorityClassName": SERVICE,
        "extraSecretMounts": [
            {
                "name": "tls",
                "secretName": certificates.secret_of(CERTIFICATE),
                "mountPath": _TLS_MOUNT,
                "readOnly": True,
                "defaultMode": 0o440,
            },
            {"name": CA_SECRET, "secretName": CA_SECRET, "mountPath": tls.CA_MOUNT, "readOnly": True, "defaultMode": 0o440},
        ],
        **{
            probe: {"httpGet": {"path": "/api/health", "port": "grafana", "scheme": "HTTPS"}}
            for probe in ("readinessProbe", "livenessProbe")
        },
        "serviceMonitor": {"enabled": True, "scheme": "https", "tlsConfig": tls.client_config(endpoints.GRAFANA)},
    }


def _ini() -> dict[str, Any]:
    return {
        "server": {
            "protocol": "https",
            "cert_file": f"{_TLS_MOUNT}/tls.crt",
            "cert_key": f"{_TLS_MOUNT}/tls.key",
            "min_tls_version": "TLS1.2",
        },
        "auth.anonymous": {"enabled": False},
        "users": {"allow_sign_up": False},
        "security": {"cookie_secure": True, "strict_transport_security": True, "disable_gravatar": True},
        "analytics": {"reporting_enabled": False, "check_for_updates": False, "check_for_plugin_updates": False},
    }


def sources(ground: Ground) -> list[dict[str, Any]]:
    """What dashboards ask, each under the uid that they know it by."""
    found = [
        _source("Prometheus", datasources.PROMETHEUS, endpoints.PROMETHEUS_URL, isDefault=True)
        | {
            "jsonData": {
                "tlsAuthWithCACert": True,
                "httpMethod": "POST",
                "timeInterval": f"{ground.settings.observability.metrics.scrape_seconds}s",
                "exemplarTraceIdDestinations": [{"name": "trace_id", "datasourceUid": datasources.JAEGER}],
            }
        },
        _source("Alertmanager", datasources.ALERTMANAGER, endpoints.ALERTMANAGER_URL)
        | {"jsonData": {"tlsAuthWithCACert": True, "implementation": "prometheus"}},
        _source("Loki", datasources.LOKI, query_url(ground.settings.observability.logs))
        | {
            "jsonData": {"tlsAuthWithCACert": True, "httpHeaderName1": "X-Scope-OrgID", "derivedFields": [_TRACE_IN_LOG]},
            "secureJsonData": _CA | {"httpHeaderValue1": endpoints.TENANT},
        },
        _source("Jaeger", datasources.JAEGER, endpoints.JAEGER_URL)
        | {"jsonData": {"tlsAuthWithCACert": True, "tracesToLogsV2": {"datasourceUid": datasources.LOKI, "filterByTraceID": True}}},
    ]
    if ground.region:
        aws = {"authType": "default", "defaultRegion": ground.place}
        cloudwatch = {"name": "CloudWatch", "uid": datasources.CLOUDWATCH, "type": "cloudwatch", "access": "proxy"}
        found.append(cloudwatch | {"editable": False, "jsonData": aws})
    return found


def _source(name: str, uid: str, url: str, **more: Any) -> dict[str, Any]:
    common = {"name": name, "uid": uid, "type": uid, "access": "proxy", "url": url, "editable": False}
    return common | {"secureJsonData": _CA} | more


_TRACE_IN_LOG = {
    "name": "trace",
    "datasourceUid": datasources.JAEGER,
    "matcherType": "regex",
    "matcherRegex": '"?trace_?[iI][dD]"?[:=]"?([0-9a-f]{32})',
    # `$$`, because Grafana fills in single ones from its environment.
    "url": "$${__value.raw}",
}


def cloudwatch_statements() -> list[Statement]:
    """Reads metrics, alarms and logs. CloudWatch knows no resource for most of these.

    https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/
    """
    return [
        allow(
            [
                "cloudwatch:DescribeAlarmHistory",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:DescribeAlarmsForMetric",
                "cloudwatch:GetInsightRuleReport",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListMetrics",
            ],
            ["*"],
            "Metrics",
        ),
        allow(
            [
                "logs:DescribeLogGroups",
                "logs:GetLogEvents",
                "logs:GetLogGroupFields",
                "logs:GetQueryResults",
                "logs:StartQuery",
                "logs:StopQuery",
            ],
            ["*"],
            "Logs",
        ),
        allow(["ec2:DescribeInstances", "ec2:DescribeRegions", "ec2:DescribeTags", "tag:GetResources"], ["*"], "Names"),
    ]
