"""A region is left as if it were lost, the other one is looked at, and everything goes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ops.canary.steps import Time
from ops.context import Context
from ops.drill.report import Report, Stage
from ops.errors import OpsError
from ops.verify.result import Result, failed

Go = Callable[[], bool]
"""Moves the primary's work; whether it came to a good end."""


@dataclass(frozen=True)
class Ways:
    """How it is moved there and back, and how the result is looked at."""

    there: Go
    back: Go
    look: Callable[[str], Iterator[Result]]
    """With the region that is to work."""


def run(context: Context, ways: Ways, clock: Time) -> Report | None:
    """There, look, back, look. None in a dry run. What takes the time between is told apart: the objective is about the way there."""
    outputs = context.outputs
    if outputs.dr_region is None:
        raise OpsError("the stack has no dr region to move to")
    if outputs.active_region != outputs.primary_region:
        raise OpsError(f"{outputs.active_region} works already; go back to {outputs.primary_region} first (`ops failback`)")
    began, stages, findings = context.now(), [], []

    def timed(name: str, do: Callable[[], str]) -> float:
        start = clock.now()
        detail = do()
        seconds = clock.now() - start
        stages.append(Stage(name, seconds, detail))
        return seconds

    def go(way: Go, name: str) -> str:
        if way():
            return "done"
        findings.append(f"{name} did not come to its end")
        return "failed"

    def look(active: str) -> str:
        wrong = failed(ways.look(active))
        findings.extend(f"{active} at work: {one.check} {one.subject}: {one.why}" for one in wrong)
        return f"{len(wrong)} findings" if wrong else "all is well"

    measured = timed("failover", lambda: go(ways.there, "the failover"))
    if not findings and not context.gateway.dry_run:
        measured += timed("verification", lambda: look(str(outputs.dr_region)))
    if "the failover did not come to its end" not in findings:
        timed("failback", lambda: go(ways.back, "the failback"))
        if not context.gateway.dry_run:
            timed("verification at home", lambda: look(outputs.primary_region))
    if context.gateway.dry_run:
        return None
    tiers = context.settings.recovery.tiers
    subject = f"{outputs.primary_region} to {outputs.dr_region} and back"
    objective = tiers.ingest.rto_minutes * 60
    return Report("region", context.stack, subject, began, not findings, stages, measured, objective, "ingest", findings)
