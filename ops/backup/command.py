"""`ops backup`: what can be restored, and restoring it."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml

from ops import command as common
from ops.backup.catalogue import store_named, stores_of
from ops.backup.inside.store import InsideStore
from ops.backup.points import Point, choose
from ops.backup.restore import Waiting
from ops.backup.restore import restore as bring_back
from ops.backup.store import Store, Wish
from ops.command import Confirm, Desk, DryRun, OutputsFile, Profile, Project, StackName, Yes, confirmed, desk_of, explained
from ops.context import Context
from ops.errors import OpsError
from ops.progress import Progress, display_of
from ops.tables import duration, for_people, line, show, size

backup = typer.Typer(no_args_is_help=True, help="What can be restored, and restoring it into something new.")


@backup.command("list")
def list_(
    stack: StackName,
    store: Annotated[str | None, typer.Option("--store", help="Only of this store, such as postgres or table:user-sessions.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Only in this region.")] = None,
    newest: Annotated[int, typer.Option("--newest", help="How many of each store and region, the newest first.", min=1)] = 3,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Recovery points of every store and region, with age and size."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile)
        found = stores_of(desk)
        wanted = [store_named(found, store)] if store else found
        points: list[Point] = []
        for one in wanted:
            for where in one.regions():
                if region in (None, where):
                    points += sorted(one.points(where), key=lambda point: point.made, reverse=True)[:newest]
        _show(stack, points, desk.now())


def _show(stack: str, points: list[Point], now: datetime) -> None:
    if not for_people():
        for point in points:
            line(point.as_json(now))
        return
    rows = [
        (
            point.store,
            point.region,
            point.source or "",
            duration(point.age(now).total_seconds()),
            size(point.size),
            f"any second since {point.since:%Y-%m-%d %H:%M}Z" if point.since else f"{point.made:%Y-%m-%d %H:%M}Z",
            point.id,
        )
        for point in points
    ]
    show(f"Recovery points of {stack}", ("store", "region", "from", "age", "size", "brings back", "id"), rows)


@backup.command()
def restore(
    store: common.Store,
    stack: StackName,
    region: common.Region = None,
    source: Annotated[
        str | None, typer.Option("--from", help="Only what this region backed up; the newest of its own and of copies, if left out.")
    ] = None,
    point: Annotated[str | None, typer.Option("--point", help="A recovery point's id; the newest, if left out.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="The moment to go back to, in UTC, such as 2026-11-27T02:15:00.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="What it is called; <store>-restored-<time>, if left out.")] = None,
    part: common.Part = "",
    manifest: Annotated[
        bool, typer.Option("--manifest", help="Of a store in a cluster: print what would be made, and make nothing.")
    ] = False,
    poll: common.Poll = 15,
    timeout: common.Wait = 6 * 3600,
    dry_run: DryRun = False,
    yes: Yes = False,
    confirm: Confirm = None,
    profile: Profile = None,
    project: Project = Path(),
    outputs: OutputsFile = None,
) -> None:
    """Restore a store into something new beside it, wait, ask it, and say how to switch over. What is there stays as it is."""
    with explained():
        desk = desk_of(stack, project, outputs, profile=profile, dry_run=dry_run or manifest)
        if manifest:  # standard output is for kubectl
            desk.gateway.progress = Progress(display_of(sys.stderr))
        chosen = store_named(stores_of(desk), store)
        wish = wished(desk, chosen, Asked(region, source, point, moment(at), name, part))
        if manifest:
            if not isinstance(chosen, InsideStore):
                raise OpsError(f"{store} is not in a cluster, so there is no manifest of it; see --dry-run")
            typer.echo(yaml.safe_dump_all(chosen.objects(wish), sort_keys=False))
            _advise(chosen, wish)
            return
        confirmed(desk, f"Restore {store} in {wish.region} as {wish.name}", yes=yes, confirm=confirm)
        _restore(desk, chosen, wish, Waiting(poll, timeout))


def _restore(desk: Desk, store: Store, wish: Wish, waiting: Waiting) -> None:
    done = bring_back(desk, store, wish, waiting)
    if done is None:
        return
    desk.progress.tell("restored", f"{done.made} in {duration(done.seconds)}")
    for text in store.advice(wish, done.made):
        desk.progress.tell("next", text)


def _advise(store: Store, wish: Wish) -> None:
    for text in store.advice(wish, wish.name):
        typer.echo(f"# {text}")


@dataclass(frozen=True)
class Asked:
    """What a person said of a restore."""

    region: str | None = None
    source: str | None = None
    """The region that was backed up."""
    point: str | None = None
    at: datetime | None = None
    name: str | None = None
    part: str = ""


def wished(context: Context, store: Store, asked: Asked) -> Wish:
    """What was asked for, with what was left out. Raises OpsError."""
    where, at = asked.region or context.outputs.active_region, asked.at
    if where not in store.regions():
        raise OpsError(f"{store.name} has no recovery points in {where}; it has them in {', '.join(store.regions()) or 'no region'}")
    found = choose(_backed_up_by(asked.source, store, where), asked.point, at)
    if at and found.since is None:
        at = None  # the point's own moment is as near as it comes
    return Wish(where, found, asked.name or store.new_name(context.now()), at, asked.part)


def _backed_up_by(source: str | None, store: Store, where: str) -> list[Point]:
    """The recovery points in a region, or those of them that one region made."""
    points = store.points(where)
    if source is None:
        return points
    found = [point for point in points if (point.source or point.region) == source]
    if not found:
        known = ", ".join(sorted({point.source or point.region for point in points})) or "no region"
        raise OpsError(f"--from {source}: {store.name} has no recovery point of that region in {where}; it has those of {known}")
    return found


def moment(text: str | None) -> datetime | None:
    """In UTC, unless it says otherwise. Raises OpsError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise OpsError(f"--at {text}: give a moment such as 2026-11-27T02:15:00") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
