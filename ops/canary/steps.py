"""Growing a new version's part of the calls step by step, and taking all of it back when an alarm goes off."""

import time as clock
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

ALL = 100
"""Percent."""


class Time(Protocol):
    """Seconds that pass."""

    def now(self) -> float:
        """Seconds since some moment."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Wall:
    """The time on the wall."""

    def now(self) -> float:
        """Seconds, never going back."""
        return clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        clock.sleep(seconds)


class Canary(Protocol):
    """What gets the calls."""

    def shift(self, percent: int) -> None:
        """Give the new version so many percent of the calls; all of them end the canary."""
        ...

    def back(self) -> None:
        """Give the old version all calls again."""
        ...

    def alarms(self) -> Sequence[str]:
        """The alarms that are in state ALARM now."""
        ...


@dataclass(frozen=True)
class Steps:
    """How it grows."""

    percents: tuple[int, ...] = (5, 25, 50, ALL)
    bake_seconds: float = 300
    """How long each step but the last is watched."""
    poll_seconds: float = 15
    """How often the alarms are looked at."""

    def problems(self) -> list[str]:
        """What is wrong with it, in words for people."""
        found = []
        if not self.percents or list(self.percents) != sorted(set(self.percents)) or self.percents[-1] != ALL or self.percents[0] < 1:
            given = ",".join(map(str, self.percents)) or "none"
            found.append(f"--steps {given}: they must be percents that grow and end with 100, such as 5,25,50,100")
        if self.poll_seconds < 1:
            found.append(f"--poll {self.poll_seconds:g}: CloudWatch is asked once a second at most")
        if self.bake_seconds < self.poll_seconds:
            found.append(f"--bake {self.bake_seconds:g} is shorter than --poll {self.poll_seconds:g}: no alarm would be looked at")
        return found


class Ending(StrEnum):
    """How a canary ended."""

    promoted = "promoted"
    rolled_back = "rolled back"
    refused = "refused"


@dataclass
class Outcome:
    """What became of it."""

    ending: Ending
    percent: int = 0
    """The step it ended in."""
    alarms: Sequence[str] = field(default_factory=tuple)
    polls: int = 0
    seconds: float = 0


def grow(canary: Canary, steps: Steps, time: Time, tell: Callable[[str], None]) -> Outcome:
    """Run it to its end. Whatever breaks in between, an interruption too, gives the old version all calls again."""
    began = time.now()
    if alarms := canary.alarms():
        return Outcome(Ending.refused, alarms=alarms, polls=1)
    outcome = Outcome(Ending.promoted, polls=1)
    try:
        for percent in steps.percents:
            outcome.percent = percent
            canary.shift(percent)
            tell(f"{percent} % of the calls go to the new version")
            if percent < ALL and (alarms := _bake(canary, steps, time, outcome)):
                canary.back()
                outcome.ending, outcome.alarms = Ending.rolled_back, alarms
                break
    except BaseException:
        tell("interrupted: the old version gets all calls again")
        canary.back()
        raise
    outcome.seconds = time.now() - began
    return outcome


def _bake(canary: Canary, steps: Steps, time: Time, outcome: Outcome) -> Sequence[str]:
    """Watch a step; the alarms that went off, if any."""
    until = time.now() + steps.bake_seconds
    while (left := until - time.now()) > 0:
        time.sleep(min(steps.poll_seconds, left))
        outcome.polls += 1
        if alarms := canary.alarms():
            return alarms
    return ()
