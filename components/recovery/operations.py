"""Where operations keep their journal and their lock."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys

_TTL_ATTRIBUTE = "expires_at"


@dataclass(frozen=True)
class OperationsArgs:
    """What the table needs, all of the region that it is in."""

    placement: Placement
    keys: Keys
    alerts: Alerts


class Operations(Component):
    """A table in the dr region, so that it outlives the primary one; without a dr region, in the primary.

    It holds the lock, and for each run of a command what it did, step by step.
    """

    table: aws.dynamodb.Table

    def __init__(self, name: str, args: OperationsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("recovery", name, opts)
        placement = args.placement
        self._region = placement.region.name
        physical = placement.physical("operations")
        self.table = aws.dynamodb.Table(
            name,
            name=physical,
            billing_mode="PAY_PER_REQUEST",
            hash_key="run",
            range_key="item",
            attributes=[{"name": "run", "type": "S"}, {"name": "item", "type": "S"}],
            ttl={"enabled": True, "attribute_name": _TTL_ATTRIBUTE},
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": args.keys.arns["backup"]},
            deletion_protection_enabled=placement.settings.protect,
            opts=self.options(**placement.stateful()),
        )
        alarm(
            f"{name}-throttled",
            f"{physical}: writes are refused, so operations stop",
            Metric("AWS/DynamoDB", "WriteThrottleEvents", {"TableName": physical}, "Sum"),
            Breach(above=0, period=60, periods=5, of_them=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What `ops` needs to find it."""
        return {"table": self.table.name, "region": self._region}
