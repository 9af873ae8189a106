"""Who tries what, what is vulnerable, and what is about to expire."""

from components.observability.dashboards.panels import Board, Cloud, Metrics, Row, above, below, lines, logs, stacked, stat, table
from components.observability.dashboards.queries import CLUSTER, or_zero, per_second, quantiles, rate, share, total

_REFUSED = f'{CLUSTER},result=~"fail|error"'
_EXPIRES = f"(min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds{{{CLUSTER}}}) - time()) / 86400"
_MESH = f'{CLUSTER},reporter="destination"'
_MUTUAL = share(rate("istio_requests_total", f'{_MESH},connection_security_policy="mutual_tls"'), rate("istio_requests_total", _MESH))

_FORBIDDEN = rate("apiserver_request_total", f'{CLUSTER},code="403"', "resource, verb")
_PRIVILEGED = f'kube_namespace_labels{{{CLUSTER},label_pod_security_kubernetes_io_enforce="privileged"}}'
_CRITICAL = f'trivy_image_vulnerabilities{{{CLUSTER},severity="Critical"}}'
_UNSYNCED = f'externalsecret_status_condition{{{CLUSTER},condition="Ready",status="False"}}'

_NOW = Row(
    "Now",
    (
        stat(
            "Refused logins",
            "In the last hour, for who asked.",
            "short",
            Metrics(or_zero(f"sum(increase(auth_failures_total{{{CLUSTER}}}[1h]))")),
            above(1000, 100),
        ),
        stat(
            "Policies broken",
            "Objects that a Kyverno policy found fault with, in the last hour.",
            "short",
            Metrics(or_zero(f"sum(increase(kyverno_validating_policy_results_total{{{_REFUSED}}}[1h]))")),
            above(10, 1),
        ),
        stat(
            "Critical vulnerabilities",
            "In images that run, with or without a fix.",
            "short",
            Metrics(or_zero(total("trivy_image_vulnerabilities", f'{CLUSTER},severity="Critical"'))),
            above(1),
        ),
        stat(
            "Secrets in images",
            "Found by Trivy: each must be revoked.",
            "short",
            Metrics(or_zero(total("trivy_image_exposedsecrets", CLUSTER))),
            above(1),
        ),
        stat(
            "Next certificate expires",
            "In days. cert-manager renews a third of its life before; fewer days mean that it cannot.",
            "none",
            Metrics(f"min({_EXPIRES})"),
            below(7, 21),
            decimals=0,
        ),
        stat(
            "Mutual TLS",
            "Share of requests in the mesh; anything but all is a pod outside of it.",
            "percentunit",
            Metrics(_MUTUAL),
            below(0.999, 1),
            decimals=2,
        ),
    ),
)

_ACCESS = Row(
    "Who asks",
    (
        lines(
            "Refused logins",
            "By service and why. One reason rising alone: an expired key of a client; many at once: an attack.",
            "ops",
            per_second("auth_failures_total", CLUSTER, "service, reason"),
        ),
        lines(
            "At the gateway",
            "401 and 403 by route, 429 for too many.",
            "reqps",
            per_second("kong_http_requests_total", f'{CLUSTER},code=~"401|403|429"', "route, code"),
        ),
        lines(
            "Forbidden by the API server",
            "403 by resource: a role that lacks something, or somebody who looks around.",
            "reqps",
            Metrics(f"topk(10, {_FORBIDDEN})", "{{resource}} {{verb}}"),
        ),
        lines(
            "Requests outside mutual TLS",
            "By workload that answered them.",
            "reqps",
            per_second("istio_requests_total", f'{_MESH},connection_security_policy!="mutual_tls"', "destination_workload"),
        ),
    ),
)

_POLICIES = Row(
    "Policies",
    (
        lines(
            "Policies broken",
            "By policy; in mode Audit the object is there all the same.",
            "ops",
            per_second("kyverno_validating_policy_results_total", _REFUSED, "policy_name, resource_namespace"),
        ),
        table(
            "Findings in configuration",
            "Trivy's, by namespace and severity.",
            "short",
            Metrics(f'sum by (namespace, severity) (trivy_resource_configaudits{{{CLUSTER},severity=~"Critical|High"}}) > 0'),
        ),
        lines(
            "Admission latency",
            "p99 of Kyverno's answers; slow ones delay every deployment.",
            "s",
            *quantiles("kyverno_admission_review_duration_seconds", CLUSTER, 0.99),
            steps=above(1),
        ),
        lines(
            "Pods outside `restricted`",
            "Containers that run privileged, by namespace: only those with a written exception.",
            "short",
            Metrics(
                f"count by (namespace) (kube_pod_container_info{{{CLUSTER}}} * on (namespace) group_left () {_PRIVILEGED})", "{{namespace}}"
            ),
        ),
    ),
)

_WEAKNESSES = Row(
    "Weaknesses",
    (
        stacked(
            "Vulnerabilities",
            "In images that run, by severity.",
            "short",
            Metrics(f'sum by (severity) (trivy_image_vulnerabilities{{{CLUSTER},severity=~"Critical|High|Medium"}})', "{{severity}}"),
        ),
        table(
            "Images with critical ones",
            "Rebuild on a newer base, or move to a fixed version.",
            "short",
            Metrics(f"topk(20, sum by (namespace, image_repository, image_tag) ({_CRITICAL}) > 0)"),
        ),
        table("Certificates", "Days until each expires.", "none", Metrics(f"sort({_EXPIRES})"), below(7, 21)),
        table(
            "Secrets not in step",
            "ExternalSecrets that cannot read their source.",
            "short",
            Metrics(f"max by (namespace, name) ({_UNSYNCED}) > 0"),
        ),
    ),
)

_AWS = Row(
    "AWS",
    (
        lines(
            "Findings",
            "Of GuardDuty, Security Hub, Inspector and Access Analyzer that were sent on to people, by rule.",
            "short",
            Cloud("AWS/Events,RuleName", "TriggeredRules", "Sum", "findings"),
            steps=above(1),
        ),
        lines("Requests blocked by WAF", "By rule.", "short", Cloud("AWS/WAFV2,Region,Rule,WebACL", "BlockedRequests", "Sum")),
        lines(
            "Refused by DynamoDB and KMS",
            "Errors of callers, among them those without permission.",
            "short",
            Cloud("AWS/DynamoDB,TableName", "UserErrors", "Sum"),
        ),
        lines(
            "Connections refused by NAT",
            "Attempts to open connections that failed.",
            "short",
            Cloud("AWS/NATGateway,NatGatewayId", "ConnectionAttemptCount", "Sum"),
            Cloud("AWS/NATGateway,NatGatewayId", "ConnectionEstablishedCount", "Sum"),
        ),
    ),
    aws=True,
)

_AUDIT = Row(
    "Logs",
    (
        logs(
            "Refusals",
            "The latest lines that speak of one.",
            '{namespace=~".+"} |~ `(?i)\\b(unauthorized|forbidden|permission denied|access denied)\\b`',
        ),
    ),
)

SECURITY = Board(
    "platform-security",
    "Security",
    "Access, policies, vulnerabilities, certificates, and findings of AWS.",
    (_NOW, _ACCESS, _POLICIES, _WEAKNESSES, _AWS, _AUDIT),
    ("security",),
    since="now-24h",
)
