"""What a check found."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

NEARLY = 0.8
"""From this part of a limit on, a measured value is worth a look."""


class Status(StrEnum):
    """How it stands. Only `fail` makes a verification fail."""

    ok = "ok"
    warn = "warn"
    fail = "fail"
    skipped = "skipped"


@dataclass(frozen=True)
class Result:
    """One check of one thing."""

    check: str
    """What was looked at, such as `consumer-lag`."""
    region: str
    subject: str
    """The thing, by the name that AWS or people know it by."""
    status: Status
    measured: str = ""
    limit: str = ""
    why: str = ""
    """For whoever reads it: the reason, and what to do."""

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


@dataclass(frozen=True)
class About:
    """A check of something in a region, before it is known how that stands."""

    check: str
    region: str
    subject: str

    def ok(self, measured: str = "", limit: str = "", why: str = "") -> Result:
        """As it should be."""
        return Result(self.check, self.region, self.subject, Status.ok, measured, limit, why)

    def warn(self, why: str, measured: str = "", limit: str = "") -> Result:
        """Worth a look."""
        return Result(self.check, self.region, self.subject, Status.warn, measured, limit, why)

    def fail(self, why: str, measured: str = "", limit: str = "") -> Result:
        """Not as it should be."""
        return Result(self.check, self.region, self.subject, Status.fail, measured, limit, why)

    def skipped(self, why: str) -> Result:
        """Nothing that could be looked at."""
        return Result(self.check, self.region, self.subject, Status.skipped, why=why)

    def at_most(self, value: float, limit: float, unit: str, why: str = "") -> Result:
        """A value with an upper limit."""
        measured, allowed = f"{value:,.4g} {unit}", f"{limit:,.4g} {unit}"
        if value > limit:
            return self.fail(why or "is above its limit", measured, allowed)
        if value > limit * NEARLY:
            return self.warn("is near its limit", measured, allowed)
        return self.ok(measured, allowed)


def failed(results: Iterable[Result]) -> list[Result]:
    """Those that make a verification fail."""
    return [result for result in results if result.status is Status.fail]
