"""The schema of an event, and the judge of it, beside the reference implementation of JSON Schema."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from functions.event_validator.validator import to_line
from functions.package import ROOT
from functions.shared.batch import read_batch
from functions.shared.event import Event, Reason, Rejection, read_event
from functions.shared.json_schema import SchemaError, compile_schema
from settings.lakehouse import TABLES
from tests.functions.support import an_event, batch, entry

SCHEMA: dict[str, Any] = json.loads((ROOT / "functions/schemas/event.json").read_text(encoding="utf-8"))


def verdict(payload: bytes | dict[str, Any]) -> Event | Rejection:
    (record,) = read_batch(batch([entry(payload)]))
    return read_event(record)


def no_last_newline(text: str) -> bool:
    """The reference follows Python, not ECMA-262, in what `$` means before a last newline."""
    return not text.endswith("\n")


names = st.sampled_from(("a", "b", "A1", ""))  # few, so that schemas and values meet
texts = names | st.text("ab\nA1_é\U0001f600", max_size=4).filter(no_last_newline)
values = st.recursive(
    texts | st.integers(-1, 2) | st.booleans() | st.none() | st.floats(0, 1),
    lambda parts: st.lists(parts, max_size=2) | st.dictionaries(names | texts, parts, max_size=4),
    max_leaves=12,
)
patterns = st.sampled_from(("^[a-z]+$", "^[A-Za-z_][A-Za-z0-9_]{0,2}$", "b", "^a", "a$", "^.$"))


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Schemas of all keywords that are enforced."""
    parts: dict[str, st.SearchStrategy[Any]] = {
        "type": st.sampled_from(("string", "object")),
        "pattern": patterns,
        "maxLength": st.integers(0, 4),
        "required": st.lists(names, max_size=2, unique=True),
        "maxProperties": st.integers(0, 3),
        "description": texts,
    }
    if depth:
        below = schemas(depth - 1)
        parts |= {
            "properties": st.dictionaries(names, below, max_size=3),
            "propertyNames": below,
            "additionalProperties": st.just(False) | below,
        }
    return draw(st.fixed_dictionaries({}, optional=parts))


@given(schemas(), values)
def test_any_schema_and_value_are_judged_as_by_the_reference_implementation(schema: dict[str, Any], value: Any) -> None:
    assert (compile_schema(schema)(value) is None) == Draft202012Validator(schema).is_valid(value)


object_schemas = st.fixed_dictionaries(
    {"properties": st.dictionaries(names, schemas(0), max_size=3), "additionalProperties": st.just(False) | schemas(0)}
)


@given(object_schemas, st.dictionaries(names, texts))
def test_named_properties_and_the_others_are_judged_as_by_the_reference_implementation(
    schema: dict[str, Any], value: dict[str, str]
) -> None:
    assert (compile_schema(schema)(value) is None) == Draft202012Validator(schema).is_valid(value)


almost_events = st.fixed_dictionaries(
    {},
    optional={
        "event_id": st.sampled_from(("e-1", "", "e" * 64, "e" * 65, "é", 1)),
        "user_id": st.sampled_from(("u_1", "u" * 128, "u" * 129, "a b", None)),
        "event_type": st.sampled_from(("click", "order.completed", "Click", "1st", "a" * 65)),
        "occurred_at": st.sampled_from(
            (
                "2026-11-21T09:03:00Z",
                "2026-11-21T09:03:00.123456+05:30",
                "2026-11-21T09:03:00",
                "2026-11-21",
                "2026-13-01T00:00:00Z",
                "2026-11-21T24:00:00Z",
                "2026-11-21T09:03:60Z",
                "2026-11-21t09:03:00z",
                "2026-11-21T09:03:00.1234567Z",
            )
        ),
        "properties": st.dictionaries(texts, texts | st.integers(), max_size=3) | st.just({f"p{n}": "" for n in range(65)}) | st.none(),
        "more": st.just(1),
    },
)


@given(almost_events)
def test_an_event_is_judged_as_by_the_reference_implementation(event: dict[str, Any]) -> None:
    assert (compile_schema(SCHEMA)(event) is None) == Draft202012Validator(SCHEMA).is_valid(event)


def test_the_schema_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_an_event_that_leaves_has_the_columns_of_the_events_table() -> None:
    (record,) = read_batch(batch([entry(an_event())]))
    event = read_event(record)
    assert isinstance(event, Event)
    assert tuple(json.loads(to_line(event, record).data)) == tuple(TABLES["events"].columns)


@pytest.mark.parametrize(
    "schema", [{"minLength": 1}, {"properties": {"a": {"$ref": "#"}}}, {"type": "integer"}, {"additionalProperties": {"enum": []}}]
)
def test_a_schema_that_cannot_be_enforced_whole_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        compile_schema(schema)


@pytest.mark.parametrize("missing", ["event_id", "user_id", "event_type", "occurred_at"])
def test_an_event_without_a_required_field_is_rejected(missing: str) -> None:
    event = {name: value for name, value in an_event().items() if name != missing}
    assert verdict(event) == Rejection(Reason.SCHEMA, "required")


def test_an_event_without_properties_is_an_event() -> None:
    event = {name: value for name, value in an_event().items() if name != "properties"}
    assert isinstance(verdict(event), Event)


def test_an_identifier_does_not_end_in_a_newline() -> None:
    assert verdict(an_event(event_id="event-1\n")) == Rejection(Reason.SCHEMA, "pattern", "/event_id")


@pytest.mark.parametrize("payload", [b"null", b"1", b'"text"', b"[]", b"true", b"[" * 400 + b"]" * 400])
def test_json_that_is_no_object_is_rejected_by_the_schema(payload: bytes) -> None:
    assert verdict(payload) == Rejection(Reason.SCHEMA, "type")


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"{} {}", b"\xef\xbb\xbf{}", b'{"event_id": NaN}', b"-Infinity", b"1" * 5000, b"[" * 100_000, b'{"a":' * 100_000],
    ids=["empty", "half", "two", "byte order mark", "NaN", "infinity", "endless number", "deep list", "deep object"],
)
def test_what_is_not_json_is_rejected(payload: bytes) -> None:
    assert verdict(payload) == Rejection(Reason.NOT_JSON)


@pytest.mark.parametrize("payload", [b"\xff", b'"\xed\xa0\x80"', b'{"event_id": "\\ud800"}', b'{"\\uDFFF": 1}'])
def test_what_utf_8_cannot_hold_is_rejected(payload: bytes) -> None:
    assert verdict(payload) == Rejection(Reason.NOT_UTF8)


def test_an_escaped_character_beyond_the_basic_plane_is_fine() -> None:
    assert isinstance(verdict(json.dumps(an_event(properties={"face": "\U0001f600"})).encode()), Event)


@pytest.mark.parametrize("time", ["2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_never_was_is_rejected(time: str) -> None:
    assert verdict(an_event(occurred_at=time)) == Rejection(Reason.NOT_A_TIME)


def test_a_clock_may_be_a_day_ahead_and_no_more() -> None:
    assert isinstance(verdict(an_event(occurred_at="2026-11-22T09:03:30Z")), Event)
    assert verdict(an_event(occurred_at="2026-11-22T09:03:31Z")) == Rejection(Reason.IN_THE_FUTURE)


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_get_a_verdict(payload: bytes) -> None:
    assert isinstance(verdict(payload), Event | Rejection)


@given(st.text(max_size=40))
def test_any_text_in_the_place_of_base64_gets_a_verdict(text: str) -> None:
    (record,) = read_batch(batch([entry(b"", data=text)]))
    judged = read_event(record)
    assert isinstance(judged, Rejection)
    if judged.reason is not Reason.NOT_BASE64:
        base64.b64decode(text, validate=True)
