"""The Lambda function real-time-aggregator.

Its event source reads the stream of raw events (the validated one may hold an event twice, after a retry), with
ReportBatchItemFailures, ParallelizationFactor 1 and no limit of retries (`aggregator` says why).
"""

import functools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3

from functions.real_time_aggregator.aggregator import Aggregator
from functions.real_time_aggregator.counts import Counts
from functions.shared.aws import CLIENT, Pace
from functions.shared.batch import BatchResponse, Context


@dataclass(frozen=True)
class Config:
    """The function's environment variables."""

    counts_table: str
    """Name of the DynamoDB table of counts."""
    retention: timedelta
    """How long after its minute a count is kept."""

    @staticmethod
    def read(environment: Mapping[str, str]) -> "Config":
        """A missing variable is a KeyError with its name, when the function starts."""
        return Config(environment["COUNTS_TABLE"], timedelta(days=int(environment["COUNTS_RETENTION_DAYS"])))


@functools.cache
def aggregator() -> Aggregator:
    """The aggregator of this execution environment."""
    config = Config.read(os.environ)
    return Aggregator(Counts(boto3.client("dynamodb", config=CLIENT), config.counts_table), config.retention, time.time)


def handler(event: dict[str, Any], context: Context) -> BatchResponse:
    """What Lambda calls."""
    return aggregator().process(event, Pace(context))
