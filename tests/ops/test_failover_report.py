"""What a move is measured by: events by tier ingest, everything by tier analytics."""

from types import SimpleNamespace
from typing import Any

import pytest

from ops.failover.plan import FAILBACK, FAILOVER, Move
from ops.failover.report import Recovered, recovered, summary
from ops.journal import Run, StepRecord
from tests.support import settings_of

HOME, AWAY = "us-east-1", "us-west-2"
MOVES = {FAILOVER: Move(FAILOVER, HOME, AWAY), FAILBACK: Move(FAILBACK, AWAY, HOME)}


def at(minutes: float) -> str:
    return f"2026-03-01T{10 + int(minutes // 60):02}:{int(minutes % 60):02}:00.000+00:00"


def moved(kind: str, *steps: tuple[str, float]) -> tuple[Run, list[StepRecord], Move]:
    """Each step begins when the one before it ends: name → minute of its end."""
    ends = [0.0, *(end for _, end in steps)]
    records = [StepRecord(name, "done", n, started=at(ends[n]), ended=at(end)) for n, (name, end) in enumerate(steps)]
    move = MOVES[kind]
    return Run("made", kind, {}, "done", at(0), "me"), records, move


THERE = ((f"services {HOME}", 1), (f"promotion {AWAY}", 2), ("cache", 3), ("names", 4), (f"postgres {AWAY}", 30), (f"serves {AWAY}", 40))


def test_events_are_taken_once_names_have_moved_and_everything_serves_later() -> None:
    run, records, move = moved(FAILOVER, *THERE, (f"nodes {HOME}", 90))
    assert recovered(run, records, move) == Recovered(4 * 60, 40 * 60)


def test_without_names_to_move_events_are_taken_once_they_are_read() -> None:
    run, records, move = moved(
        FAILOVER, (f"promotion {AWAY}", 2), (f"event sources {AWAY}", 3), (f"postgres {AWAY}", 30), (f"proxy {AWAY}", 31)
    )
    assert recovered(run, records, move) == Recovered(3 * 60, 31 * 60)


def test_a_way_back_is_measured_from_when_the_source_stops() -> None:
    steps = (
        (f"replica {HOME}", 60),
        (f"proxy freed {HOME}", 60.5),
        (f"close behind {HOME}", 61),
        (f"services {AWAY}", 62),
        ("names", 65),
        (f"postgres {HOME}", 81),
    )
    run, records, move = moved(FAILBACK, *steps)
    assert recovered(run, records, move) == Recovered(4 * 60, 20 * 60)


@pytest.mark.parametrize(
    ("names", "everything", "said"),
    [
        (15, 119, "takes events after 15 min 0 s, within the 15 min 0 s allowed; everything serves after 119 min 0 s, within the 120 min"),
        (16, 120, "takes events after 16 min 0 s, MORE THAN the 15 min 0 s allowed; everything serves after 120 min 0 s, within"),
        (5, 121, "takes events after 5 min 0 s, within the 15 min 0 s allowed; everything serves after 121 min 0 s, MORE THAN the 120 min"),
    ],
)
def test_each_is_held_against_its_own_objective(names: float, everything: float, said: str) -> None:
    run, records, move = moved(FAILOVER, ("names", names), (f"postgres {AWAY}", everything))
    desk: Any = SimpleNamespace(stack="staging", settings=settings_of("staging"))
    assert said in summary(desk, move, run, records)
