"""`preflight cost`."""

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from costing import Line
from costing.compare import compare, lines_of_report
from preflight.cost import markdown, report, text
from preflight.cost.costs import Band, By, Costs, compared, costs_of
from preflight.options import FromPreview, FromStack, NoCache, Out, ProjectFolder, StackOrNone
from preflight.output import deliver
from preflight.subject import Source, WrongUseError


class ReportFormat(StrEnum):
    """The forms of a report on cost."""

    text = "text"
    json = "json"
    markdown = "markdown"


def cost(
    stack: StackOrNone = None,
    from_preview: FromPreview = None,
    from_stack: FromStack = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="markdown for a pull request, json for programs.")] = ReportFormat.text,
    by: Annotated[By | None, typer.Option("--by", help="Everything by this, instead of the overview.")] = None,
    band: Annotated[Band, typer.Option("--band", help="With half (low), all or double (high) of the usage.")] = Band.expected,
    compare_: Annotated[str | None, typer.Option("--compare", help="Show what differs from this stack.")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Show what differs from an earlier --format json.")] = None,
    advice: Annotated[bool, typer.Option("--advice", help="Show what would be cheaper, and by how much.")] = False,
    project: ProjectFolder = Path(),
    out: Out = None,
    no_cache: NoCache = False,
) -> None:
    """Estimate what a stack costs each month, from list prices. Exit status 1 if something that costs could not be priced."""
    source = Source("price", project, stack, from_preview, from_stack, no_cache)
    if compare_ and baseline:
        raise WrongUseError("compare either with --compare or with --baseline, not with both at once")
    costs = _costs(source, advice)
    if compare_:
        other = _costs(Source("price", project, compare_, no_cache=no_cache))
        costs = compared(costs, compare(other.of(band).lines, costs.of(band).lines), compare_)
    elif baseline:
        costs = compared(costs, compare(_earlier(baseline), costs.of(band).lines), str(baseline))
    deliver(_report(costs, format_, band, by), out)
    if costs.problems:
        raise typer.Exit(1)


def _costs(source: Source, with_advice: bool = False) -> Costs:
    subject = source.read()
    return costs_of(subject.inventory, subject.settings, with_advice)


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
