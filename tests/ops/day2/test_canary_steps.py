"""Growing a canary: how long it is watched, and what an alarm, a failure or an interruption does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.canary.service import Traffic, traffic_of
from ops.canary.steps import Ending, Steps, grow
from ops.errors import OpsError


@dataclass
class Clock:
    seconds: float = 0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Fake:
    """Alarms from a moment on; breaks at a shift if it is told to."""

    clock: Clock
    alarm_at: float | None = None
    breaks_at: int | None = None
    done: list[str] = field(default_factory=list)

    def shift(self, percent: int) -> None:
        if percent == self.breaks_at:
            raise OpsError("no")
        self.done.append(f"{percent}")

    def back(self) -> None:
        self.done.append("back")

    def alarms(self) -> Sequence[str]:
        return ["errors"] if self.alarm_at is not None and self.clock.seconds >= self.alarm_at else []


PLAN = Steps((5, 25, 50, 100), bake_seconds=60, poll_seconds=10)


def test_without_an_alarm_every_step_is_watched_and_all_calls_go_to_the_new_version() -> None:
    clock = Clock()
    fake = Fake(clock)
    outcome = grow(fake, PLAN, clock, lambda _: None)
    assert outcome.ending is Ending.promoted
    assert fake.done == ["5", "25", "50", "100"]
    assert (outcome.seconds, outcome.polls) == (180, 1 + 3 * 6)


@given(st.floats(min_value=0.1, max_value=179.9))
def test_an_alarm_takes_everything_back_within_one_poll(moment: float) -> None:
    clock = Clock()
    fake = Fake(clock, alarm_at=moment)
    outcome = grow(fake, PLAN, clock, lambda _: None)
    assert outcome.ending is Ending.rolled_back
    assert fake.done[-1] == "back" and "100" not in fake.done
    assert 0 <= clock.seconds - moment <= PLAN.poll_seconds
    assert outcome.alarms == ["errors"]


def test_an_alarm_from_before_is_no_judge_and_nothing_is_begun() -> None:
    clock = Clock()
    fake = Fake(clock, alarm_at=0)
    outcome = grow(fake, PLAN, clock, lambda _: None)
    assert outcome.ending is Ending.refused and fake.done == []


@pytest.mark.parametrize("breaks_at", [25, 100])
def test_what_breaks_in_between_gives_the_old_version_all_calls(breaks_at: int) -> None:
    clock = Clock()
    fake = Fake(clock, breaks_at=breaks_at)
    with pytest.raises(OpsError):
        grow(fake, PLAN, clock, lambda _: None)
    assert fake.done[-1] == "back"


def test_an_interruption_gives_the_old_version_all_calls() -> None:
    clock, fake = Clock(), Fake(Clock())

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    clock.sleep = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        grow(fake, PLAN, clock, lambda _: None)
    assert fake.done == ["5", "back"]


@pytest.mark.parametrize("percents", [(), (50,), (5, 5, 100), (50, 25, 100), (0, 100), (5, 101)])
def test_steps_that_do_not_grow_to_everything_are_refused(percents: tuple[int, ...]) -> None:
    assert any("--steps" in problem for problem in Steps(percents).problems())


def test_a_step_shorter_than_a_poll_is_refused_and_everything_is_told_at_once() -> None:
    assert Steps().problems() == []
    assert len(Steps((1, 2), bake_seconds=1, poll_seconds=5).problems()) == 2


def test_codedeploy_gets_the_steps_that_it_knows() -> None:
    assert traffic_of((10, 100), 300) == Traffic("canary", 10, 5)
    assert traffic_of((25, 50, 75, 100), 60) == Traffic("linear", 25, 1)
    with pytest.raises(OpsError, match="5,25,50,100"):
        traffic_of((5, 25, 50, 100), 60)
