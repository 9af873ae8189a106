"""`preflight recovery`: what a lost region costs each store, in minutes, against the objectives of its tier."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from capacity.objective import Bound, shown
from capacity.objectives import Verdict, objective_problems, verdicts
from inventory.project import Project
from preflight import markdown
from preflight.markdown import comment, escaped, folded
from preflight.options import Out, ProjectFolder, StackName
from preflight.output import deliver
from settings import PROJECT, Problem, Settings, from_aws_stack_file
from settings.problems import dotted

_COLUMNS = ("store", "tier", "mechanism", "lost at most (RPO)", "back after (RTO)", "verdict")


class ReportFormat(StrEnum):
    """The forms of a report on recovery."""

    text = "text"
    json = "json"
    markdown = "markdown"


def recovery(
    stack: StackName,
    format_: Annotated[ReportFormat, typer.Option("--format", help="markdown for a pull request, json for programs.")] = ReportFormat.text,
    project: ProjectFolder = Path(),
    out: Out = None,
) -> None:
    """Reckon what is lost with a region and how long recovery takes, store by store. Exit status 1 if an objective is not met."""
    report = RecoveryReport(stack, from_aws_stack_file(Project.read(project).folder, stack))
    deliver(report.render(format_), out)
    if report.problems:
        raise typer.Exit(1)


class RecoveryReport:
    """Every store of a stack with its objectives."""

    def __init__(self, stack: str, settings: Settings):
        self._stack, self._settings = stack, settings
        self._verdicts: Sequence[Verdict] = verdicts(settings)
        self.problems: list[Problem] = list(objective_problems(settings))

    def render(self, form: ReportFormat) -> str | RenderableType:
        """In one of the forms."""
        match form:
            case ReportFormat.json:
                return json.dumps(self._as_json(), indent=1) + "\n"
            case ReportFormat.markdown:
                return self._as_markdown()
            case _:
                return self._as_text()

    def _as_json(self) -> dict[str, Any]:
        return {
            "project": PROJECT,
            "stack": self._stack,
            "dr_region": self._settings.dr.name if self._settings.dr else None,
            "tiers": self._settings.recovery.tiers.model_dump(),
            "stores": [_store(each) for each in self._verdicts],
            "problems": [{"setting": dotted(one.path), "message": one.message} for one in self.problems],
        }

    def _as_text(self) -> RenderableType:
        if not self._verdicts:
            return Text(self._headline())
        table = Table(title=self._tiers(), title_justify="left", title_style="bold", expand=False, show_lines=True)
        for column in _COLUMNS:
            table.add_column(column, overflow="fold")
        for each in self._verdicts:
            *cells, verdict = _row(each)
            table.add_row(*cells, Text(verdict, style="green" if each.is_met else "bold red"))
        broken = [Text(f"  {line}") for line in self._broken()]
        return Group(table, Text(self._headline(), style="bold red" if broken else "bold green"), *broken, *self._sources())

    def _as_markdown(self) -> str:
        lines = [f"### {'❌' if self.problems else '✅'} Recovery: {escaped(self._stack)}", "", f"**{escaped(self._headline())}**", ""]
        lines += [f"- {escaped(line)}" for line in self._broken()]
        rows = [[escaped(cell) for cell in _row(each)] for each in self._verdicts]
        lines += ["", *folded(escaped(self._tiers()), markdown.table(_COLUMNS, (), rows))]
        return comment("recovery", PROJECT, self._stack, lines)

    def _headline(self) -> str:
        if not self._verdicts:
            return f"{self._stack} has no region with the role dr: with its region everything is lost that has no copy elsewhere."
        count = len(self.problems)
        return f"{count} objective{'' if count == 1 else 's'} not met:" if count else "Every store meets its tier's objectives."

    def _tiers(self) -> str:
        tiers = self._settings.recovery.tiers
        named = (("ingest", tiers.ingest), ("analytics", tiers.analytics), ("reporting", tiers.reporting))
        said = "; ".join(f"{name} {shown(tier.rpo_minutes)} / {shown(tier.rto_minutes)}" for name, tier in named)
        return f"{self._stack}: objectives in minutes, RPO / RTO: {said}"

    def _broken(self) -> Iterator[str]:
        for problem in self.problems:
            line = self._settings.source.line(problem.path)
            place = f"{self._settings.source.file}:{line}" if line else self._settings.source.file
            yield f"{place} {dotted(problem.path)}: {problem.message}"

    def _sources(self) -> Iterator[Text]:
        """Where each figure comes from, once."""
        bounds = [bound for each in self._verdicts for bound in (each.objective.rpo, each.objective.rto) if bound]
        found = {term.what: term.source for bound in bounds for term in bound.terms if not term.setting}
        yield Text("Figures by others; all the rest are settings, to be measured in drills (recovery.assumptions):", style="dim")
        for what, source in sorted(found.items()):
            yield Text(f"  {what}: {source}", style="dim")


def _row(each: Verdict) -> tuple[str, ...]:
    rpo, rto = ("–", "–") if each.tier is None else (_sum(each.objective.rpo), _sum(each.objective.rto))
    broken = " and ".join(name for name, met in (("RPO", each.rpo_is_met), ("RTO", each.rto_is_met)) if not met)
    mechanism = each.reason or each.objective.mechanism
    return (
        each.objective.store,
        each.name or "none",
        mechanism,
        rpo,
        rto,
        f"{broken} not met" if broken else "met" if each.tier else "not recovered",
    )


def _sum(time: Bound | None) -> str:
    return time.arithmetic if time else "everything"


def _store(each: Verdict) -> dict[str, Any]:
    return {
        "store": each.objective.store,
        "tier": each.name,
        "mechanism": each.objective.mechanism,
        "reason": each.reason or None,
        "rpo": _bound(each.objective.rpo, each.tier.rpo_minutes if each.tier else None, each.rpo_is_met),
        "rto": _bound(each.objective.rto, each.tier.rto_minutes if each.tier else None, each.rto_is_met),
    }


def _bound(time: Bound | None, limit: float | None, met: bool) -> dict[str, Any]:
    terms = [{"what": one.what, "minutes": round(one.minutes, 2), "source": one.source} for one in time.terms] if time else []
    return {"minutes": round(time.minutes, 2) if time else None, "limit": limit, "met": met, "terms": terms}
