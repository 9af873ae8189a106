"""Whatever is written into a stack file, the answer is settings or a SettingsError."""

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settings import AnySettings, SettingsError, engine_config, from_engine, from_stack_file
from tests.support import ROOT
from tests.unit.stack_files import PROD

SCRAPS = [
    "",
    " ",
    "\t",
    "\n",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "#",
    "0",
    ".nan",
    "null",
    "é",
    "\0",
    "\ufeff",
    "\ud7ff",
    "<<: ",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["10.0.0.0/16", "us-east-1", "[", "{}", "cron(0 * * * ? *)"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ROBUST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answered(read: Callable[[], AnySettings]) -> None:
    """Read, and look at what a person would see."""
    try:
        assert read().tags
    except SettingsError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)
        error.text().encode()


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Prod's file after some slips of the hand."""
    text = PROD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 0, 1, 5, 40, 400]))
        text = text[:start] + draw(st.sampled_from(SCRAPS)) + text[end:]
    return text


@ROBUST
@given(text=edited())
def test_slips_of_the_hand_never_give_a_traceback(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(text)
    answered(lambda: from_stack_file(tmp_path, "prod"))


@ROBUST
@given(content=st.binary(max_size=200))
def test_any_bytes_never_give_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_bytes(content)
    answered(lambda: from_stack_file(tmp_path, "prod"))


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in nested lists and dicts."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def replaced(value: object, path: tuple[str | int, ...], new: object) -> object:
    """The same with another value at one place."""
    if not path:
        return new
    if isinstance(value, dict):
        return {key: replaced(part, path[1:], new) if key == path[0] else part for key, part in value.items()}
    assert isinstance(value, list)
    return [replaced(part, path[1:], new) if index == path[0] else part for index, part in enumerate(value)]


DECODED = {key: json.loads(text) if text[:1] in ("[", "{") else text for key, text in engine_config(ROOT / "Pulumi.prod.yaml").items()}


@ROBUST
@given(place=st.sampled_from(places(DECODED)[1:]), value=VALUES)
def test_any_value_anywhere_never_gives_a_traceback(tmp_path: Path, place: tuple[str | int, ...], value: object) -> None:
    wrong = replaced(DECODED, place, value)
    assert isinstance(wrong, dict)
    config = {key: part if isinstance(part, str) else json.dumps(part) for key, part in wrong.items()}
    answered(lambda: from_engine(tmp_path, "prod", config))
