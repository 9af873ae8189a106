"""Raw events, as they came in, in the bucket raw-events: from there anything can be worked out again."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.security.policies import document_output
from components.streaming.delivery import (
    ERRORS_PREFIX,
    DeliveryArgs,
    DeliverySupport,
    deliver_to,
    delivery_alarms,
    freshness_alarm,
)
from components.streaming.streams import EventStream, read_stream

# Producers send one event a record; without a line's end between them nobody could tell them apart.
_LINE_BY_LINE = {
    "type": "AppendDelimiterToRecord",
    "parameters": [{"parameter_name": "Delimiter", "parameter_value": "\\n"}],
}


@dataclass(frozen=True)
class RawArchiveArgs:
    """What the archive needs."""

    delivery: DeliveryArgs
    stream: EventStream
    """What is archived."""


class RawArchive(Component):
    """Firehose writes the stream to S3, compressed, by the hour of arrival. S3 copies it to the dr region, which Kinesis does not."""

    name: str

    def __init__(self, name: str, args: RawArchiveArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement, keys = args.delivery.placement, args.delivery.keys
        settings = placement.settings.streaming.delivery
        bucket = args.delivery.lakehouse.buckets["raw-events"]
        self.name = placement.physical("raw-archive")
        support = DeliverySupport(placement.label("raw-archive-support"), args.delivery, self.name, self.options())
        allowed = aws.iam.RolePolicy(
            name,
            role=support.role.name,
            policy=document_output(*read_stream(args.stream), *deliver_to(bucket, keys.arns["s3"])),
            opts=self.options(),
        )
        aws.kinesis.FirehoseDeliveryStream(
            name,
            name=self.name,
            destination="extended_s3",
            kinesis_source_configuration={"kinesis_stream_arn": args.stream.arn, "role_arn": support.role.arn},
            extended_s3_configuration={
                "role_arn": support.role.arn,
                "bucket_arn": bucket.arn,
                "kms_key_arn": keys.arns["s3"],
                "prefix": "events/!{timestamp:yyyy/MM/dd/HH}/",
                "error_output_prefix": ERRORS_PREFIX,
                "buffering_interval": settings.buffer_seconds,
                "buffering_size": settings.buffer_mib,
                "compression_format": "GZIP",
                "processing_configuration": {"enabled": True, "processors": [_LINE_BY_LINE]},
                "cloudwatch_logging_options": support.logging,
            },
            opts=self.options(depends_on=[allowed, bucket]),
        )
        freshness_alarm(args.delivery, "raw-archive", self.name, self.options())
        alarms = [("ThrottledGetRecords", "Kinesis refuses reads, too many consumers share a shard")]
        delivery_alarms(args.delivery, "raw-archive", self.name, alarms, self.options())
        self.register_outputs({"name": self.name})
