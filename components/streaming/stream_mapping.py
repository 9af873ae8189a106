"""A Lambda function that reads a stream."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import allow, document_output
from components.security.queues import refuse_plain_http
from components.streaming.streams import LATE_MS, EventStream, read_stream

_GIVE_UP_AFTER = 6 * 3600
"""Seconds for which a record is tried again; well inside the shortest retention of a stream (24 h), so that it can still be read after."""

_KEEP_FAILURES = 14 * 24 * 3600  # the longest that SQS allows


@dataclass(frozen=True)
class StreamMappingArgs:
    """What connects a function to a stream."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    stream: EventStream
    function: str
    """Its plain name, such as `event-validator`: a consumer of this name makes it read by enhanced fan-out."""
    function_name: pulumi.Input[str]
    """Name or ARN of what is called: the function or one of its aliases."""
    alarm_function_name: pulumi.Input[str]
    """The function's own name in AWS, under which CloudWatch counts."""
    role: aws.iam.Role
    """The function's role, which gets the right to read the stream and to put failures aside."""
    batch_size: int = 1000
    window_seconds: int = 1
    """How long a batch is waited for."""
    parallelization: int = 1
    """Batches of one shard at once; more than 1 keeps the order only among records of one partition key."""


class StreamMapping(Component):
    """Calls a function with what comes in by a stream.

    The function says which records failed (ReportBatchItemFailures). Those are tried again, in ever smaller batches, for six
    hours; then where they stand in the stream goes to a queue, from which they can be found and sent again.
    """

    failures: aws.sqs.Queue
    uuid: pulumi.Output[str]
    """Of the mapping: Lambda knows it by nothing else."""

    def __init__(self, name: str, args: StreamMappingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement, label = args.placement, args.placement.label
        self.failures = aws.sqs.Queue(
            label(args.function, "failures"),
            message_retention_seconds=_KEEP_FAILURES,
            kms_master_key_id=args.keys.arns["streams"],
            opts=self.options(),
        )
        refuse_plain_http(label(args.function, "failures"), self.failures, self.options())
        statements = [
            *read_stream(args.stream, args.function),
            allow(["sqs:SendMessage"], [self.failures.arn]),
            allow(["kms:GenerateDataKey"], [args.keys.arns["streams"]]),
        ]
        allowed = aws.iam.RolePolicy(
            label(args.function, "stream"), role=args.role.name, policy=document_output(*statements), opts=self.options()
        )
        consumer = args.stream.consumers.get(args.function)
        mapping = aws.lambda_.EventSourceMapping(
            label(args.function),
            function_name=args.function_name,
            event_source_arn=consumer.arn if consumer else args.stream.arn,
            enabled=placement.is_active,
            starting_position="TRIM_HORIZON",
            batch_size=args.batch_size,
            maximum_batching_window_in_seconds=args.window_seconds,
            parallelization_factor=args.parallelization,
            function_response_types=["ReportBatchItemFailures"],
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=-1,
            maximum_record_age_in_seconds=_GIVE_UP_AFTER,
            destination_config={"on_failure": {"destination_arn": self.failures.arn}},
            opts=self.options(depends_on=[allowed]),
        )
        self.uuid = mapping.uuid
        alarm(
            label(args.function, "lag"),
            f"{args.function} is more than a minute behind on {args.stream.name}",
            Metric("AWS/Lambda", "IteratorAge", {"FunctionName": args.alarm_function_name}, "Maximum"),
            Breach(above=LATE_MS, period=60, periods=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        alarm(
            label(args.function, "failures"),
            f"{args.function} gave up on records of {args.stream.name}; they leave the stream when its retention ends",
            Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": self.failures.name}, "Maximum"),
            Breach(above=0, period=60, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs({"failures": self.failures.arn})
