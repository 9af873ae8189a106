"""Where records go: Firehose, Kinesis and SQS, each with its own way to say that a part of a batch failed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from functions.shared import limits

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

Entry_contra = TypeVar("Entry_contra", contravariant=True)


class Sink(Protocol[Entry_contra]):
    """A destination and what it takes in one request."""

    @property
    def name(self) -> str:
        """What the log calls it."""
        ...

    @property
    def max_entries(self) -> int:
        """Entries in a request."""
        ...

    @property
    def max_bytes(self) -> int:
        """Bytes in a request."""
        ...

    def size(self, entry: Entry_contra) -> int:
        """Bytes of an entry against `max_bytes`."""
        ...

    def send(self, entries: Sequence[Entry_contra]) -> list[int]:
        """Send entries in one request; the indices of those that did not arrive."""
        ...


@dataclass(frozen=True)
class Line:
    """An event as it leaves: one line of JSON, and the key that keeps its user's events in one shard."""

    data: bytes
    partition_key: str


@dataclass(frozen=True)
class Bronze:
    """The Firehose stream that fills bronze."""

    client: "FirehoseClient"
    stream: str
    name: ClassVar[str] = "bronze"
    max_entries: ClassVar[int] = limits.FIREHOSE_BATCH_RECORDS
    max_bytes: ClassVar[int] = limits.FIREHOSE_BATCH_BYTES

    def size(self, entry: Line) -> int:
        """The line alone."""
        return len(entry.data)

    def send(self, entries: Sequence[Line]) -> list[int]:
        """One PutRecordBatch."""
        answer = self.client.put_record_batch(DeliveryStreamName=self.stream, Records=[{"Data": entry.data} for entry in entries])
        return [index for index, result in enumerate(answer["RequestResponses"]) if "ErrorCode" in result]


@dataclass(frozen=True)
class Validated:
    """The Kinesis stream of validated events."""

    client: "KinesisClient"
    stream_arn: str
    name: ClassVar[str] = "validated"
    max_entries: ClassVar[int] = limits.KINESIS_BATCH_RECORDS
    max_bytes: ClassVar[int] = limits.KINESIS_BATCH_BYTES

    def size(self, entry: Line) -> int:
        """The line and its key."""
        return len(entry.data) + len(entry.partition_key.encode())

    def send(self, entries: Sequence[Line]) -> list[int]:
        """One PutRecords."""
        answer = self.client.put_records(
            StreamARN=self.stream_arn, Records=[{"Data": entry.data, "PartitionKey": entry.partition_key} for entry in entries]
        )
        return [index for index, result in enumerate(answer["Records"]) if "ErrorCode" in result]


@dataclass(frozen=True)
class Letter:
    """A record that is no event, on its way to the dead-letter queue."""

    stream: str
    shard: str
    sequence_number: str
    body: Mapping[str, Any]
    """Why, where from, and the payload."""


@dataclass(frozen=True)
class DeadLetters:
    """The dead-letter queue, with a bucket for what SQS is too small for.

    The queue is FIFO: the record's place in its stream is the deduplication id, so that a record delivered again within
    five minutes is not put aside twice, even where the answer to the first attempt was lost.
    """

    sqs: "SQSClient"
    s3: "S3Client"
    queue_url: str
    bucket: str
    name: ClassVar[str] = "dead-letters"
    max_entries: ClassVar[int] = limits.SQS_BATCH_MESSAGES
    max_bytes: ClassVar[int] = limits.SQS_BATCH_BYTES

    def size(self, entry: Letter) -> int:
        """The message, or where it is only a pointer, that."""
        return len(self._message(entry))

    def send(self, entries: Sequence[Letter]) -> list[int]:
        """One SendMessageBatch, after what is too large for it is in the bucket under a key that stays the same."""
        for entry in entries:
            if _too_large(whole := _json(entry.body)):
                self.s3.put_object(Bucket=self.bucket, Key=_key(entry), Body=whole.encode(), ContentType="application/json")
        messages: list[SendMessageBatchRequestEntryTypeDef] = [
            {
                "Id": str(index),
                "MessageBody": self._message(entry),
                "MessageGroupId": entry.shard,
                "MessageDeduplicationId": f"{entry.shard}:{entry.sequence_number}",
            }
            for index, entry in enumerate(entries)
        ]
        answer = self.sqs.send_message_batch(QueueUrl=self.queue_url, Entries=messages)
        return [int(failure["Id"]) for failure in answer.get("Failed", [])]

    def _message(self, letter: Letter) -> str:
        whole = _json(letter.body)
        if not _too_large(whole):
            return whole
        pointer = {key: value for key, value in letter.body.items() if key != "data"}
        return _json(pointer | {"object": {"bucket": self.bucket, "key": _key(letter)}})


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"))  # ASCII: a character is a byte, and SQS takes each of them


def _too_large(message: str) -> bool:
    return len(message) > limits.SQS_BATCH_BYTES


def _key(letter: Letter) -> str:
    return f"rejected/{letter.stream}/{letter.shard}/{letter.sequence_number}.json"
