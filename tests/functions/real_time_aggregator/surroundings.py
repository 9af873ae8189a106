"""The aggregator's table in moto, and what is expected in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from functions.real_time_aggregator.aggregator import Aggregator
from functions.real_time_aggregator.counts import Counts
from tests.functions.support import NOW, REGION, SHARD, Entry, Fault, Faults, batch, client, pace, reported

TABLE = "event-counts"
MINUTE = "2026-11-21T09:03:00Z"
PAGE_VIEWS = f"count#page_view#{REGION}"


class Aws:
    """The aggregator's table, and what it holds."""

    def __init__(self, plan: Iterable[Fault] = ()):
        self.faults = Faults(plan)
        self.dynamodb = client("dynamodb")
        self.dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "series", "KeyType": "HASH"}, {"AttributeName": "slot", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("series", "slot")],
            BillingMode="PAY_PER_REQUEST",
        )
        self.aggregator = self.aggregator_on(self.faults.around(self.dynamodb))

    def aggregator_on(self, client: Any) -> Aggregator:
        return Aggregator(Counts(client, TABLE), timedelta(days=7), NOW.timestamp)

    def process(self, records: Sequence[Entry], calls: int = 1_000_000) -> set[int]:
        return reported(self.aggregator.process(batch(records), pace(calls)))

    def items(self) -> list[dict[str, Any]]:
        return [dict(item) for item in self.dynamodb.scan(TableName=TABLE)["Items"]]

    def counts(self) -> Counter[tuple[str, str]]:
        """Counts by series and minute, summed over the shards as a reader does."""
        counts: Counter[tuple[str, str]] = Counter()
        for item in self.items():
            if "events" in item:
                counts[item["series"]["S"], item["slot"]["S"].partition("#")[0]] += int(item["events"]["N"])
        return counts

    def checkpoint(self, shard: str = SHARD) -> str | None:
        found = [item["last_sequence"]["S"] for item in self.items() if item["slot"]["S"] == shard]
        return found[0] if found else None


def expected(sent: Iterable[bytes | dict[str, Any]]) -> Counter[tuple[str, str]]:
    """What good payloads count to."""
    return Counter(
        (f"count#{payload['event_type']}#{REGION}", payload["occurred_at"][:16] + ":00Z") for payload in sent if isinstance(payload, dict)
    )
