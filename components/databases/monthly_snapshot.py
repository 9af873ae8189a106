"""A snapshot of the warehouse on the first of each month, kept for as long as the settings say."""

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.store import Site
from components.security.policies import allow, decrypt_schedules, role, trust
from settings.databases import Warehouse

_FIRST_OF_THE_MONTH = "cron(0 4 1 * ? *)"
_UNIQUE = "<aws.scheduler.execution-id>"  # EventBridge Scheduler puts it in


@dataclass(frozen=True)
class MonthlySnapshotArgs:
    """What is snapshotted."""

    site: Site
    identifier: str
    """Of the cluster, or of the namespace where it is serverless."""
    settings: Warehouse


class MonthlySnapshot(Component):
    """A schedule that asks Redshift itself; a manual snapshot, so that the copies to the dr region include it."""

    def __init__(self, name: str, args: MonthlySnapshotArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        placement = args.site.placement
        asks = role(
            placement,
            name,
            trust(placement, "scheduler.amazonaws.com"),
            self.options(),
            [snapshot_statement(args), decrypt_schedules(placement, args.site.key_arn)],
        )
        call, request = snapshot_request(args)
        aws.scheduler.Schedule(
            name,
            name=placement.physical("warehouse-monthly"),
            description="Snapshot of the warehouse on the first of each month",
            schedule_expression=_FIRST_OF_THE_MONTH,
            flexible_time_window={"mode": "OFF"},
            kms_key_arn=args.site.key_arn,
            target={
                "arn": f"arn:aws:scheduler:::aws-sdk:{call}",
                "role_arn": asks.arn,
                "input": json.dumps(request, sort_keys=True),
                "retry_policy": {"maximum_event_age_in_seconds": 86400, "maximum_retry_attempts": 50},
            },
            opts=self.options(),
        )
        self.register_outputs({})


def snapshot_request(args: MonthlySnapshotArgs) -> tuple[str, dict[str, Any]]:
    """The call of AWS's API, and what it is given."""
    name, days = f"{args.identifier}-{_UNIQUE}", args.settings.monthly_snapshot_days
    if args.settings.serverless:
        return "redshiftserverless:createSnapshot", {"namespaceName": args.identifier, "snapshotName": name, "retentionPeriod": days}
    request = {"ClusterIdentifier": args.identifier, "SnapshotIdentifier": name, "ManualSnapshotRetentionPeriod": days}
    return "redshift:createClusterSnapshot", request


def snapshot_statement(args: MonthlySnapshotArgs) -> dict[str, Any]:
    """Make snapshots of this warehouse. A namespace's ARN has an id of AWS's own."""
    placement = args.site.placement
    if args.settings.serverless:
        resources = [placement.arn("redshift-serverless", f"{kind}/*") for kind in ("namespace", "snapshot")]
        return allow(
            ["redshift-serverless:CreateSnapshot"],
            resources,
            Condition={"StringEquals": {"aws:ResourceAccount": placement.account_id}},
        )
    return allow(["redshift:CreateClusterSnapshot"], [placement.arn("redshift", f"snapshot:{args.identifier}/*")])
