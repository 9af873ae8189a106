"""Where the validator puts what is no event."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow
from components.security.queues import refuse_plain_http

KEPT_SECONDS = 14 * 24 * 3600  # the longest that SQS allows
_MANY = 100
"""Rejected records in one minute that are no longer a client's mistake but data being lost: the rule DataLossDetected."""
_PREFIX = "rejected/"


@dataclass(frozen=True)
class RejectedArgs:
    """What the queue needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    bucket: SecureBucket
    """Takes what is too large for a message."""


class Rejected(Component):
    """A FIFO queue: a record's place in its stream is the deduplication id, so a batch tried again puts nothing in twice."""

    queue: aws.sqs.Queue
    bucket: SecureBucket

    def __init__(self, name: str, args: RejectedArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        self.bucket = args.bucket
        physical = f"{args.placement.physical('event-validator-rejected')}.fifo"
        self.queue = aws.sqs.Queue(
            name,
            name=physical,
            fifo_queue=True,
            # Deduplication by message group, which is a shard: without the limit of 300 calls a second.
            deduplication_scope="messageGroup",
            fifo_throughput_limit="perMessageGroupId",
            message_retention_seconds=KEPT_SECONDS,
            kms_master_key_id=args.keys.arns["streams"],
            opts=self.options(),
        )
        refuse_plain_http(name, self.queue, self.options())
        alarm(
            f"{name}-data-loss",
            f"DataLossDetected: event-validator rejects more than {_MANY} records in a minute",
            Metric("AWS/SQS", "NumberOfMessagesSent", {"QueueName": physical}, "Sum"),
            Breach(above=_MANY, period=60, missing="notBreaching", pages=True),
            args.alerts,
            self.options(),
        )
        self.register_outputs({"url": self.queue.url})

    def put_aside(self) -> list[Statement]:
        """Send to the queue, or to the bucket where a record is too large."""
        keys = self._args.keys.arns
        return [
            allow(["sqs:SendMessage"], [self.queue.arn]),
            allow(["s3:PutObject"], [f"{self.bucket.bucket_arn}/{_PREFIX}*"]),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], [keys["streams"], keys["s3"]]),
        ]
