"""What the validator does with a batch.

Every record ends in one of three places: it is an event and has arrived at every destination, it is none and lies in the
dead-letter queue, or it is reported to Lambda and comes again. Destinations get an event at least once, the queue gets a
record once (`DeadLetters` says how); a record that is no event never holds up the others.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from functions.event_validator.delivery import Entry, deliver
from functions.event_validator.sinks import DeadLetters, Letter, Line, Sink
from functions.shared.aws import Pace
from functions.shared.batch import BatchResponse, Record, read_batch, response
from functions.shared.event import Event, Reason, Rejection, read_event
from functions.shared.telemetry import report, report_error

NAME = "event-validator"
SEGMENT = 500
"""Records dealt with at a time, wholly, before the next are begun: when time runs out, what is done stays done."""


@dataclass(frozen=True)
class Validator:
    """The function, apart from where its clients and names come from."""

    destinations: Sequence[Sink[Line]]
    dead_letters: DeadLetters
    now: Callable[[], float]

    def process(self, event: dict[str, Any], pace: Pace) -> BatchResponse:
        """Deliver a batch; the answer asks for everything from the first record on that could not be dealt with."""
        records = read_batch(event)
        tally = Tally()
        done = 0
        while done < len(records):
            segment = records[done : done + SEGMENT]
            dealt_with = self._deal_with(segment, pace, tally)
            done += dealt_with
            if dealt_with < len(segment):
                break
        self._report(records, done, tally)
        return response(records[done:])

    def _deal_with(self, records: Sequence[Record], pace: Pace, tally: "Tally") -> int:
        """Send each record where it belongs; how many from the beginning are dealt with."""
        verdicts = [(record, read_event(record)) for record in records]
        lines = {index: to_line(verdict, record) for index, (record, verdict) in enumerate(verdicts) if isinstance(verdict, Event)}
        letters = {index: to_letter(verdict, record) for index, (record, verdict) in enumerate(verdicts) if isinstance(verdict, Rejection)}
        done = len(records)
        for destination in self.destinations:
            done = _deliver_until(done, destination, lines, pace, tally)
        done = _deliver_until(done, self.dead_letters, letters, pace, tally)
        tally.reasons.update(verdict.reason for _, verdict in verdicts[:done] if isinstance(verdict, Rejection))
        return done

    def _report(self, records: Sequence[Record], done: int, tally: "Tally") -> None:
        now = self.now()
        rejected = tally.reasons.total()
        counts = {"Accepted": done - rejected, "Rejected": rejected, "Retried": tally.retried, "Failed": len(records) - done}
        lag = max((now - record.arrived for record in records), default=0)
        report(NAME, now, lag, counts, reasons=tally.reasons, shard=records[0].shard if records else "")


@dataclass
class Tally:
    """What the batch's report says beside its length."""

    reasons: Counter[Reason] = field(default_factory=Counter)
    """Records put aside, by reason."""
    retried: int = 0
    """Entries sent more than once, counted each time."""


def _deliver_until(end: int, sink: Sink[Entry], entries: Mapping[int, Entry], pace: Pace, tally: Tally) -> int:
    """Deliver the entries that stand before `end` in the batch; the place of the first that did not arrive, or `end`."""
    places = [place for place in entries if place < end]
    delivery = deliver(sink, [entries[place] for place in places], pace, lambda error: report_error(NAME, error, destination=sink.name))
    tally.retried += delivery.retried
    return places[delivery.arrived] if delivery.arrived < len(places) else end


def to_line(event: Event, record: Record) -> Line:
    """The event with the columns of the table `events`. It depends on the record alone: sent again, it is the same line."""
    row = {
        "event_id": event.fields["event_id"],
        "user_id": event.fields["user_id"],
        "event_type": event.event_type,
        "occurred_at": _timestamp(event.occurred_at),
        "received_at": _timestamp(datetime.fromtimestamp(record.arrived, UTC)),
        "event_date": event.occurred_at.date().isoformat(),
        "region": record.region,
        "properties": event.fields.get("properties", {}),
    }
    return Line(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n", record.partition_key)


def to_letter(rejection: Rejection, record: Record) -> Letter:
    """The record with all that is needed to understand it, correct it and send it again."""
    stream = record.stream_arn.rpartition("/")[2]
    body = {
        "reason": rejection.reason,
        "rule": rejection.rule,
        "path": rejection.path,
        "stream_arn": record.stream_arn,
        "shard": record.shard,
        "sequence_number": record.sequence_number,
        "partition_key": record.partition_key,
        "received_at": _timestamp(datetime.fromtimestamp(record.arrived, UTC)),
        "data": record.data,
    }
    return Letter(stream, record.shard, record.sequence_number, body)


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
