"""Which recovery point is taken, and when one is late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.backup.buckets import Version, as_of
from ops.backup.points import NoPointError, Point, choose, newest
from ops.backup.schedules import longest_pause, oldest_allowed
from ops.backup.store import stamped

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def point(id_: str, hours: float, since: float | None = None) -> Point:
    begins = None if since is None else NOON - timedelta(hours=since)
    kind = "snapshot" if since is None else "continuous"
    return Point("postgres", "us-east-1", id_, NOON - timedelta(hours=hours), kind, since=begins)


NIGHTS = [point("new", 9), point("old", 33), point("older", 57)]


def test_the_newest_loses_least() -> None:
    assert choose([*NIGHTS, point("log", 0.1, since=100)]).id == "log"
    assert choose(NIGHTS).id == "new"
    assert newest([]) is None


def test_a_moment_takes_the_log_that_covers_it_and_else_the_last_state_before_it() -> None:
    log = point("log", 0.1, since=20)
    assert choose([*NIGHTS, log], at=NOON - timedelta(hours=12)).id == "log"
    assert choose([*NIGHTS, log], at=NOON - timedelta(hours=40)).id == "older"
    with pytest.raises(NoPointError, match="2026-11-25"):
        choose([*NIGHTS, log], at=NOON - timedelta(hours=99))


def test_an_id_is_found_or_the_others_are_named() -> None:
    assert choose(NIGHTS, "old").id == "old"
    with pytest.raises(NoPointError, match="older"):
        choose(NIGHTS, "oldest")
    with pytest.raises(NoPointError, match="no recovery point"):
        choose([])


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [("0 * * * *", 1), ("0 2 * * *", 24), ("0 2,14 * * *", 12), ("*/30 * * * *", 0.5), ("0 1 * * 0", 168), ("0 3 1 * *", 744)],
)
def test_a_schedule_says_how_long_there_may_be_no_backup(schedule: str, hours: float) -> None:
    assert longest_pause(schedule) == timedelta(hours=hours)


def test_the_longest_of_several_pauses_counts() -> None:
    assert longest_pause("0 9-17 * * *") == timedelta(hours=16)
    assert longest_pause("0 9 * * 1-5") == timedelta(hours=72)
    assert oldest_allowed(timedelta(hours=24)) == timedelta(hours=30)
    assert oldest_allowed(timedelta(minutes=5)) == timedelta(minutes=65)


def version(key: str, hours: float, *, deleted: bool = False) -> Version:
    return Version(key, f"{key}-{hours}", NOON - timedelta(hours=hours), 1, deleted=deleted)


HISTORY = [version("a", 9), version("a", 5), version("b", 9), version("b", 2, deleted=True), version("c", 1), version("d", 4, deleted=True)]


def test_objects_come_back_as_they_were_at_a_moment() -> None:
    assert [one.id for one in as_of(HISTORY, NOON - timedelta(hours=3))] == ["a-5", "b-9"]
    assert [one.id for one in as_of(HISTORY, NOON - timedelta(hours=6))] == ["a-9", "b-9"]
    assert [one.id for one in as_of(HISTORY, NOON)] == ["a-5", "c-1"]


def test_without_a_moment_only_what_is_deleted_comes_back() -> None:
    assert [one.id for one in as_of(HISTORY, None)] == ["b-9"]


@given(st.from_regex(r"[a-z][a-z-]{0,60}[a-z]", fullmatch=True), st.integers(min_value=30, max_value=64))
def test_names_keep_to_what_aws_allows(name: str, longest: int) -> None:
    made = stamped(name, NOON, longest)
    assert len(made) <= longest and made != name
    assert made.endswith("11271200")
