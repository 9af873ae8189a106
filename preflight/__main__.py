"""`python -m preflight`: what a stack will be, before anything is deployed and without credentials.

Exit status: 0 nothing found, 1 findings, 2 wrong use or settings.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from inventory.program import ProgramError
from inventory.project import Project, ProjectError
from preflight import preview as previewing
from preflight.capacity import CapacityReport, with_peak
from preflight.compose import ComposeError, render
from preflight.cost import command as costs
from preflight.manifests import ManifestsError, choose, write
from preflight.output import Format, deliver
from preflight.policies import command as policies
from preflight.quotas import quotas
from preflight.stack import Stack, read_stack
from settings import SettingsError, from_aws_stack_file

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)

StackName = Annotated[str, typer.Option("--stack", help="The stack whose Pulumi.<stack>.yaml is read.")]
ProjectFolder = Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run the program even if nothing changed since the last time.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")]


@app.command()
def preview(
    stack: StackName,
    format_: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.text,
    project: ProjectFolder = Path(),
    out: Out = None,
    no_cache: NoCache = False,
    depth: Annotated[int, typer.Option("--depth", help="Levels of components that the text shows.", min=1)] = 1,
) -> None:
    """Show every resource the stack's program would create, by region and component."""
    found = _read(project, stack, no_cache)
    deliver(previewing.as_json(found) if format_ is Format.json else previewing.as_text(found, depth), out)


@app.command()
def capacity(
    stack: StackName,
    format_: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.text,
    project: ProjectFolder = Path(),
    out: Out = None,
    peak: Annotated[float | None, typer.Option("--peak", help="Plan for this many events per second at the peak instead.", min=1)] = None,
) -> None:
    """Plan for the stack's load, compare with its settings, and name what breaks first. Exit status 1 if something is too small."""
    try:
        settings = from_aws_stack_file(Project.read(project).folder, stack)
        report = CapacityReport(settings if peak is None else with_peak(settings, peak))
    except (SettingsError, ProjectError) as error:
        raise _refused(error) from None
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
    inventory = _read(project, stack, no_cache).inventory
    try:
        cluster = choose(inventory, region)
        folder = out or Path("manifests") / "-".join(filter(None, (stack, cluster.region)))
        count = write(inventory, cluster, folder)
    except (ManifestsError, OSError) as error:
        raise _refused(error) from None
    print(f"{folder}: {len(cluster.objects)} objects and the values of {len(cluster.releases)} Helm releases, {count} files")


@app.command()
def compose(stack: StackName, project: ProjectFolder = Path(), out: Out = None, no_cache: NoCache = False) -> None:
    """Write a Docker Compose file with the services of a stack in an existing cluster, for a laptop without Kubernetes."""
    inventory = _read(project, stack, no_cache).inventory
    try:
        deliver(render(inventory), out)
    except ComposeError as error:
        raise _refused(error) from None


app.command("cost")(costs.cost)
app.command("policies")(policies.policies)
app.command("policy-config")(policies.policy_config)
app.command("quotas")(quotas)


def _refused(error: Exception) -> typer.Exit:
    print(error, file=sys.stderr)
    return typer.Exit(2)


def _read(project: Path, stack: str, no_cache: bool) -> Stack:
    try:
        return read_stack(project, stack, use_cache=not no_cache)
    except (SettingsError, ProjectError, ProgramError) as error:
        raise _refused(error) from None


if __name__ == "__main__":
    app(prog_name="python -m preflight")
