"""`ops drill`: rehearsals, each with a report of the time it took."""

from pathlib import Path
from typing import Annotated

import typer

from ops import command as common
from ops.aws import Patience
from ops.backup.catalogue import store_named, stores_of
from ops.backup.restore import Waiting
from ops.canary.steps import Wall
from ops.command import Confirm, Desk, DryRun, OutputsFile, Profile, Project, StackName, TakeOver, Yes, confirmed, desk_of, explained
from ops.drill import component as components
from ops.drill import region as regions
from ops.drill import restoring
from ops.drill.moves import Moves
from ops.drill.report import Report
from ops.errors import OpsError
from ops.tables import write
from ops.verify.smoke import WORLD, verify

drill = typer.Typer(no_args_is_help=True, help="Rehearsals. In prod each wants the stack's name typed.")

Out = Annotated[Path | None, typer.Option("--out", help="Write the report to this file: JSON if it ends with .json, else Markdown.")]


@drill.command()
def component(
    name: Annotated[str, typer.Argument(help="The experiment's name; a wrong one lists those there are.")],
    stack: StackName,
    region: common.Region = None,
    poll: common.Poll = 15,
    out: Out = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    take_over: TakeOver = False,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Start one of the stack's fault experiments (AWS FIS), follow it, and stop it when an alarm goes off. Exit status 1 then."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        where = region or desk.outputs.active_region
        desk.progress.begin(f"drill {name}")
        confirmed(desk, f"Fault {name} in {where}", yes=yes, confirm=confirm)
        with desk.at_work(f"drill component {name}", take_over=take_over):
            report = components.run(desk, where, name, poll, Wall())
        _finish(report, out)


@drill.command()
def region(
    stack: StackName,
    out: Out = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
    poll: common.Poll = common.DEFAULT_POLL,
    attempts: common.Attempts = common.DEFAULT_ATTEMPTS,
    timeout: common.Timeout = common.DEFAULT_TIMEOUT,
    limit: common.Limit = 1.0,
) -> None:
    """Fail over as planned, verify, fail back, verify; both ways are measured against the first tier's objective.

    Exit status 1 if a way failed, took too long, or not all was well. Where the way back fails, the dr region works on: the report says so.
    """
    with explained():
        patience = common.patience_of(poll, attempts, timeout, limit)
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run, patience=patience)
        confirmed(desk, f"Leave {desk.outputs.primary_region} and come back", yes=yes, confirm=confirm)
        moves = Moves(desk, _same(desk, project, outputs, profile, patience))
        moves.refuse()
        ways = regions.Ways(moves.there, moves.back, lambda active: verify(desk, active=active, world=WORLD))
        _finish(regions.run(desk, ways, Wall()), out)


@drill.command()
def restore(
    store: common.Store,
    stack: StackName,
    region: common.Region = None,
    part: common.Part = "",
    poll: common.Poll = 15,
    timeout: common.Wait = 6 * 3600,
    out: Out = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Restore a store's newest backup into something new, ask it, take it away, and measure that against the store's objective."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        chosen = store_named(stores_of(desk), store)
        where = region or desk.outputs.active_region
        if where not in chosen.regions():
            raise OpsError(f"{store} has no recovery points in {where}; it has them in {', '.join(chosen.regions())}")
        confirmed(desk, f"Restore {store} in {where} for a drill", yes=yes, confirm=confirm)
        _finish(restoring.run(desk, chosen, where, part, Waiting(poll, timeout)), out)


def _finish(report: Report | None, out: Path | None) -> None:
    """Written or printed; a drill that did not pass, or not in time, ends with exit status 1."""
    if report is None:
        return
    if out:
        write(out, report.as_json() if out.suffix == ".json" else report.as_markdown())
    else:
        typer.echo(report.as_markdown())
    if not (report.passed and report.in_time):
        raise typer.Exit(1)


def _same(desk: Desk, project: Path, outputs: Path | None, profile: str | None, quick: Patience) -> list[str]:
    """The stack, once more: who was asked here is not asked there."""
    found = ["--stack", desk.stack, "--project", str(project.absolute()), "--confirm", desk.stack]
    found += ["--poll", f"{quick.poll_seconds}", "--attempts", f"{quick.attempts}"]
    found += ["--timeout", f"{quick.read_seconds}", "--patience", f"{quick.limit}"]
    if outputs:
        found += ["--outputs", str(outputs.absolute())]
    if profile:
        found += ["--profile", profile]
    return [*found, "--dry-run"] if desk.gateway.dry_run else found
