"""`preflight cost`."""

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from costing import Line
from costing.compare import compare, lines_of_report
from costing.price import PriceError
from costing.usage import UsageError
from inventory.engine_json import EngineFileError
from inventory.preview_json import read_preview
from inventory.program import ProgramError
from inventory.project import Project, ProjectError
from inventory.resource import Inventory
from inventory.state_json import read_state
from preflight.cost import markdown, report, text
from preflight.cost.costs import Band, By, Costs, compared, costs_of
from preflight.output import deliver
from preflight.stack import read_stack
from settings import AnySettings, SettingsError, from_stack_file


class WrongUseError(Exception):
    """Options that do not go together, or name a file that is none."""


_ERRORS = (EngineFileError, PriceError, ProgramError, ProjectError, SettingsError, UsageError, WrongUseError)


class ReportFormat(StrEnum):
    """The forms of a report on cost."""

    text = "text"
    json = "json"
    markdown = "markdown"


def cost(
    stack: Annotated[str | None, typer.Option("--stack", help="The stack to price; with a file, whose usage settings count.")] = None,
    from_preview: Annotated[
        Path | None, typer.Option("--from-preview", help="Price the output of pulumi preview --json --show-sames.")
    ] = None,
    from_stack: Annotated[Path | None, typer.Option("--from-stack", help="Price the output of pulumi stack export.")] = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="markdown for a pull request, json for programs.")] = ReportFormat.text,
    by: Annotated[By | None, typer.Option("--by", help="Everything by this, instead of the overview.")] = None,
    band: Annotated[Band, typer.Option("--band", help="With half (low), all or double (high) of the usage.")] = Band.expected,
    compare_: Annotated[str | None, typer.Option("--compare", help="Show what differs from this stack.")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Show what differs from an earlier --format json.")] = None,
    advice: Annotated[bool, typer.Option("--advice", help="Show what would be cheaper, and by how much.")] = False,
    project: Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.")] = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="Write the report to this file.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Run the program even if nothing changed since the last time.")] = False,
) -> None:
    """Estimate what a stack costs each month, from list prices. Exit status 1 if something that costs could not be priced."""
    try:
        _together(stack, from_preview, from_stack, compare_, baseline)
        costs = costs_of(*_subject(project, stack, from_preview, from_stack, no_cache), with_advice=advice)
        if compare_:
            other = costs_of(*_subject(project, compare_, None, None, no_cache))
            costs = compared(costs, compare(other.of(band).lines, costs.of(band).lines), compare_)
        elif baseline:
            costs = compared(costs, compare(_earlier(baseline), costs.of(band).lines), str(baseline))
    except _ERRORS as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise typer.Exit(2) from None
    deliver(_report(costs, format_, band, by), out)
    if costs.problems:
        raise typer.Exit(1)


def _together(stack: str | None, from_preview: Path | None, from_stack: Path | None, compare_: str | None, baseline: Path | None) -> None:
    if from_preview and from_stack:
        raise WrongUseError("price either --from-preview or --from-stack, not both at once")
    if not (stack or from_preview or from_stack):
        raise WrongUseError("name what to price with one of --stack, --from-preview, --from-stack")
    if compare_ and baseline:
        raise WrongUseError("compare either with --compare or with --baseline, not with both at once")


def _subject(
    project: Path, stack: str | None, from_preview: Path | None, from_stack: Path | None, no_cache: bool
) -> tuple[Inventory, AnySettings | None]:
    if not from_preview and not from_stack:
        read = read_stack(project, stack or "", use_cache=not no_cache)
        return read.inventory, read.settings
    inventory = read_preview(from_preview) if from_preview else read_state(from_stack or Path())
    if stack and inventory.stack != stack:
        raise WrongUseError(f"{from_preview or from_stack} is of the stack {inventory.stack}, not of {stack}")
    return inventory, from_stack_file(Project.read(project).folder, stack) if stack else None


def _earlier(file: Path) -> Sequence[Line]:
    """The lines of a report that was written earlier."""
    hint = "write it with: python -m preflight cost --stack STACK --format json --out FILE"
    try:
        content = json.loads(file.read_text())
        return lines_of_report(content.get("cost", content))
    except OSError as error:
        raise WrongUseError(f"{file} cannot be read: {error.strerror}; {hint}") from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise WrongUseError(f"{file} holds no report on cost; {hint}") from None


def _report(costs: Costs, form: ReportFormat, band: Band, by: By | None) -> str | RenderableType:
    match form:
        case ReportFormat.json:
            return report.as_json(costs, band)
        case ReportFormat.markdown:
            return markdown.as_markdown(costs, band, by)
        case _:
            return text.as_text(costs, band, by)
