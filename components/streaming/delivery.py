"""What every Firehose stream has, wherever it delivers to: a role, a log of errors, alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.lakehouse import Lakehouse
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, document, role

ERRORS_PREFIX = "errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
"""Where records that could not be delivered or converted go, in the same bucket."""

_GRACE = 600
"""Seconds beyond the buffering time after which the oldest undelivered record is an incident."""


@dataclass(frozen=True)
class DeliveryArgs:
    """What a delivery needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    lakehouse: Lakehouse


class DeliverySupport(Component):
    """The role and the error log of one Firehose stream."""

    role: aws.iam.Role
    logging: dict[str, Any]
    """The stream's `cloudwatch_logging_options`."""

    def __init__(self, name: str, args: DeliveryArgs, stream_name: str, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/kinesisfirehose/{stream_name}",
            retention_in_days=placement.settings.streaming.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        errors = aws.cloudwatch.LogStream(name, name="errors", log_group_name=logs.name, opts=self.options())
        writes_log = allow(["logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":log-stream:", errors.name)])
        self.role = role(placement, name, firehose_trust(placement), self.options(), [writes_log])
        self.logging = {"enabled": True, "log_group_name": logs.name, "log_stream_name": errors.name}
        self.register_outputs({})


def firehose_trust(placement: Placement) -> str:
    """Firehose names the account as the external id, not as the source account."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "firehose.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": placement.account_id}},
        }
    )


def deliver_to(bucket: SecureBucket, key_arn: pulumi.Input[str]) -> list[Statement]:
    """Write objects to a bucket.

    https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
    """
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [bucket.bucket_arn]),
        allow(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], [f"{bucket.bucket_arn}/*"]),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], [key_arn]),
    ]


def put_records(stream: aws.kinesis.FirehoseDeliveryStream) -> list[Statement]:
    """Hand records to a Firehose stream."""
    return [allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [stream.arn])]


def delivery_alarms(
    args: DeliveryArgs, what: str, stream_name: str, failures: Sequence[tuple[str, str]], opts: pulumi.ResourceOptions
) -> None:
    """Records that are throttled, and each metric of `failures` (metric, what it means) as soon as it is not zero."""
    dimensions = {"DeliveryStreamName": stream_name}
    for metric, meaning in (("ThrottledRecords", "records are refused, the quota of the stream is used up"), *failures):
        alarm(
            args.placement.label(what, metric.replace(".", "-").lower()),
            f"{stream_name}: {meaning}",
            Metric("AWS/Firehose", metric, dimensions, "Sum"),
            Breach(above=0, period=300, missing="notBreaching"),
            args.alerts,
            opts,
        )


def freshness_alarm(args: DeliveryArgs, what: str, stream_name: str, opts: pulumi.ResourceOptions) -> None:
    """The age of the oldest record that is not in S3 yet."""
    late = args.placement.settings.streaming.delivery.buffer_seconds + _GRACE
    alarm(
        args.placement.label(what, "freshness"),
        f"{stream_name}: a record has waited for more than {late} s",
        Metric("AWS/Firehose", "DeliveryToS3.DataFreshness", {"DeliveryStreamName": stream_name}, "Maximum"),
        Breach(above=late, period=300, periods=2, missing="notBreaching"),
        args.alerts,
        opts,
    )
