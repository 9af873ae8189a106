"""`python -m preflight`: what a stack will be, before anything is deployed and without credentials.

Exit status: 0 nothing found, 1 findings, 2 wrong use or settings.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from costing.price import PriceError
from costing.usage import UsageError
from inventory.engine_json import EngineFileError
from inventory.program import ProgramError
from inventory.project import Project, ProjectError
from preflight import preview as previewing
from preflight.account_quotas import AccountError
from preflight.capacity import CapacityReport, with_peak
from preflight.compose import ComposeError, render
from preflight.cost import command as costs
from preflight.manifests import ManifestsError, choose, write
from preflight.options import NoCache, Out, ProjectFolder, StackName, TextOrJson
from preflight.output import Format, OutputError, deliver
from preflight.policies import command as policies
from preflight.policies.configuration import ConfigurationError
from preflight.policies.pack import PackError
from preflight.quotas import quotas
from preflight.recovery import recovery
from preflight.stack import read_stack
from preflight.subject import WrongUseError
from settings import SettingsError, from_aws_stack_file

_REFUSALS = (
    AccountError,
    ComposeError,
    ConfigurationError,
    EngineFileError,
    ManifestsError,
    OutputError,
    PackError,
    PriceError,
    ProgramError,
    ProjectError,
    SettingsError,
    UsageError,
    WrongUseError,
)


class _Commands(TyperGroup):
    """Commands raise what they refuse; it is told here, so that all tell it alike."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except _REFUSALS as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None


app = typer.Typer(cls=_Commands, add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)


@app.command()
def preview(
    stack: StackName,
    format_: TextOrJson = Format.text,
    project: ProjectFolder = Path(),
    out: Out = None,
    no_cache: NoCache = False,
    depth: Annotated[int, typer.Option("--depth", help="Levels of components that the text shows.", min=1)] = 1,
) -> None:
    """Show every resource the stack's program would create, by region and component."""
    found = read_stack(project, stack, use_cache=not no_cache)
    deliver(previewing.as_json(found) if format_ is Format.json else previewing.as_text(found, depth), out)


@app.command()
def capacity(
    stack: StackName,
    format_: TextOrJson = Format.text,
    project: ProjectFolder = Path(),
    out: Out = None,
    peak: Annotated[float | None, typer.Option("--peak", help="Plan for this many events per second at the peak instead.", min=1)] = None,
) -> None:
    """Plan for the stack's load, compare with its settings, and name what breaks first. Exit status 1 if something is too small."""
    settings = from_aws_stack_file(Project.read(project).folder, stack)
    report = CapacityReport(settings if peak is None else with_peak(settings, peak))
    deliver(report.as_json() if format_ is Format.json else report.as_text(), out)
    if report.is_short:
        raise typer.Exit(1)


@app.command()
def manifests(
    stack: StackName,
    region: Annotated[str | None, typer.Option("--region", help="The cluster's region, where the stack has several.")] = None,
    project: ProjectFolder = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write; otherwise manifests/<stack>[-<region>].")] = None,
    no_cache: NoCache = False,
) -> None:
    """Write the Kubernetes objects and Helm values of one cluster as YAML files, for review and for tools. Secrets are masked."""
    inventory = read_stack(project, stack, use_cache=not no_cache).inventory
    cluster = choose(inventory, region)
    folder = out or Path("manifests") / "-".join(filter(None, (stack, cluster.region)))
    try:
        count = write(inventory, cluster, folder)
    except OSError as error:
        raise OutputError(folder, error) from None
    print(f"{folder}: {len(cluster.objects)} objects and the values of {len(cluster.releases)} Helm releases, {count} files")


@app.command()
def compose(stack: StackName, project: ProjectFolder = Path(), out: Out = None, no_cache: NoCache = False) -> None:
    """Write a Docker Compose file with the services of a stack in an existing cluster, for a laptop without Kubernetes."""
    deliver(render(read_stack(project, stack, use_cache=not no_cache).inventory), out)


app.command("cost")(costs.cost)
app.command("policies")(policies.policies)
app.command("policy-config")(policies.policy_config)
app.command("quotas")(quotas)
app.command("recovery")(recovery)


if __name__ == "__main__":
    app(prog_name="python -m preflight")
