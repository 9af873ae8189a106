"""How a new version is judged: three templates for all services of a cluster."""

from typing import Any

from components.kubernetes.images import image
from components.kubernetes.objects import Manifest
from components.kubernetes.pods import CONTAINER, resources, user
from components.observability.endpoints import PROMETHEUS_URL
from components.workloads.pod import USER
from components.workloads.profiles import HTTP_PORT
from settings.workloads import Analysis

SUCCESS_RATE, LATENCY, SMOKE = "success-rate", "latency", "smoke"
SMOKE_LABELS = {"app.kubernetes.io/component": "smoke-test"}
"""Of the pods that ask a new version whether it answers."""
PREVIEW = "-preview"
"""What the name of a blue-green service's second Service ends with: it leads to the version that waits for promotion."""

_PODS = 'namespace="{{args.namespace}}",pod=~"{{args.service}}-{{args.hash}}-.*"'
"""The new version's own: the controller names them after the hash of their template."""


def templates(analysis: Analysis) -> list[Manifest]:
    """ClusterAnalysisTemplates, after Argo Rollouts."""
    answered = f"sum(rate(http_requests_total{{{_PODS}}}[2m]))"
    failed = f'sum(rate(http_requests_total{{{_PODS},code=~"5.."}}[2m]))'
    slowest = f"histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket{{{_PODS}}}[2m])) by (le))"
    success = _measured("success-rate", f"100 * (1 - ({failed} or vector(0)) / {answered})", f">= {analysis.success_percent:g}")
    latency = _measured("latency-p95-ms", f"1000 * {slowest}", f"<= {analysis.p95_ms}")
    return [_template(SUCCESS_RATE, success), _template(LATENCY, latency), _template(SMOKE, _smoke())]


def judged_by(*names: str) -> dict[str, Any]:
    """A Rollout's reference to templates."""
    return {"templates": [{"templateName": name, "clusterScope": True} for name in names]}


def about(service: str, namespace: str) -> list[dict[str, Any]]:
    """The arguments of all templates."""
    return [
        {"name": "service", "value": service},
        {"name": "namespace", "value": namespace},
        {"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}},
    ]


def _template(name: str, metric: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ClusterAnalysisTemplate",
        "metadata": {"name": name},
        "spec": {"args": [{"name": argument} for argument in ("service", "namespace", "hash")], "metrics": [metric]},
    }


def _measured(name: str, query: str, bound: str) -> dict[str, Any]:
    """Once a minute, five times. Where nobody calls there is nothing to hold against a version."""
    return {
        "name": name,
        "interval": "60s",
        "count": 5,
        "initialDelay": "60s",
        "failureLimit": 2,
        "consecutiveErrorLimit": 4,
        "successCondition": f"len(result) == 0 || isNaN(result[0]) || result[0] {bound}",
        "provider": {"prometheus": {"address": PROMETHEUS_URL, "timeout": 30, "query": query}},
    }


def _smoke() -> dict[str, Any]:
    """A Job that asks the waiting version, through the mesh as every caller does."""
    address = f"http://{{{{args.service}}}}{PREVIEW}.{{{{args.namespace}}}}.svc:{HTTP_PORT}/health/ready"
    return {
        "name": "answers",
        "provider": {
            "job": {
                "spec": {
                    "backoffLimit": 2,
                    "activeDeadlineSeconds": 300,
                    "ttlSecondsAfterFinished": 3600,
                    "template": {
                        "metadata": {"labels": SMOKE_LABELS},
                        "spec": {
                            "restartPolicy": "Never",
                            # The service itself is among those whom it answers.
                            "serviceAccountName": "{{args.service}}",
                            "automountServiceAccountToken": False,
                            "securityContext": user(USER),
                            "containers": [
                                {
                                    "name": "curl",
                                    "image": image("curl"),
                                    "args": ["--fail", "--silent", "--show-error", "--max-time", "10", "--retry", "5", address],
                                    "resources": resources("10m", "32Mi", "64Mi"),
                                    "securityContext": CONTAINER,
                                }
                            ],
                        },
                    },
                }
            }
        },
    }
