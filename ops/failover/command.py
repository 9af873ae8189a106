"""`ops failover` and `ops failback`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ops import command as common
from ops.command import Desk, confirmed, desk_of, explained
from ops.errors import OpsError, RunError
from ops.failover import report
from ops.failover.adoption import adoption, replaced
from ops.failover.decide import refuse
from ops.failover.facts import Health, detect
from ops.failover.messages import Messages
from ops.failover.plan import FAILBACK, FAILOVER, Move, Plan, move_of
from ops.failover.rest import all_records, rest_of
from ops.failover.validate import validated
from ops.runner import Runner
from ops.verify.smoke import WORLD, World

To = Annotated[str, typer.Option("--to", help="The region that takes over: the dr region.")]
Planned = Annotated[bool, typer.Option("--planned", help="Leave a region that is healthy.")]
Forced = Annotated[bool, typer.Option("--forced", help="Leave a region that does not answer; what it wrote last may be lost.")]
Abandon = Annotated[str | None, typer.Option("--abandon", help="Do not go on with this unfinished run, whatever state it left.")]
NoVerify = Annotated[bool, typer.Option("--no-verify", help="Leave what `ops verify` checks to a later `ops verify`.")]


@dataclass(frozen=True)
class Asked:
    """How the operator wants it."""

    planned: bool
    forced: bool
    no_rollback: bool
    no_verify: bool
    abandon: str | None
    take_over: bool
    yes: bool
    confirm: str | None


def failover(
    stack: common.StackName,
    to: To,
    planned: Planned = False,
    forced: Forced = False,
    dry_run: common.DryRun = False,
    no_rollback: common.NoRollback = False,
    no_verify: NoVerify = False,
    abandon: Abandon = None,
    take_over: common.TakeOver = False,
    yes: common.Yes = False,
    confirm: common.Confirm = None,
    project: common.Project = Path(),
    outputs: common.OutputsFile = None,
    profile: common.Profile = None,
    poll: common.Poll = common.DEFAULT_POLL,
    attempts: common.Attempts = common.DEFAULT_ATTEMPTS,
    timeout: common.Timeout = common.DEFAULT_TIMEOUT,
    lease: common.Lease = common.DEFAULT_LEASE,
    limit: common.Limit = 1.0,
) -> None:
    """Move the primary region's work to the dr region. Interrupted, the same command goes on; if a step fails, all is taken back.

    A forced failover takes nothing back: the same command goes on once what stopped it is seen to. Once all is done the region is
    verified; exit status 1 if something is not well there, which takes nothing back.
    """
    with explained():
        patience = common.patience_of(poll, attempts, timeout, limit)
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run, patience=patience, lease=lease)
        move = move_of(desk.outputs, FAILOVER, to)
        asked = Asked(planned, forced, no_rollback or forced, no_verify, abandon, take_over, yes, confirm)
        make(desk, move, asked)


def failback(
    stack: common.StackName,
    dry_run: common.DryRun = False,
    no_rollback: common.NoRollback = False,
    no_verify: NoVerify = False,
    abandon: Abandon = None,
    take_over: common.TakeOver = False,
    yes: common.Yes = False,
    confirm: common.Confirm = None,
    project: common.Project = Path(),
    outputs: common.OutputsFile = None,
    profile: common.Profile = None,
    poll: common.Poll = common.DEFAULT_POLL,
    attempts: common.Attempts = common.DEFAULT_ATTEMPTS,
    timeout: common.Timeout = common.DEFAULT_TIMEOUT,
    lease: common.Lease = common.DEFAULT_LEASE,
    limit: common.Limit = 1.0,
) -> None:
    """Move the work back to the primary region, whose PostgreSQL is first made a replica of what the dr region has written meanwhile.

    The instance that had been left in the primary region is renamed and kept. It is verified at the end, as by `ops failover`. If it says
    that it left something undone, the same command does only that.
    """
    with explained():
        patience = common.patience_of(poll, attempts, timeout, limit)
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run, patience=patience, lease=lease)
        move = move_of(desk.outputs, FAILBACK)
        make(desk, move, Asked(True, False, no_rollback, no_verify, abandon, take_over, yes, confirm))


def make(desk: Desk, move: Move, asked: Asked, world: World = WORLD) -> None:
    """Detect, decide, execute, validate, communicate. Raises OpsError."""
    with desk.at_work(f"ops {move.kind}", take_over=asked.take_over, rollback=not asked.no_rollback) as (runner, owner):
        if asked.abandon:
            runner.abandon(asked.abandon)
        _nothing_else(runner, move)
        facts = detect(desk, move)
        for fact in facts.all:
            desk.progress.tell("fact", f"{fact.what}: {fact.measured}")
        plan = Plan(desk, move, asked.forced, facts.source is not Health.unreachable)
        steps, rest = plan.steps(), rest_of(runner, move, facts)
        if rest:
            steps = rest.taken_from(steps, move, facts)
        if runner.unfinished(move.kind) is None:
            if not rest:
                refuse(move, facts, steps, planned=asked.planned, forced=asked.forced)
            what = f"the rest of {move.words} ({', '.join(rest.names)})" if rest else move.words
            confirmed(desk, f"{what} of stack {desk.stack}", yes=asked.yes, confirm=asked.confirm)
        run = runner.begin(move.kind, {"from": move.source, "to": move.target} | (rest.parameters if rest else {}), owner)
        messages = Messages(desk, move, facts.source)
        if not rest:
            messages.begun(run.id, owner)
        try:
            run = runner.execute(run, steps)
        except RunError as error:
            records = runner.timeline(run)
            left = adoption(desk.stack, replaced(desk, all_records(runner, run)))
            messages.ended(run.id, f"{report.failure(desk, move, run, records, error)}\n{left}".rstrip(), well=False)
            typer.echo(f"{report.timeline(records)}\n{left}".rstrip(), err=True)
            raise
        desk.progress.begin("")
        if desk.gateway.dry_run:
            desk.progress.tell("done", "dry run: nothing was changed")
            return
        records, found = runner.timeline(run), [] if asked.no_verify else validated(desk, move.target, world)
        wrong = report.findings(move, found)
        parts = (report.summary(desk, move, run, records), wrong, adoption(desk.stack, replaced(desk, all_records(runner, run))))
        text = "\n".join(part for part in parts if part)
        messages.ended(run.id, text, well=not wrong)
        desk.progress.begin("")
        for line in (*text.splitlines(), report.last_line(desk, move)):
            desk.progress.tell("report", line)
        if wrong:
            raise RunError(f"{move.words} is done, but {wrong}")


def _nothing_else(runner: Runner, move: Move) -> None:
    other = runner.unfinished(FAILBACK if move.kind == FAILOVER else FAILOVER)
    if other:
        raise OpsError(
            f"run {other.id} ({other.kind}) of {other.started} was not brought to its end: finish it with `ops {other.kind}`, "
            f"or give it up with --abandon {other.id}"
        )
