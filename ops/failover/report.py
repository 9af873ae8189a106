"""What came of a move: its timeline against the objective, and what is left to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.command import Desk
from ops.failover.plan import FAILBACK, Move
from ops.failover.rest import rest_in
from ops.failover.validate import said
from ops.journal import Run, StepRecord
from ops.objectives import longest
from ops.progress import now
from ops.runner import seconds_between
from ops.verify.result import Result, failed
from settings import PROJECT

_BEFORE = ("replica", "proxy freed", "close behind")
"""The steps of a failback that are taken while the source still works."""
_LATER = ("postgres", "proxy", "backups", "serves")
"""The steps for which events do not wait."""


@dataclass(frozen=True)
class Recovered:
    """Seconds from the start of a run, or of a failback's from when the source was fenced. What tidies up afterwards does not count."""

    events: float
    """Until the target took them, which is tier ingest's."""
    everything: float
    """Until PostgreSQL took writes there and all answered, which is tier analytics'."""


def timeline(records: Sequence[StepRecord]) -> str:
    """A line a step."""
    lines = []
    for record in records:
        took = f"{seconds_between(record.started, record.ended):8.1f} s" if record.started and record.ended else " " * 10
        lines.append(f"  {record.started[11:19]} {took}  {record.status:8} {record.name}{': ' + record.detail if record.detail else ''}")
    return "\n".join(lines)


def recovered(run: Run, records: Sequence[StepRecord], move: Move) -> Recovered:
    """How long it took."""
    own = [record for record in records if record.name.endswith(f" {move.target}") or record.name in ("cache", "names")]
    start = run.started
    if move.kind == FAILBACK:
        start = next((record.started for record in records if not record.name.startswith(_BEFORE)), start)
    soon = [record for record in own if not record.name.startswith(_LATER)]
    return Recovered(*(seconds_between(start, max((one.ended for one in part if one.ended), default=start)) for part in (soon, own)))


def summary(desk: Desk, move: Move, run: Run, records: Sequence[StepRecord]) -> str:
    """The move is done, or the rest of it."""
    late = [record.name for record in records if record.status == "failed"]
    left = f"\nLeft undone: {', '.join(late)}. Once what stopped it is seen to, the same command does it." if late else ""
    first = f"the rest of {move.words} of stack {desk.stack}" if rest_in(run) else _measured(desk, move, recovered(run, records, move))
    return f"{first}\n{timeline(records)}{left}"


def _measured(desk: Desk, move: Move, took: Recovered) -> str:
    events = _held(took.events, longest(desk.settings, "ingest"))
    everything = _held(took.everything, longest(desk.settings, "analytics"))
    return f"{move.words} of stack {desk.stack} done: {move.target} takes events after {events}; everything serves after {everything}"


def findings(move: Move, found: Sequence[Result]) -> str:
    """What is not well in the region that works now; empty if all is."""
    if not (wrong := failed(found)):
        return ""
    told = "\n".join(f"  {said(one)}" for one in wrong)
    return f"not all is well in {move.target}; once it is seen to, `ops verify --active {move.target}` looks again:\n{told}"


def last_line(desk: Desk, move: Move) -> str:
    """What has to follow in the stack file."""
    then = f"pulumi preview --refresh --stack {desk.stack}"
    return f"Set `{PROJECT}:active_region: {move.target}` in Pulumi.{desk.stack}.yaml, then run `{then}`."


def failure(desk: Desk, move: Move, run: Run, records: Sequence[StepRecord], error: Exception) -> str:
    """The move is not done."""
    took = (now() - datetime.fromisoformat(run.started)).total_seconds()
    return f"{move.words} of stack {desk.stack} failed after {_minutes(took)}: {error}\n{timeline(records)}"


def _held(seconds: float, limit: float) -> str:
    """Against the objective."""
    return f"{_minutes(seconds)}, {'within' if seconds <= limit else 'MORE THAN'} the {_minutes(limit)} allowed"


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
