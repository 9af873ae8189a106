"""The report for people at a terminal."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from preflight.cost.costs import Band, By, Costs
from preflight.cost.report import dates, headline, verdict
from preflight.cost.tables import Table, tables


def as_text(costs: Costs, band: Band, by: By | None) -> RenderableType:
    """The total first, then what it is made of, then what it is not sure of."""
    parts: list[RenderableType] = [Text(headline(costs, band), style="bold")]
    if costs.comparison is not None:
        parts.append(Text(verdict(costs.comparison, costs.compared_with), style="bold"))
    parts += [_grid(table) for table in tables(costs, band, by) if table.rows]
    found = costs.of(band)
    if found.not_priced:
        parts.append(Text(f"Not priced, so not in the sums: {', '.join(found.not_priced)}", style="yellow"))
    parts += [Text(f"Note: {note}", style="yellow") for note in costs.notes]
    parts += [Text(f"Problem: {problem}", style="bold red") for problem in costs.problems]
    counts = f"{len(found.lines)} lines; {len(found.free)} types are free"
    parts.append(Text(f"{counts}; list prices in USD without tax, {dates(found)}", style="dim"))
    return Group(*parts)


def _grid(table: Table) -> Grid:
    grid = Grid(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, expand=False)
    for number, column in enumerate(table.columns):
        is_text = column in table.words or (number == 0 and not table.rows[0][0].startswith("$"))
        grid.add_column(column, justify="left" if is_text else "right", overflow="fold", no_wrap=not is_text)
    for row in table.rows:
        grid.add_row(*(Text(cell) for cell in row), style="bold" if row[0] == "total" else "")
    return grid
