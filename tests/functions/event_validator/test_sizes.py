"""How large events and requests may be, by what the services take."""

import itertools
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.event_validator.delivery import requests
from functions.event_validator.sinks import Bronze, Line, Validated
from functions.event_validator.validator import to_line
from functions.shared import limits
from functions.shared.batch import read_batch
from functions.shared.event import MAX_EVENT_BYTES, Event, read_event
from tests.functions.support import an_event, batch, client, entry


def test_the_largest_event_still_fits_firehose_with_the_platforms_columns() -> None:
    properties = {f"p{number}": "é" * 8192 for number in range(61)} | {"rest": ""}
    largest = an_event(occurred_at="2026-11-21T09:03:00Z", event_id="e" * 64, user_id="u" * 128, properties=properties)
    while room := min(8192, MAX_EVENT_BYTES - len(compact(largest))):
        properties["rest"] += "x" * min(room, 8192 - len(properties["rest"]))
        properties |= {f"p{len(properties)}": properties["rest"], "rest": ""} if len(properties["rest"]) == 8192 else {}
    assert len(compact(largest)) == MAX_EVENT_BYTES
    (record,) = read_batch(batch([entry(compact(largest), region="ap-southeast-1")]))
    event = read_event(record)
    assert isinstance(event, Event)
    assert MAX_EVENT_BYTES < len(to_line(event, record).data) <= limits.FIREHOSE_RECORD_BYTES


def compact(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


runs_of_one_size = st.tuples(st.integers(1, 700), st.sampled_from((1, 1000, 8000, limits.FIREHOSE_RECORD_BYTES)))


@settings(deadline=None)
@given(
    runs=st.lists(runs_of_one_size, max_size=4), sink=st.sampled_from((Bronze(client("firehose"), ""), Validated(client("kinesis"), "")))
)
def test_a_request_is_as_large_as_its_service_takes_and_no_larger(runs: list[tuple[int, int]], sink: Bronze | Validated) -> None:
    lines = [Line(_Sized(size), "key") for count, size in runs for _ in range(count)]  # type: ignore[arg-type]  # only its length is read
    cut = list(requests(sink, lines))
    assert [line for request in cut for line in request] == lines
    for request, following in itertools.zip_longest(cut, cut[1:], fillvalue=()):
        size = sum(sink.size(line) for line in request)
        assert 0 < len(request) <= sink.max_entries
        assert size <= sink.max_bytes
        assert not following or len(request) == sink.max_entries or size + sink.size(following[0]) > sink.max_bytes


class _Sized:
    """Bytes of which there is only the length."""

    def __init__(self, size: int):
        self.size = size

    def __len__(self) -> int:
        return self.size
