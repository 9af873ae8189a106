"""Kinesis streams: what events come in by and what consumers read."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow
from components.streaming.shard_scaling import ShardScaling, ShardScalingArgs

LATE_MS = 60_000
"""A consumer that is further behind is an incident."""


@dataclass(frozen=True)
class EventStreamArgs:
    """What a stream needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    name: str
    """Its name in the settings, such as `raw-events`."""


class EventStream(Component):
    """An encrypted stream with the consumers that read it by enhanced fan-out."""

    name: str
    """Its name in AWS; known before deployment."""
    arn: pulumi.Output[str]
    key_arn: pulumi.Output[str]
    lag: aws.cloudwatch.MetricAlarm
    """Goes off where events lie unread."""
    consumers: dict[str, aws.kinesis.StreamConsumer]
    """By the name of what reads, as in the settings."""

    def __init__(self, name: str, args: EventStreamArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        kinesis = placement.settings.streaming.kinesis
        settings = kinesis.streams[args.name]
        provisioned = kinesis.mode == "provisioned"
        scaled = provisioned and settings.max_shards > settings.shards
        self.name, self.key_arn = placement.physical(args.name), args.keys.arns["streams"]
        stream = aws.kinesis.Stream(
            name,
            name=self.name,
            stream_mode_details={"stream_mode": "PROVISIONED" if provisioned else "ON_DEMAND"},
            shard_count=settings.shards if provisioned else None,
            retention_period=kinesis.retention_hours,
            encryption_type="KMS",
            kms_key_id=self.key_arn,
            enforce_consumer_deletion=not placement.settings.protect,
            # Where shards are scaled, their number is the load's business.
            opts=self.options(ignore_changes=["shard_count"] if scaled else None, **placement.stateful()),
        )
        self.arn = stream.arn
        self.consumers = {
            reader: aws.kinesis.StreamConsumer(
                placement.label(args.name, reader), name=reader, stream_arn=stream.arn, opts=pulumi.ResourceOptions(parent=stream)
            )
            for reader in settings.fan_out
        }
        if scaled:
            ShardScaling(
                placement.label(args.name, "scaling"),
                ShardScalingArgs(placement, args.keys, args.alerts, self.name, stream.arn, settings),
                self.options(),
            )
        self.lag = self._alarms(args)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _alarms(self, args: EventStreamArgs) -> aws.cloudwatch.MetricAlarm:
        label = args.placement.label
        of_stream = {"StreamName": self.name}
        lag = alarm(
            label(args.name, "lag"),
            f"StreamProcessingLagHigh: consumers of {self.name} are more than a minute behind",
            Metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", of_stream, "Maximum"),
            Breach(above=LATE_MS, period=60, periods=3, missing="notBreaching", pages=True),
            args.alerts,
            self.options(),
        )
        for reader in self.consumers:
            alarm(
                label(args.name, reader, "lag"),
                f"StreamProcessingLagHigh: {reader} is more than a minute behind on {self.name}",
                Metric("AWS/Kinesis", "SubscribeToShardEvent.MillisBehindLatest", {**of_stream, "ConsumerName": reader}, "Maximum"),
                Breach(above=LATE_MS, period=60, periods=3, missing="notBreaching", pages=True),
                args.alerts,
                self.options(),
            )
        for metric, what in (("Write", "written to"), ("Read", "read from")):
            alarm(
                label(args.name, f"{metric.lower()}-throttled"),
                f"{self.name} refuses to be {what} as fast as it is asked",
                Metric("AWS/Kinesis", f"{metric}ProvisionedThroughputExceeded", of_stream, "Sum"),
                Breach(above=0, period=60, periods=5, of_them=3, missing="notBreaching"),
                args.alerts,
                self.options(),
            )
        return lag


def read_stream(stream: EventStream, reader: str = "") -> list[Statement]:
    """Read a stream, and where the reader has fan-out there, as that consumer."""
    consumer = stream.consumers.get(reader)
    statements: list[Statement] = [
        allow(
            [
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            [stream.arn],
        ),
        allow(["kms:Decrypt"], [stream.key_arn]),
    ]
    if consumer:
        statements.append(allow(["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"], [consumer.arn]))
    return statements


def write_stream(stream: EventStream) -> list[Statement]:
    """Write to a stream."""
    return [
        allow(["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"], [stream.arn]),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], [stream.key_arn]),
    ]
