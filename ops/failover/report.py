"""What came of a move: its timeline against the objective, and what is left to a person."""

from collections.abc import Sequence
from datetime import datetime

from ops.aws import AwsError
from ops.command import Desk
from ops.failover.plan import FAILBACK, Move
from ops.failover.validate import said
from ops.journal import Run, StepRecord
from ops.objectives import longest
from ops.progress import now
from ops.runner import seconds_between
from ops.steps.postgres import instance_of
from ops.verify.result import Result, failed
from settings import PROJECT

_BEFORE = ("replica", "close behind")
"""The steps of a failback that are taken while the source still works."""


def timeline(records: Sequence[StepRecord]) -> str:
    """A line a step."""
    lines = []
    for record in records:
        took = f"{seconds_between(record.started, record.ended):8.1f} s" if record.started and record.ended else " " * 10
        lines.append(f"  {record.started[11:19]} {took}  {record.status:8} {record.name}{': ' + record.detail if record.detail else ''}")
    return "\n".join(lines)


def recovered(run: Run, records: Sequence[StepRecord], move: Move) -> float:
    """Seconds until the target served: from the start of the run, or of a failback's from when the source was fenced.

    What tidies up afterwards does not count.
    """
    own = [record for record in records if record.name.endswith(f" {move.target}") or record.name in ("cache", "names")]
    start = run.started
    if move.kind == FAILBACK:
        start = next((record.started for record in records if not record.name.startswith(_BEFORE)), start)
    return seconds_between(start, max((record.ended for record in own if record.ended), default=start))


def summary(desk: Desk, move: Move, run: Run, records: Sequence[StepRecord]) -> str:
    """The move is done."""
    seconds, limit = recovered(run, records, move), longest(desk.settings)
    verdict = "within" if seconds <= limit else "MORE THAN"
    first = (
        f"{move.words} of stack {desk.stack} done: {move.target} serves after {_minutes(seconds)}, {verdict} the {_minutes(limit)} allowed"
    )
    late = [record.name for record in records if record.status == "failed"]
    left = f"\nLeft undone: {', '.join(late)}. The next `pulumi up`, or a second run, sees to it." if late else ""
    return f"{first}\n{timeline(records)}{left}"


def findings(move: Move, found: Sequence[Result]) -> str:
    """What is not well in the region that works now; empty if all is."""
    if not (wrong := failed(found)):
        return ""
    told = "\n".join(f"  {said(one)}" for one in wrong)
    return f"not all is well in {move.target}; once it is seen to, `ops verify --active {move.target}` looks again:\n{told}"


def adoption(desk: Desk, records: Sequence[StepRecord]) -> str:
    """What Pulumi's state must learn: instances that took the name of another. Empty if there are none.

    In the state an instance goes by its resource id, which a renamed one takes along. It can be neither deleted from the state, as others
    depend on it, nor imported beside itself: so the id is replaced.
    """
    replaced = []
    for region in desk.outputs.regions:
        takeover = desk.outputs.regions[region].takeover
        if takeover is None or takeover.postgres is None:
            continue
        before = next((old for record in records if (old := _known(record, region))), None)
        try:
            found = instance_of(desk.gateway, region, takeover.postgres.identifier)
        except AwsError:
            continue
        if found and before and found["DbiResourceId"] != before:
            replaced.append((region, takeover.postgres.identifier, before, found["DbiResourceId"]))
    if not replaced:
        return ""
    edits = " ".join(f"-e s/{old}/{new}/g" for _, _, old, new in replaced)
    names = ", ".join(f"{identifier} in {region}" for region, identifier, _, _ in replaced)
    asides = ", ".join(f"{identifier}-{old.lower().removeprefix('db-')[:8]} in {region}" for region, identifier, old, _ in replaced)
    stack = f"--stack {desk.stack}"
    return (
        f"New instances have taken the names of old ones ({names}). Let Pulumi's state know them:\n"
        f"  pulumi stack export {stack} --file before.json\n"
        f"  sed {edits} before.json > after.json\n"
        f"  pulumi stack import {stack} --file after.json\n"
        f"The old ones ({asides}) are kept; delete them once nobody misses anything."
    )


def last_line(desk: Desk, move: Move) -> str:
    """What has to follow in the stack file."""
    then = f"pulumi preview --refresh --stack {desk.stack}"
    return f"Set `{PROJECT}:active_region: {move.target}` in Pulumi.{desk.stack}.yaml, then run `{then}`."


def failure(desk: Desk, move: Move, run: Run, records: Sequence[StepRecord], error: Exception) -> str:
    """The move is not done."""
    took = (now() - datetime.fromisoformat(run.started)).total_seconds()
    return f"{move.words} of stack {desk.stack} failed after {_minutes(took)}: {error}\n{timeline(records)}"


def _known(record: StepRecord, region: str) -> str | None:
    """The resource id that a region's instance had before a step."""
    if record.name in (f"postgres {region}", f"replica {region}"):
        found: str | None = record.before.get("resource_id")
        return found
    return None


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
