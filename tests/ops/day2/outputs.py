"""What the program would print of the small stack."""

from typing import Any

from tests.ops.day2.names import ACCOUNT, AWAY, CLUSTER, EVENTS, HOME, TABLE, bucket_of, copies_of, topic_of


def outputs() -> dict[str, Any]:
    deployment = {"application": "app", "group": "event-validator", "function": "validator", "alias": "live", "version": "2"}

    def region(name: str, role: str) -> dict[str, Any]:
        other = AWAY if name == HOME else HOME
        return {
            "role": role,
            "alerts_topic_arn": topic_of(name),
            "cluster_name": CLUSTER,
            "cluster_endpoint": "https://127.0.0.1:1",
            "cluster_certificate": "",
            "ecs_cluster": "event-platform-staging-ecs",
            "buckets": {purpose: bucket_of(purpose, name) for purpose in ("bronze", "backups")},
            "copies": {other: {purpose: copies_of(purpose, name) for purpose in ("bronze", "backups")}},
            "streams": {"raw-events": f"arn:aws:kinesis:{name}:{ACCOUNT}:stream/event-platform-staging-raw-events"},
            "tables": {"real-time-events": EVENTS, "user-sessions": TABLE},
            "backup_vault": "event-platform-staging-backups",
            "health_urls": {"api": f"https://{name}.api.example.com/health"},
            "subnet_ids": {"private": ["subnet-1"]},
            "functions": {"event-validator": deployment},
            "ecs": {"data-ingestion-api": {"dns_name": "d", "deployment": {"application": "api", "group": "api", "app_spec": "{}"}}},
        }

    return {
        "active_region": HOME,
        "primary_region": HOME,
        "dr_region": AWAY,
        "operations": {"table": "event-platform-staging-operations", "region": AWAY},
        "hosts": ["events.staging.example.com"],
        "regions": {HOME: region(HOME, "primary"), AWAY: region(AWAY, "dr")},
    }
