"""The report as a comment on a pull request: the total in sight, everything else folded."""

from collections.abc import Iterator

from preflight.cost.costs import Band, By, Costs
from preflight.cost.report import headline, verdict
from preflight.cost.tables import Table, tables

MARKER = "<!-- preflight cost: {project}/{stack} -->"
"""The first line; what updates a comment in place looks for it."""
_LONGEST = 60_000
"""GitHub takes 65 536 characters."""
_ROWS = 100


def as_markdown(costs: Costs, band: Band, by: By | None) -> str:
    """The total, what differs, what is wrong; the tables below."""
    found = costs.of(band)
    parts = [
        MARKER.format(project=costs.project, stack=costs.stack),
        f"### {'❌' if costs.problems else '💵'} Cost: {_escaped(costs.stack)}",
        "",
        f"**{_escaped(headline(costs, band))}**",
        "",
    ]
    if costs.comparison is not None:
        parts += [_escaped(verdict(costs.comparison, costs.compared_with)), ""]
    parts += [f"- Problem: {_escaped(problem)}" for problem in costs.problems]
    if found.not_priced:
        parts.append(f"- Not priced, so not in the sums: {', '.join(f'`{type_}`' for type_ in found.not_priced)}")
    parts += [f"- Note: {_escaped(note)}" for note in costs.notes]
    for table in tables(costs, band, by):
        if table.rows:
            parts += ["", "<details>", f"<summary>{_escaped(table.title)}</summary>", "", *rows(table), "", "</details>"]
    text = "\n".join(parts).rstrip() + "\n"
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rpartition("\n")[0] + "\n\n… cut; run `python -m preflight cost` for the rest\n"
    return text


def rows(table: Table) -> Iterator[str]:
    """A table's lines."""
    yield "| " + " | ".join(map(_escaped, table.columns)) + " |"
    yield "| " + " | ".join("---" if not number or column in table.words else "--:" for number, column in enumerate(table.columns)) + " |"
    for row in table.rows[:_ROWS]:
        yield "| " + " | ".join(map(_escaped, row)) + " |"
    if len(table.rows) > _ROWS:
        yield f"| … and {len(table.rows) - _ROWS} more |"


def _escaped(text: str) -> str:
    for character in ("|", "<", "*", "_", "$"):
        text = text.replace(character, f"\\{character}")
    return text
