"""What the commands on a running stack have in common: their options, the way to the stack, and the exit status of an error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ops.aws import ATTEMPTS, Patience
from ops.context import Context
from ops.errors import OpsError
from ops.gateway import Gateway
from ops.journal import Journal
from ops.lock import LEASE_SECONDS, Lock
from ops.progress import Progress, display_of
from ops.runner import Runner
from ops.stack import outputs_of
from settings import PROJECT, SettingsError, from_aws_stack_file

StackName = Annotated[str, typer.Option("--stack", help="The stack, of Pulumi.<stack>.yaml.")]
Project = Annotated[Path, typer.Option("--project", help="The folder of the stack file.")]
OutputsFile = Annotated[Path | None, typer.Option("--outputs", help="The stack's outputs (JSON), instead of asking pulumi.")]
Profile = Annotated[str | None, typer.Option("--profile", help="The AWS profile to work with.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show every change instead of making it.")]
TakeOver = Annotated[bool, typer.Option("--take-over", help="Take the lock from whoever holds it.")]
NoRollback = Annotated[bool, typer.Option("--no-rollback", help="Leave things as they are if a step fails.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; of prod only together with --confirm.")]
Confirm = Annotated[str | None, typer.Option("--confirm", help="The stack's name once more, in place of typing it.")]
Poll = Annotated[float, typer.Option("--poll", help="Seconds between two looks at what takes its time.", min=0.01)]
Attempts = Annotated[int, typer.Option("--attempts", help="How often AWS is asked if it throttles or is slow.", min=1)]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds that AWS may take over one answer.", min=0.1)]
Lease = Annotated[float, typer.Option("--lease", help="Seconds after which others may take the lock of a dead command.", min=1)]
Limit = Annotated[float, typer.Option("--patience", help="How many times as long as usual a step may take.", min=0.001)]
Region = Annotated[str | None, typer.Option("--region", help="Where; the region that is active, if left out.")]
Wait = Annotated[float, typer.Option("--wait", help="Seconds after which it is waited for no longer.", min=1)]
Store = Annotated[str, typer.Argument(help="A store, as `ops backup list` names it.")]
Part = Annotated[str, typer.Option("--part", help="Of a bucket, a prefix; of the cluster, namespaces with commas.")]

DEFAULT_POLL = 10.0
DEFAULT_TIMEOUT = 60.0
DEFAULT_ATTEMPTS = ATTEMPTS
DEFAULT_LEASE = LEASE_SECONDS


@dataclass(frozen=True)
class Desk(Context):
    """A stack, and the means to change it alone."""

    lease: float = LEASE_SECONDS

    @property
    def progress(self) -> Progress:
        """Where things are told."""
        return self.gateway.progress

    @contextmanager
    def at_work(self, command: str, *, take_over: bool = False, rollback: bool = True) -> Iterator[tuple[Runner, str]]:
        """A runner, alone at work on the stack, and who is at work. A dry run keeps nobody out."""
        gateway, poll = self.gateway, self.gateway.patience.poll_seconds
        if gateway.dry_run:
            yield Runner(Journal(gateway, self.outputs.operations, None), self.progress, poll=poll, dry_run=True), ""
            return
        with Lock(gateway, self.outputs.operations, command, take_over=take_over, lease=self.lease) as lock:
            journal, limit = Journal(gateway, self.outputs.operations, lock), gateway.patience.limit
            yield Runner(journal, self.progress, poll=poll, limit=limit, rollback=rollback), lock.owner


def desk_of(
    stack: str,
    project: Path,
    outputs: Path | None,
    *,
    profile: str | None = None,
    dry_run: bool = False,
    patience: Patience | None = None,
    lease: float = LEASE_SECONDS,
) -> Desk:
    """A stack with its outputs and a session of its account. Raises SettingsError, OpsError."""
    settings = from_aws_stack_file(project, stack)
    found = outputs_of(stack, project, outputs)
    if found.operations.table != (table := f"{PROJECT}-{stack}-operations"):
        raise OpsError(
            f"{outputs or 'pulumi'}: the outputs are of another stack: their operations.table is {found.operations.table}, not {table}"
        )
    gateway = Gateway.open(
        settings.account_id,
        Progress(display_of()),
        region=found.operations.region,
        profile=profile,
        patience=patience or Patience(),
        dry_run=dry_run,
    )
    return Desk(stack, settings, found, gateway, lease=lease)


def patience_of(poll: float, attempts: int, timeout: float, limit: float) -> Patience:
    """How long AWS is waited for, as it was asked for."""
    return Patience(attempts, min(timeout, 10), timeout, poll, limit)


@contextmanager
def explained() -> Iterator[None]:
    """An error becomes a message and an exit status."""
    try:
        yield
    except SettingsError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    except OpsError as error:
        typer.echo(error, err=True)
        raise typer.Exit(error.status) from None
    except KeyboardInterrupt:
        typer.echo("interrupted: the same command goes on from here", err=True)
        raise typer.Exit(1) from None


def confirmed(desk: Desk, what: str, *, yes: bool, confirm: str | None) -> None:
    """Somebody wants this. Of a stack of prod its name is typed, or given with --confirm. Raises OpsError."""
    if desk.gateway.dry_run:
        return
    if confirm is not None and confirm != desk.stack:
        raise OpsError(f"--confirm says {confirm!r}; the stack is {desk.stack!r}")
    prod = desk.settings.environment == "prod"
    if confirm == desk.stack or (yes and not prod):
        return
    if not sys.stdin.isatty():
        needed = f"--confirm {desk.stack}" if prod else f"--yes, or --confirm {desk.stack}"
        raise OpsError(f"{what}: nobody is there to ask; give {needed}")
    if typer.prompt(f"{what}. Type the stack's name to go on", default="", show_default=False) != desk.stack:
        raise OpsError("not confirmed")
