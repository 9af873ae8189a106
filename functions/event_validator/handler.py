"""The Lambda function event-validator. Its event source needs ReportBatchItemFailures, and its queue FIFO."""

import functools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from functions.event_validator.sinks import Bronze, DeadLetters, Line, Sink, Validated
from functions.event_validator.validator import Validator
from functions.shared.aws import CLIENT, Pace
from functions.shared.batch import BatchResponse, Context


@dataclass(frozen=True)
class Config:
    """The function's environment variables."""

    bronze_delivery_stream: str
    """Name of the Firehose stream to bronze."""
    validated_stream_arn: str
    """ARN of the Kinesis stream of validated events."""
    dead_letter_queue_url: str
    """URL of the FIFO queue for what is no event."""
    dead_letter_bucket: str
    """Name of the bucket for records above SQS's message size."""

    @staticmethod
    def read(environment: Mapping[str, str]) -> "Config":
        """A missing variable is a KeyError with its name, when the function starts and not at the first bad record."""
        return Config(
            bronze_delivery_stream=environment["BRONZE_DELIVERY_STREAM"],
            validated_stream_arn=environment["VALIDATED_STREAM_ARN"],
            dead_letter_queue_url=environment["DEAD_LETTER_QUEUE_URL"],
            dead_letter_bucket=environment["DEAD_LETTER_BUCKET"],
        )


@functools.cache
def validator() -> Validator:
    """The validator of this execution environment."""
    config = Config.read(os.environ)
    destinations: tuple[Sink[Line], ...] = (
        Bronze(boto3.client("firehose", config=CLIENT), config.bronze_delivery_stream),
        Validated(boto3.client("kinesis", config=CLIENT), config.validated_stream_arn),
    )
    dead_letters = DeadLetters(
        boto3.client("sqs", config=CLIENT), boto3.client("s3", config=CLIENT), config.dead_letter_queue_url, config.dead_letter_bucket
    )
    return Validator(destinations, dead_letters, time.time)


def handler(event: dict[str, Any], context: Context) -> BatchResponse:
    """What Lambda calls."""
    return validator().process(event, Pace(context))
