"""The table of the real-time aggregator."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow

RETENTION_DAYS = 7
"""How long a minute's count is kept: as long as the events in `real-time-events`."""


@dataclass(frozen=True)
class CountsTableArgs:
    """What the table needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts


class CountsTable(Component):
    """Counts by event type and minute, and how far each shard is counted (`functions/real_time_aggregator/counts.py`).

    Each region counts what comes in there, and the region is part of the key; so there are no replicas.
    """

    table: aws.dynamodb.Table
    key_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CountsTableArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement = args.placement
        self.key_arn = args.keys.arns["streams"]
        physical = placement.physical("real-time-counts")
        self.table = aws.dynamodb.Table(
            name,
            name=physical,
            billing_mode="PAY_PER_REQUEST",
            hash_key="series",
            range_key="slot",
            attributes=[{"name": "series", "type": "S"}, {"name": "slot", "type": "S"}],
            ttl={"enabled": True, "attribute_name": "expires_at"},
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": self.key_arn},
            deletion_protection_enabled=placement.settings.protect,
            opts=self.options(**placement.stateful()),
        )
        alarm(
            f"{name}-throttled",
            f"{physical}: writes are refused for want of capacity",
            Metric("AWS/DynamoDB", "WriteThrottleEvents", {"TableName": physical}, "Sum"),
            Breach(above=0, period=60, periods=5, of_them=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs({"name": self.table.name})

    def count(self) -> list[Statement]:
        """Read checkpoints, and write counts with them. Transactions are allowed by what is in them."""
        return [allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [self.table.arn])]
