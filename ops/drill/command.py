"""`ops drill`: rehearsals, each with a report of the time it took."""

import subprocess
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer

from ops.backup.catalogue import store_named, stores
from ops.backup.restore import Waiting
from ops.canary.steps import Wall
from ops.cluster import cluster_of
from ops.command import Confirm, Desk, DryRun, OutputsFile, Profile, Project, StackName, TakeOver, Yes, confirmed, desk_of, explained
from ops.drill import component as components
from ops.drill import region as regions
from ops.drill import restoring
from ops.drill.report import Report
from ops.errors import OpsError
from ops.tables import write
from ops.verify.smoke import verify

drill = typer.Typer(no_args_is_help=True, help="Rehearsals. In prod each wants the stack's name typed.")

Region = Annotated[str | None, typer.Option("--region", help="Where; the region that is active, if left out.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to this file: JSON if it ends with .json, else Markdown.")]
Poll = Annotated[float, typer.Option("--poll", help="Seconds between two looks.", min=0.01)]


@drill.command()
def component(
    name: Annotated[str, typer.Argument(help="The experiment's name; a wrong one lists those there are.")],
    stack: StackName,
    region: Region = None,
    poll: Poll = 15,
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
) -> None:
    """Fail over as planned, verify, fail back, verify; the way there is measured against the first tier's objective."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        confirmed(desk, f"Leave {desk.outputs.primary_region} and come back", yes=yes, confirm=confirm)
        context, same = desk, _same(desk, project, outputs, profile)
        ways = regions.Ways(
            there=lambda: _ops("failover", "--to", str(desk.outputs.dr_region), "--planned", "--no-verify", *same),
            back=lambda: _ops("failback", "--no-verify", *same),
            look=lambda active: verify(context, active=active),
        )
        _finish(regions.run(context, ways, Wall()), out)


@drill.command()
def restore(
    store: Annotated[str, typer.Argument(help="A store, as `ops backup list` names it.")],
    stack: StackName,
    region: Region = None,
    part: Annotated[str, typer.Option("--part", help="Of a bucket, a prefix; of the cluster, namespaces with commas.")] = "",
    poll: Poll = 15,
    timeout: Annotated[float, typer.Option("--wait", help="Seconds after which it has failed.", min=1)] = 6 * 3600,
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
        context = desk
        chosen = store_named(stores(context, cache(partial(cluster_of, desk.gateway, desk.outputs))), store)
        where = region or desk.outputs.active_region
        if where not in chosen.regions():
            raise OpsError(f"{store} has no recovery points in {where}; it has them in {', '.join(chosen.regions())}")
        confirmed(desk, f"Restore {store} in {where} for a drill", yes=yes, confirm=confirm)
        _finish(restoring.run(context, chosen, where, part, Waiting(poll, timeout)), out)


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


def _same(desk: Desk, project: Path, outputs: Path | None, profile: str | None) -> list[str]:
    """The stack, once more: who was asked here is not asked there."""
    found = ["--stack", desk.stack, "--project", str(project.absolute()), "--confirm", desk.stack]
    if outputs:
        found += ["--outputs", str(outputs.absolute())]
    if profile:
        found += ["--profile", profile]
    return [*found, "--dry-run"] if desk.gateway.dry_run else found


def _ops(*arguments: str) -> bool:
    """A command of ours, in a process of its own: it has its own lock and journal, and what it prints is seen."""
    sys.stdout.flush()
    command: Sequence[str] = [sys.executable, "-m", "ops", *arguments]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0
