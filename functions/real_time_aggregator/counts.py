"""The table of counts.

| series (hash key)              | slot (range key)                           | other attributes            |
| count#page_view#us-east-1      | 2026-11-21T09:03:00Z#shardId-000000000001  | events, expires_at          |
| checkpoint#<ARN of the stream> | shardId-000000000001                       | last_sequence, expires_at   |

The count of a minute is the sum of `events` over the slots that begin with it. Each shard has its own slot, because shards
that added to one item would make each other's transactions fail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

CHECKPOINT_DAYS = 400
"""Longer than Kinesis can keep a record (365 days): an older checkpoint has nothing left to guard against."""

DAY = 86_400


@dataclass(frozen=True)
class Slot:
    """One counter: an event type in a region in a minute, as one shard saw it."""

    event_type: str
    region: str
    minute: str
    shard: str
    expires_at: int
    """When DynamoDB may delete it, in seconds since 1970."""


@dataclass(frozen=True)
class Shard:
    """A shard of a stream."""

    stream_arn: str
    name: str


@dataclass(frozen=True)
class Counts:
    """Counters and checkpoints in DynamoDB."""

    client: "DynamoDBClient"
    table: str

    def checkpoint(self, shard: Shard) -> str | None:
        """The last sequence number of the shard that is counted."""
        key = {"series": {"S": f"checkpoint#{shard.stream_arn}"}, "slot": {"S": shard.name}}
        item = self.client.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item")
        return item["last_sequence"]["S"] if item else None

    def add(self, shard: Shard, since: str | None, until: str, counts: Mapping[Slot, int], now: float) -> None:
        """Add the counts of the records after `since` up to `until`: all of them and the checkpoint, or nothing.

        Raises TransactionCanceledException where the checkpoint is no longer at `since`.
        """
        checkpoint: PutTypeDef = {
            "TableName": self.table,
            "Item": {
                "series": {"S": f"checkpoint#{shard.stream_arn}"},
                "slot": {"S": shard.name},
                "last_sequence": {"S": until},
                "expires_at": {"N": str(int(now) + CHECKPOINT_DAYS * DAY)},
            },
            "ConditionExpression": "attribute_not_exists(last_sequence)",
        }
        if since is not None:
            checkpoint |= {"ConditionExpression": "last_sequence = :since", "ExpressionAttributeValues": {":since": {"S": since}}}
        items: list[TransactWriteItemTypeDef] = [{"Put": checkpoint}]
        items += [
            {
                "Update": {
                    "TableName": self.table,
                    "Key": {"series": {"S": f"count#{slot.event_type}#{slot.region}"}, "slot": {"S": f"{slot.minute}#{slot.shard}"}},
                    "UpdateExpression": "ADD #events :count SET expires_at = :expires",
                    "ExpressionAttributeNames": {"#events": "events"},
                    "ExpressionAttributeValues": {":count": {"N": str(count)}, ":expires": {"N": str(slot.expires_at)}},
                }
            }
            for slot, count in counts.items()
        ]
        self.client.transact_write_items(TransactItems=items)
