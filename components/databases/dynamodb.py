"""DynamoDB: the platform's tables, made in the primary region, with a replica in each other one."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.store import Site, backed_up
from components.observability.alerts import Breach, Metric, alarm, late
from settings.databases import Capacity

EVENTS, SESSIONS = "real-time-events", "user-sessions"

TTL_ATTRIBUTE = "expires_at"
"""When DynamoDB may delete an item, in seconds since 1970. Whoever writes an event sets it seven days ahead."""

_TARGET_PERCENT = 70  # of the capacity in use, at which DynamoDB scales: AWS's own default


@dataclass(frozen=True)
class TablesArgs:
    """What the tables need."""

    site: Site


class Tables(Component):
    """The tables themselves; in the primary region only."""

    by_name: dict[str, aws.dynamodb.Table]
    ready: dict[str, list[pulumi.Resource]]
    """What must be there before a table can have replicas."""

    def __init__(self, name: str, args: TablesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        self._site = args.site
        settings = args.site.settings.dynamodb
        events = self._table(EVENTS, {"user_id": "S", "timestamp": "N"}, None)
        sessions = self._table(SESSIONS, {"session_id": "S"}, (settings.session_reads, settings.session_writes))
        self.by_name = {EVENTS: events, SESSIONS: sessions}
        scaling = [
            *self._scale(sessions, "Read", settings.session_reads),
            *self._scale(sessions, "Write", settings.session_writes),
        ]
        self.ready = {EVENTS: [], SESSIONS: scaling}
        table_alarms(args.site, self.options())
        self.register_outputs({"names": {name: table.name for name, table in self.by_name.items()}})

    def _table(self, name: str, key: Mapping[str, str], capacity: tuple[Capacity, Capacity] | None) -> aws.dynamodb.Table:
        """A table with its key, partition first; on demand where no capacity (reads, writes) is given."""
        placement, settings = self._site.placement, self._site.settings.dynamodb
        partition, *sort = key
        # Scaling owns the capacity, and replicas are resources of their own regions.
        owned_by_others = ["replicas", *(["read_capacity", "write_capacity"] if capacity else [])]
        return aws.dynamodb.Table(
            placement.label(name),
            name=placement.physical(name),
            billing_mode="PROVISIONED" if capacity else "PAY_PER_REQUEST",
            read_capacity=capacity[0].min if capacity else None,
            write_capacity=capacity[1].min if capacity else None,
            hash_key=partition,
            range_key=sort[0] if sort else None,
            attributes=[{"name": attribute, "type": kind} for attribute, kind in key.items()],
            # Replicas are fed by the stream; others may read it too.
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            ttl={"enabled": True, "attribute_name": TTL_ATTRIBUTE},
            point_in_time_recovery={"enabled": True, "recovery_period_in_days": settings.recovery_days},
            server_side_encryption={"enabled": True, "kms_key_arn": self._site.key_arn},
            deletion_protection_enabled=placement.settings.protect,
            tags=backed_up(),
            opts=self.options(ignore_changes=owned_by_others, **placement.stateful()),
        )

    def _scale(self, table: aws.dynamodb.Table, what: str, capacity: Capacity) -> list[pulumi.Resource]:
        name = self._site.placement.label(SESSIONS, what.lower())
        target = aws.appautoscaling.Target(
            name,
            service_namespace="dynamodb",
            resource_id=pulumi.Output.concat("table/", table.name),
            scalable_dimension=f"dynamodb:table:{what}CapacityUnits",
            min_capacity=capacity.min,
            max_capacity=capacity.max,
            opts=self.options(),
        )
        policy = aws.appautoscaling.Policy(
            name,
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration={
                "predefined_metric_specification": {"predefined_metric_type": f"DynamoDB{what}CapacityUtilization"},
                "target_value": _TARGET_PERCENT,
            },
            opts=self.options(),
        )
        return [target, policy]


@dataclass(frozen=True)
class ReplicasArgs:
    """What replicas need."""

    site: Site
    tables: Tables
    """The primary region's."""


class Replicas(Component):
    """A region's own copies of all tables, which it reads and writes as if they were the only ones.

    A provisioned table takes a replica only once its writes scale; AWS gives the replica the same scaling.
    """

    def __init__(self, name: str, args: ReplicasArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("databases", name, opts)
        placement = args.site.placement
        for table_name, table in args.tables.by_name.items():
            aws.dynamodb.TableReplica(
                placement.label(table_name),
                global_table_arn=table.arn,
                kms_key_arn=args.site.key_arn,
                point_in_time_recovery=True,
                deletion_protection_enabled=placement.settings.protect,
                opts=self.options(depends_on=args.tables.ready[table_name], **placement.stateful()),
            )
        table_alarms(args.site, self.options())
        self.register_outputs({})


def table_alarms(site: Site, opts: pulumi.ResourceOptions) -> None:
    """Requests refused in this region, and how far other regions are behind it."""
    placement = site.placement
    others = [region.name for region in placement.settings.regions if region.name != placement.region.name]
    for name in (EVENTS, SESSIONS):
        table = {"TableName": placement.physical(name)}
        for what in ("Read", "Write"):
            alarm(
                placement.label(name, what.lower(), "throttled"),
                f"{table['TableName']}: {what.lower()}s are refused for want of capacity",
                Metric("AWS/DynamoDB", f"{what}ThrottleEvents", table, "Sum"),
                Breach(above=0, period=60, periods=5, of_them=3, missing="notBreaching"),
                site.alerts,
                opts,
            )
        for region in others:
            alarm(
                placement.label(name, "behind", region),
                f"{table['TableName']}: {region} is behind {placement.region.name}: as much would be lost with it",
                Metric("AWS/DynamoDB", "ReplicationLatency", {**table, "ReceivingRegion": region}),
                late(placement, 1000),
                site.alerts,
                opts,
            )
