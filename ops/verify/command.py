"""`ops verify`: whether a region, or the whole stack, does what it is there for."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ops.command import DryRun, OutputsFile, Profile, Project, StackName, desk_of, explained
from ops.tables import for_people, line, show, write
from ops.verify.result import Result, Status, failed
from ops.verify.smoke import CHECKS, verify

_STYLES = {Status.skipped: "dim", Status.ok: "green", Status.warn: "yellow", Status.fail: "bold red"}
"""In the order in which they are shown: what is wrong comes last, where the eye is."""


def command(
    stack: StackName,
    region: Annotated[list[str] | None, typer.Option("--region", help="Only this one; may be repeated. All, if left out.")] = None,
    check: Annotated[list[str] | None, typer.Option("--check", help=f"Only this one of {', '.join(CHECKS)}; may be repeated.")] = None,
    active: Annotated[str | None, typer.Option("--active", help="The region that is meant to work, if the outputs are older.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Also write all results to this file, as JSON.")] = None,
    dry_run: DryRun = False,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Names, health, events, consumers, copies, backups and alarms. Exit status 1 if any of it is not as it should be.

    One event of type `platform.probe` is written to the stream of raw events of each region that serves; a dry run writes none.
    """
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run)
        desk.progress.begin("verify")
        found = []
        for result in verify(desk, region, active=active, only=check or CHECKS):
            found.append(result)
            if not for_people():
                line(result.as_json())
        if for_people():
            show(f"Verification of {stack}", _COLUMNS, rows(found), {str(status): style for status, style in _STYLES.items()})
        if out:
            write(out, json.dumps({"stack": stack, "results": [result.as_json() for result in found]}, indent=1) + "\n")
    if failed(found):
        raise typer.Exit(1)


_COLUMNS = ("", "check", "region", "what", "measured", "limit", "why")


def rows(results: list[Result]) -> list[tuple[str, ...]]:
    """What a table shows of them."""
    order = list(_STYLES)
    return [
        (str(one.status), one.check, one.region, one.subject, one.measured, one.limit, one.why)
        for one in sorted(results, key=lambda result: order.index(result.status))
    ]
