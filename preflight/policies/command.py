"""`preflight policies` and `preflight policy-config`."""

import time
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from inventory.project import Project
from inventory.resource import Inventory
from preflight.options import FromPreview, FromStack, NoCache, Out, ProjectFolder, StackName, StackOrNone
from preflight.output import deliver
from preflight.policies import listing, markdown, sarif, text
from preflight.policies.configuration import Configuration, written
from preflight.policies.judgement import Judgement
from preflight.policies.pack import pack_named, packs_of
from preflight.policies.report import as_json, only
from preflight.policies.session import Session
from preflight.stack import read_stack
from preflight.subject import Source, WrongUseError
from settings import from_stack_file
from settings.problems import did_you_mean


class ReportFormat(StrEnum):
    """The forms of a report on policies."""

    text = "text"
    json = "json"
    markdown = "markdown"
    sarif = "sarif"


def policies(
    stack: StackOrNone = None,
    from_preview: FromPreview = None,
    from_stack: FromStack = None,
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
    project: ProjectFolder = Path(),
    out: Out = None,
    no_cache: NoCache = False,
) -> None:
    """Judge a stack by policy packs, as the engine would have them do. Exit status 1 if something stops a deployment."""
    began = time.monotonic()
    source = None if list_ else Source("judge", project, stack, from_preview, from_stack, no_cache)
    with _session(pack or [], project, as_of.date() if as_of else None) as session:
        if rule or topic:
            _known(session, rule or [], topic or [])
        if source is None:
            deliver(_listed(session, project, stack, format_, rule or [], topic or []), out)
            return
        found = only(session.judge(source.read, config or []), rule or [], topic or [])
    deliver(_report(found, format_, verbose, time.monotonic() - began), out)
    if found.fails:
        raise typer.Exit(1)


def policy_config(
    stack: StackName,
    pack: Annotated[str, typer.Option("--pack", help="The pack's name or folder.")],
    project: ProjectFolder = Path(),
    out: Out = None,
) -> None:
    """Write a stack's policy settings for `pulumi preview --policy-pack DIR --policy-pack-config FILE`, which then judges alike."""
    with _session([pack], project, None) as session:
        read = read_stack(project, stack)
        [client] = session.clients
        deliver(written(client.policies, session.configuration_of(read.settings, read.inventory)), out)


def _session(packs: list[str], project: Path, as_of: date | None) -> Session:
    folders = [pack_named(name, project) for name in packs] or packs_of(project)
    return Session(folders, project, as_of)


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
