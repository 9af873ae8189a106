"""The report as a comment on a pull request: the total in sight, everything else folded."""

from collections.abc import Iterator

from preflight import markdown
from preflight.cost.costs import Band, By, Costs
from preflight.cost.report import headline, verdict
from preflight.cost.tables import Table, tables
from preflight.markdown import escaped, folded

_ROWS = 100


def as_markdown(costs: Costs, band: Band, by: By | None) -> str:
    """The total, what differs, what is wrong; the tables below."""
    found = costs.of(band)
    parts = [f"### {'❌' if costs.problems else '💵'} Cost: {escaped(costs.stack)}", "", f"**{escaped(headline(costs, band))}**", ""]
    if costs.comparison is not None:
        parts += [escaped(verdict(costs.comparison, costs.compared_with)), ""]
    parts += [f"- Problem: {escaped(problem)}" for problem in costs.problems]
    if found.not_priced:
        parts.append(f"- Not priced, so not in the sums: {', '.join(f'`{type_}`' for type_ in found.not_priced)}")
    parts += [f"- Note: {escaped(note)}" for note in costs.notes]
    parts.append("")
    for table in tables(costs, band, by):
        parts += folded(table.title, _rows(table))
    return markdown.comment("cost", costs.project, costs.stack, parts)


def _rows(table: Table) -> Iterator[str]:
    numbers = [column for column in table.columns[1:] if column not in table.words]
    yield from markdown.table(table.columns, numbers, [list(map(escaped, row)) for row in table.rows[:_ROWS]])
    if len(table.rows) > _ROWS:
        yield f"| … and {len(table.rows) - _ROWS} more |"
