"""Sending in order, as far as it goes.

Lambda comes back with everything from the first failure on. So all that counts is how many entries from the beginning
have arrived; sending what stands behind a failure would only make duplicates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from functions.event_validator.sinks import Sink
from functions.shared.aws import Pace

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Delivery:
    """How far it went."""

    arrived: int
    """Entries from the beginning of which each has arrived."""
    retried: int
    """Entries sent more than once, counted each time."""


def requests(sink: Sink[Entry], entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """The entries in their order, cut into what one request takes."""
    start = size = 0
    for index, entry in enumerate(entries):
        added = sink.size(entry)
        if index > start and (index - start == sink.max_entries or size + added > sink.max_bytes):
            yield entries[start:index]
            start, size = index, 0
        size += added
    if start < len(entries):
        yield entries[start:]


def deliver(sink: Sink[Entry], entries: Sequence[Entry], pace: Pace, on_error: Callable[[Exception], None]) -> Delivery:
    """Send request after request until one of them does not arrive whole, even after its failed part was sent again."""
    arrived = retried = 0
    for request in requests(sink, entries):
        missing = list(range(len(request)))
        for attempt in pace.attempts():
            retried += len(missing) if attempt else 0
            try:
                failed = sink.send([request[index] for index in missing])
            except (BotoCoreError, ClientError) as error:
                on_error(error)  # the client has tried again already, where that could help
                break
            missing = [missing[index] for index in sorted(failed)]
            if not missing:
                break
        if missing:
            return Delivery(arrived + missing[0], retried)
        arrived += len(request)
    return Delivery(arrived, retried)
