"""The validator's surroundings in moto, and what is expected in them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from functions.event_validator.sinks import Bronze, DeadLetters, Validated
from functions.event_validator.validator import Validator
from tests.functions.support import NOW, Entry, Fault, Faults, batch, client, pace, reported


class Aws:
    """The validator's surroundings, and what has arrived in them."""

    def __init__(self, plan: Iterable[Fault] = ()):
        self.faults = Faults(plan)
        self.s3 = client("s3")
        self.sqs = client("sqs")
        self.kinesis = client("kinesis")
        self.firehose = client("firehose")
        for bucket in ("bronze", "dead-letters"):
            self.s3.create_bucket(Bucket=bucket)
        self.queue_url = self.sqs.create_queue(QueueName="dead-letters.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        self.kinesis.create_stream(StreamName="validated", ShardCount=1)
        self.stream_arn = self.kinesis.describe_stream(StreamName="validated")["StreamDescription"]["StreamARN"]
        self.firehose.create_delivery_stream(
            DeliveryStreamName="bronze",
            ExtendedS3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::111111111111:role/firehose",
                "BucketARN": "arn:aws:s3:::bronze",
            },
        )
        self.validator = Validator(
            destinations=(
                Bronze(self.faults.around(self.firehose), "bronze"),
                Validated(self.faults.around(self.kinesis), self.stream_arn),
            ),
            dead_letters=DeadLetters(self.faults.around(self.sqs), self.faults.around(self.s3), self.queue_url, "dead-letters"),
            now=NOW.timestamp,
        )

    def process(self, records: Sequence[Entry], calls: int = 1_000_000) -> set[int]:
        return reported(self.validator.process(batch(records), pace(calls)))

    def bronze(self) -> Counter[str]:
        """Event ids in bronze."""
        keys = [found["Key"] for found in self.s3.list_objects_v2(Bucket="bronze").get("Contents", [])]
        bodies = [self.s3.get_object(Bucket="bronze", Key=key)["Body"].read() for key in keys]
        return Counter(json.loads(line)["event_id"] for body in bodies for line in body.splitlines())

    def validated_records(self) -> list[dict[str, Any]]:
        """Records in the stream of validated events."""
        shard = self.kinesis.list_shards(StreamName="validated")["Shards"][0]["ShardId"]
        position = self.kinesis.get_shard_iterator(StreamName="validated", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        return [dict(record) for record in self.kinesis.get_records(ShardIterator=position["ShardIterator"], Limit=10_000)["Records"]]

    def validated(self) -> Counter[str]:
        """Event ids in the stream of validated events."""
        return Counter(json.loads(record["Data"])["event_id"] for record in self.validated_records())

    def letters(self) -> list[dict[str, Any]]:
        """All messages of the dead-letter queue, which is empty then."""
        letters = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                letters.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return letters


def ids(count: int) -> Counter[str]:
    return Counter(f"event-{number}" for number in range(count))
