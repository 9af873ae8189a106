"""How long OpenSearch keeps indices. No API of AWS sets that: a job inside the cluster does, by OpenSearch's own."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from components.kubernetes import tls
from components.kubernetes.images import image
from components.kubernetes.names import BATCH, MONITORING
from components.kubernetes.pods import CONTAINER, resources, user

_NAME = "search-retention"
_POLICIES = "/policies"
_SECRET = "/search"

# A policy that is there already is replaced only by naming the version that was read.
_PUT = """\
set -eu
for file in /policies/*.json; do
  url="$SEARCH_URL/_plugins/_ism/policies/$(basename "$file" .json)"
  call() { curl -sS --user "$(cat /search/username):$(cat /search/password)" -H 'Content-Type: application/json' "$@"; }
  there="$(call "$url")"
  number() { echo "$there" | sed -n "s/.*\\"$1\\": *\\([0-9]*\\).*/\\1/p"; }
  sequence="$(number _seq_no)"
  if [ -n "$sequence" ]; then url="$url?if_seq_no=$sequence&if_primary_term=$(number _primary_term)"; fi
  call --fail-with-body -X PUT "$url" --data-binary "@$file"
done
"""


def policy(pattern: str, days: int) -> dict[str, Any]:
    """Index State Management: every new index that begins so is deleted at its age."""
    return {
        "policy": {
            "description": f"{pattern}* for {days} days",
            "default_state": "kept",
            "states": [
                {
                    "name": "kept",
                    "actions": [],
                    "transitions": [{"state_name": "deleted", "conditions": {"min_index_age": f"{days}d"}}],
                },
                {"name": "deleted", "actions": [{"delete": {}}], "transitions": []},
            ],
            "ism_template": [{"index_patterns": [f"{pattern}-*"], "priority": 100}],
        }
    }


def retention_job(days: Mapping[str, int], credential: str, url: pulumi.Input[str], own_issuer: bool) -> list[dict[str, Any]]:
    """Policies by the first word of their indices, and the job that brings them to OpenSearch: daily, so that changes arrive."""
    files = {f"{pattern}.json": json.dumps(policy(pattern, kept), indent=2) for pattern, kept in days.items()}
    metadata = {"name": _NAME, "namespace": MONITORING}
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": files},
        {
            "apiVersion": "batch/v1",
            "kind": "CronJob",
            "metadata": metadata,
            "spec": {
                "schedule": "15 0 * * *",
                "concurrencyPolicy": "Forbid",
                "jobTemplate": {"spec": {"backoffLimit": 3, "template": {"spec": _pod(credential, url, own_issuer)}}},
            },
        },
    ]


def _pod(credential: str, url: pulumi.Input[str], own_issuer: bool) -> dict[str, Any]:
    env = [{"name": "SEARCH_URL", "value": url}] + ([{"name": "CURL_CA_BUNDLE", "value": tls.CA_FILE}] if own_issuer else [])
    return {
        "restartPolicy": "OnFailure",
        "automountServiceAccountToken": False,
        "priorityClassName": BATCH,
        "securityContext": user(100),
        "containers": [
            {
                "name": "curl",
                "image": image("curl"),
                "command": ["sh", "-c", _PUT],
                "env": env,
                "resources": resources("10m", "32Mi", "64Mi"),
                "securityContext": CONTAINER,
                "volumeMounts": [
                    {"name": "policies", "mountPath": _POLICIES, "readOnly": True},
                    {"name": "search", "mountPath": _SECRET, "readOnly": True},
                    tls.ca_mount(),
                ],
            }
        ],
        "volumes": [
            {"name": "policies", "configMap": {"name": _NAME}},
            {"name": "search", "secret": {"secretName": credential}},
            tls.ca_volume(),
        ],
    }
