"""An event: read from a record and judged. Both functions judge alike, so that one counts what the other lets through."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from functions.shared.batch import Record
from functions.shared.json_schema import compile_schema
from functions.shared.limits import FIREHOSE_RECORD_BYTES

MAX_EVENT_BYTES = FIREHOSE_RECORD_BYTES - 1024
"""What a producer may send: the platform's own columns, below 1 KiB, still fit beside it in one Firehose record."""

MAX_AHEAD = timedelta(days=1)
"""How far a producer's clock may be ahead of Kinesis; beyond, the clock is wrong, and so is the window it would count in."""

_judge = compile_schema(json.loads((Path(__file__).parent.parent / "schemas" / "event.json").read_text(encoding="utf-8")))


class Reason(StrEnum):
    """Why a record is not an event."""

    NOT_BASE64 = "not_base64"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    SCHEMA = "schema"
    NOT_A_TIME = "not_a_time"
    IN_THE_FUTURE = "in_the_future"


@dataclass(frozen=True)
class Rejection:
    """The verdict on a record that is not an event; holds nothing of its content."""

    reason: Reason
    rule: str = ""
    """The schema's keyword that is broken."""
    path: str = ""
    """Where in the schema."""


@dataclass(frozen=True)
class Event:
    """An event that keeps to the schema."""

    event_type: str
    occurred_at: datetime
    """In UTC."""
    fields: dict[str, Any]
    """All that the producer sent."""


def read_event(record: Record) -> Event | Rejection:
    """The event in a record, or why there is none. The same record gives the same verdict whenever it is read."""
    try:
        payload = base64.b64decode(record.data, validate=True)
    except ValueError:
        return Rejection(Reason.NOT_BASE64)
    if len(payload) > MAX_EVENT_BYTES:
        return Rejection(Reason.TOO_LARGE)
    try:
        text = payload.decode()
        fields = json.loads(text, parse_constant=_not_json)
        if "\\u" in text:  # half of a surrogate pair can be written in JSON, but not in UTF-8
            json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeError:
        return Rejection(Reason.NOT_UTF8)
    except (ValueError, RecursionError):
        return Rejection(Reason.NOT_JSON)
    if violation := _judge(fields):
        return Rejection(Reason.SCHEMA, violation.keyword, violation.path)
    try:
        occurred_at = datetime.fromisoformat(fields["occurred_at"]).astimezone(UTC)
    except (ValueError, OverflowError):  # 30 February, the year 0
        return Rejection(Reason.NOT_A_TIME)
    if occurred_at - datetime.fromtimestamp(record.arrived, UTC) > MAX_AHEAD:
        return Rejection(Reason.IN_THE_FUTURE)
    return Event(fields["event_type"], occurred_at, fields)


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
