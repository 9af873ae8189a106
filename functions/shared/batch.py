"""A batch of Kinesis records as Lambda hands it over, and the answer that Lambda expects."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypedDict


class Context(Protocol):
    """What a function needs of Lambda's context object."""

    def get_remaining_time_in_millis(self) -> int:
        """Time until Lambda ends the function."""
        ...


class ItemFailure(TypedDict):
    """A record that is to be delivered again."""

    itemIdentifier: str


class BatchResponse(TypedDict):
    """The partial batch response: Lambda comes back with everything from the lowest sequence number in it on."""

    batchItemFailures: list[ItemFailure]


@dataclass(frozen=True)
class Record:
    """One Kinesis record."""

    data: str
    """Base64, as Lambda received it and untouched."""
    sequence_number: str
    partition_key: str
    arrived: float
    """When Kinesis took it, in seconds since 1970."""
    stream_arn: str
    shard: str
    region: str

    @property
    def position(self) -> int:
        """Its place in the shard."""
        return int(self.sequence_number)


def read_batch(event: dict[str, Any]) -> list[Record]:
    """The records in the order of their shard, each once.

    Kinesis keeps the order within a shard and Lambda puts one shard in a batch. Sorting costs nothing then; it makes
    certain that whatever stands behind the first failure is what Lambda brings again.
    """
    records = {(record.shard, record.position): record for record in map(_record, event["Records"])}
    return [records[place] for place in sorted(records)]


def _record(entry: dict[str, Any]) -> Record:
    kinesis = entry["kinesis"]
    return Record(
        data=kinesis["data"],
        sequence_number=kinesis["sequenceNumber"],
        partition_key=kinesis["partitionKey"],
        arrived=kinesis["approximateArrivalTimestamp"],
        stream_arn=entry["eventSourceARN"].partition("/consumer/")[0],
        shard=entry["eventID"].partition(":")[0],
        region=entry["awsRegion"],
    )


def response(undone: Iterable[Record]) -> BatchResponse:
    """The answer that asks for these records again."""
    return {"batchItemFailures": [{"itemIdentifier": record.sequence_number} for record in undone]}
