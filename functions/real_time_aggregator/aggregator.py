"""What the aggregator does with a batch.

Every step is one transaction that adds counts and moves the shard's checkpoint past the records they are of, on condition
that the checkpoint is where it was read. So a record is counted once, whether its batch is retried, cut in two, overlaps
another or was written without our hearing of it.

Assumed: Kinesis keeps the order within a shard, and Lambda works on a shard's batches one after the other, giving none up. So
the event source has ParallelizationFactor 1 and no limit of retries: a record that arrives behind the checkpoint is taken
for one that is already counted. Two invocations on the same records do not count them twice: one fails and reads again.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.real_time_aggregator.counts import Counts, Shard, Slot
from functions.shared.aws import Pace
from functions.shared.batch import BatchResponse, Record, read_batch, response
from functions.shared.event import Event, read_event
from functions.shared.limits import DYNAMODB_TRANSACTION_ITEMS
from functions.shared.telemetry import report, report_error

NAME = "real-time-aggregator"


@dataclass
class Step:
    """The records of one transaction, in order."""

    records: list[Record] = field(default_factory=list)
    counts: Counter[Slot] = field(default_factory=Counter)
    tally: Counter[str] = field(default_factory=Counter)
    """What became of the records, by metric."""


@dataclass(frozen=True)
class Aggregator:
    """The function, apart from where its clients and names come from."""

    counts: Counts
    retention: timedelta
    """How long after its minute a count is kept."""
    now: Callable[[], float]

    def process(self, event: dict[str, Any], pace: Pace) -> BatchResponse:
        """Count a batch; the answer asks for the records that are not counted yet."""
        records = read_batch(event)
        tally: Counter[str] = Counter()
        undone: list[Record] = []
        for (stream_arn, shard), group in itertools.groupby(records, key=lambda record: (record.stream_arn, record.shard)):
            undone += self._count(Shard(stream_arn, shard), list(group), pace, tally)
        now = self.now()
        counts = {name: tally[name] for name in ("Accepted", "Rejected", "Expired", "Repeated", "Retried")} | {"Failed": len(undone)}
        lag = max((now - record.arrived for record in records), default=0)
        report(NAME, now, lag, counts, shard=records[0].shard if records else "")
        return response(undone)

    def _count(self, shard: Shard, records: Sequence[Record], pace: Pace, tally: Counter[str]) -> Sequence[Record]:
        """Count the records of a shard and return those that could not be.

        Whatever goes wrong, the next attempt asks the checkpoint what is done: also after an answer that was lost.
        """
        undone = records
        for attempt in pace.attempts():
            tally["Retried"] += len(undone) if attempt else 0
            try:
                since = self.counts.checkpoint(shard)
                new = [record for record in undone if since is None or record.position > int(since)]
                tally["Repeated"] += len(undone) - len(new)
                undone = new
                for step in self._steps(new):
                    if pace.out_of_time:
                        return undone
                    until = step.records[-1].sequence_number
                    self.counts.add(shard, since, until, step.counts, self.now())
                    since, undone = until, undone[len(step.records) :]
                    tally += step.tally
            except (BotoCoreError, ClientError) as error:
                report_error(NAME, error, shard=shard.name)
            else:
                return []
        return undone

    def _steps(self, records: Iterable[Record]) -> Iterator[Step]:
        """The records in order, cut where a transaction is full: one item of it is the checkpoint."""
        step = Step()
        for record in records:
            slot, metric = self._slot(record)
            if slot and slot not in step.counts and len(step.counts) == DYNAMODB_TRANSACTION_ITEMS - 1:
                yield step
                step = Step()
            step.records.append(record)
            step.tally[metric] += 1
            if slot:
                step.counts[slot] += 1
        if step.records:
            yield step

    def _slot(self, record: Record) -> tuple[Slot | None, str]:
        """Where a record counts, and the metric it falls under: what is no event is the validator's to put aside."""
        event = read_event(record)
        if not isinstance(event, Event):
            return None, "Rejected"
        minute = window_of(event.occurred_at)
        expires_at = minute + self.retention
        if expires_at <= datetime.fromtimestamp(record.arrived, UTC):
            return None, "Expired"  # its count may be deleted already: beginning it again would show a wrong figure
        name = minute.isoformat().replace("+00:00", "Z")
        return Slot(event.event_type, record.region, name, record.shard, int(expires_at.timestamp())), "Accepted"


def window_of(moment: datetime) -> datetime:
    """The beginning of the window, by event time: a late event counts in the minute it belongs to."""
    return moment.replace(second=0, microsecond=0)
