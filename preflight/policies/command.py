"""`preflight policies` and `preflight policy-config`."""

import sys
import time
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from inventory.engine_json import EngineFileError
from inventory.preview_json import read_preview
from inventory.program import ProgramError
from inventory.project import Project, ProjectError
from inventory.resource import Inventory
from inventory.state_json import read_state
from preflight.output import deliver
from preflight.policies import listing, markdown, sarif, text
from preflight.policies.configuration import Configuration, ConfigurationError, written
from preflight.policies.judgement import Judgement
from preflight.policies.pack import PackError, pack_named, packs_of
from preflight.policies.report import as_json, only
from preflight.policies.session import Session, Subject
from preflight.stack import read_stack
from settings import SettingsError, from_stack_file
from settings.problems import did_you_mean

_ERRORS = (ConfigurationError, EngineFileError, PackError, ProgramError, ProjectError, SettingsError)


class ReportFormat(StrEnum):
    """The forms of a report on policies."""

    text = "text"
    json = "json"
    markdown = "markdown"
    sarif = "sarif"


class WrongUseError(Exception):
    """Options that do not go together."""


def policies(
    stack: Annotated[str | None, typer.Option("--stack", help="The stack to judge; with a file, whose settings count.")] = None,
    from_preview: Annotated[
        Path | None, typer.Option("--from-preview", help="Judge the output of pulumi preview --json --show-sames.")
    ] = None,
    from_stack: Annotated[Path | None, typer.Option("--from-stack", help="Judge the output of pulumi stack export.")] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A pack's folder; otherwise all in policies/. Repeatable.")] = None,
    config: Annotated[
        list[Path] | None, typer.Option("--config", help="Levels and settings, as for --policy-pack-config. Repeatable.")
    ] = None,
    format_: Annotated[
        ReportFormat, typer.Option("--format", help="markdown for a pull request, sarif for code scanning.")
    ] = ReportFormat.text,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Report this rule only. Repeatable.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Report this topic only. Repeatable.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the rules instead of judging.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show every advisory in the text.")] = False,
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Judge as of this day; otherwise today.")] = None,
    project: Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.")] = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Run the program even if nothing changed since the last time.")] = False,
) -> None:
    """Judge a stack by policy packs, as the engine would have them do. Exit status 1 if something stops a deployment."""
    began = time.monotonic()
    try:
        if from_preview and from_stack:
            raise WrongUseError("judge either --from-preview or --from-stack, not both at once")
        if not (stack or from_preview or from_stack or list_):
            raise WrongUseError("name what to judge with one of --stack, --from-preview, --from-stack")
        with _session(pack or [], project, as_of.date() if as_of else None) as session:
            if list_:
                deliver(_listed(session, project, stack, format_, rule or [], topic or []), out)
                return

            def read() -> Subject:
                return _subject(project, stack, from_preview, from_stack, no_cache)

            if rule or topic:
                _known(session, rule or [], topic or [])
            found = only(session.judge(read, config or []), rule or [], topic or [])
    except (*_ERRORS, WrongUseError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise typer.Exit(2) from None
    deliver(_report(found, format_, verbose, time.monotonic() - began), out)
    if found.fails:
        raise typer.Exit(1)


def policy_config(
    stack: Annotated[str, typer.Option("--stack", help="The stack whose settings are meant.")],
    pack: Annotated[str, typer.Option("--pack", help="The pack's name or folder.")],
    project: Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.")] = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """Write a stack's policy settings for `pulumi preview --policy-pack DIR --policy-pack-config FILE`, which then judges alike."""
    try:
        with _session([pack], project, None) as session:
            read = read_stack(project, stack)
            [client] = session.clients
            deliver(written(client.policies, session.configuration_of(read.settings, read.inventory)), out)
    except _ERRORS as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise typer.Exit(2) from None


def _session(packs: list[str], project: Path, as_of: date | None) -> Session:
    folders = [pack_named(name, project) for name in packs] or packs_of(project)
    return Session(folders, project, as_of)


def _subject(project: Path, stack: str | None, from_preview: Path | None, from_stack: Path | None, no_cache: bool) -> Subject:
    if not from_preview and not from_stack:
        read = read_stack(project, stack or "", use_cache=not no_cache)
        return Subject(read.inventory, read.settings)
    inventory = read_preview(from_preview) if from_preview else read_state(from_stack or Path())
    if stack and inventory.stack != stack:
        raise WrongUseError(f"{from_preview or from_stack} is of the stack {inventory.stack}, not of {stack}")
    return Subject(inventory, from_stack_file(Project.read(project).folder, stack) if stack else None)


def _known(session: Session, rules: list[str], topics: list[str]) -> None:
    """Raise WrongUseError for a filter that nothing can pass."""
    for wanted, known in ((rules, {policy.name for policy in session.policies}), (topics, {policy.topic for policy in session.policies})):
        for name in wanted:
            if name not in known:
                raise WrongUseError(f"the packs have no {name}{did_you_mean(name, sorted(known))}; `preflight policies --list` shows all")


def _listed(
    session: Session, project: Path, stack: str | None, form: ReportFormat, rules: list[str], topics: list[str]
) -> str | RenderableType:
    configured: Configuration = {}
    if stack:
        nothing = Inventory("", stack, ())  # of which a list says nothing
        configured = session.configuration_of(from_stack_file(Project.read(project).folder, stack), nothing)
    policies = [policy for policy in session.policies if (not rules or policy.name in rules) and (not topics or policy.topic in topics)]
    return listing.as_json(policies, configured) if form is ReportFormat.json else listing.as_text(policies, configured)


def _report(found: Judgement, form: ReportFormat, verbose: bool, seconds: float) -> str | RenderableType:
    match form:
        case ReportFormat.json:
            return as_json(found)
        case ReportFormat.markdown:
            return markdown.as_markdown(found)
        case ReportFormat.sarif:
            return sarif.as_sarif(found)
        case _:
            return text.as_text(found, verbose, seconds)
