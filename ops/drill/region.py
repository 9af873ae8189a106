"""A region is left as if it were lost, the other one is looked at, and everything goes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ops.canary.steps import Time
from ops.context import Context
from ops.drill.report import Report, Stage
from ops.errors import OpsError, RunError
from ops.objectives import longest
from ops.tables import duration
from ops.verify.result import Result, failed
from settings import PROJECT


@dataclass(frozen=True)
class Moved:
    """What came of moving the primary's work."""

    status: int
    """The exit status of the command that did it."""
    seconds: float | None = None
    """Until the target took events, by the journal; None where it does not say."""
    run: str = ""
    """How the journal's run ended, such as `rolled-back`; empty if none was begun."""
    reason: str = ""
    """Why it failed."""
    everything: float | None = None
    """Seconds until all of the target served."""


@dataclass(frozen=True)
class Ways:
    """How it is moved there and back, and how the result is looked at."""

    there: Callable[[], Moved]
    back: Callable[[], Moved]
    look: Callable[[str], Iterator[Result]]
    """With the region that is to work."""


def run(context: Context, ways: Ways, clock: Time) -> Report | None:
    """There, look, back, look. A dry run shows the way there only: the one back depends on what it leaves. Raises OpsError."""
    outputs = context.outputs
    if outputs.dr_region is None:
        raise OpsError("the stack has no dr region to move to")
    if outputs.active_region != outputs.primary_region:
        raise OpsError(f"{outputs.active_region} works already; go back to {outputs.primary_region} first (`ops failback`)")
    if context.gateway.dry_run:
        if status := ways.there().status:
            raise OpsError(f"the failover would not be made: it ended with exit status {status}, for the reason above")
        return None
    drill = _Drill(context, ways, clock, context.now(), outputs.primary_region, outputs.dr_region)
    try:
        drill.hold()
    except KeyboardInterrupt:
        raise RunError(drill.interrupted()) from None
    return drill.report()


@dataclass
class _Drill:
    """One, as it goes on."""

    context: Context
    ways: Ways
    clock: Time
    began: datetime
    home: str
    away: str
    at: str = "failover"
    """The stage that is under way."""
    stages: list[Stage] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def hold(self) -> None:
        """All of it, as far as it comes."""
        there = self._go("failover", self.ways.there)
        if there.status:
            self.findings.append(f"{_failure('failover', there)}. {self.home} is to work on")
            if there.run:
                self._look("verification at home", self.home)
            return
        self._look("verification", self.away)
        back = self._go("failback", self.ways.back)
        if back.status:
            self.findings.append(f"{_failure('failback', back)}. {self._left()}")
            self._look("verification of what was left", self.away)
        else:
            self._look("verification at home", self.home)

    def report(self) -> Report:
        """Of all that was done. Either way has the first tier's objective; that the second's is missed is a finding."""
        ways = [stage.measured_seconds for stage in self.stages if stage.measured_seconds is not None]
        return Report(
            "region",
            self.context.stack,
            f"{self.home} to {self.away} and back",
            self.began,
            not self.findings,
            self.stages,
            ways[0],
            longest(self.context.settings, "ingest"),
            "ingest",
            self.findings,
        )

    def interrupted(self) -> str:
        """What somebody reads who ended it."""
        if self.at == "failover":
            again = f"`ops failover --to {self.away} --planned --stack {self.context.stack}` goes on, and then `ops failback`"
            return f"the drill was interrupted during its failover, which may be half done: {again}"
        return f"the drill was interrupted during its {self.at}. {self._left()}"

    def _go(self, name: str, way: Callable[[], Moved]) -> Moved:
        """A way's own time is the journal's: what tidies up afterwards, or is made ready while the other region works, is none of it."""
        self.at, start = name, self.clock.now()
        moved = way()
        seconds = self.clock.now() - start
        measured = seconds if moved.seconds is None else moved.seconds
        everything = measured if moved.everything is None else moved.everything
        detail = "failed" if moved.status else f"took events after {duration(measured)}, all served after {duration(everything)}"
        self.stages.append(Stage(name, seconds, detail, measured))
        if not moved.status and everything > (limit := longest(self.context.settings, "analytics")):
            self.findings.append(f"after the {name} all served after {duration(everything)} only, of {duration(limit)} (tier analytics)")
        return moved

    def _look(self, name: str, active: str) -> None:
        self.at, start = name, self.clock.now()
        try:
            wrong = [f"{one.check} {one.subject}: {one.why}" for one in failed(self.ways.look(active))]
        except OpsError as error:
            wrong = [str(error)]
        self.findings += [f"{active} at work: {one}" for one in wrong]
        self.stages.append(Stage(name, self.clock.now() - start, f"{len(wrong)} findings" if wrong else "all is well"))

    def _left(self) -> str:
        """Where things stand once the failover is done, and what is to be done then."""
        stack = self.context.stack
        return (
            f"Nothing of the failover was taken back: the primary's work is to be in {self.away}. See to what stopped it, and run "
            f"`ops failback --stack {stack}`; if that has to wait, set `{PROJECT}:active_region: {self.away}` in Pulumi.{stack}.yaml "
            "before anybody deploys"
        )


def _failure(name: str, moved: Moved) -> str:
    why = f": {moved.reason}" if moved.reason else ""
    if not moved.run:
        others = "somebody else is at work on the stack" if moved.status == 3 else "it says why above"
        return f"the {name} was not begun ({others}; exit status {moved.status})"
    if moved.run == "rolled-back":
        return f"the {name} failed, and all that it had done was taken back{why}"
    return f"the {name} did not come to its end and left things half way (its run is {moved.run}){why}"
