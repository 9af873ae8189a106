"""The capacity plan against the settings: what the load needs, where it stands, what breaks first."""

import json
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from capacity.compare import Saturation
from capacity.from_settings import plan_stack
from capacity.need import CapacityPlan
from capacity.rounding import shown
from capacity.text import Row, headline, plan_rows, remedies, saturation_rows
from capacity.text import as_json as values
from settings import Settings


def with_peak(settings: Settings, peak: float) -> Settings:
    """The same stack under another peak, for "what if". The average follows where it would be above."""
    average = min(settings.load.average_events_per_second, peak)
    load = settings.load.model_copy(update={"peak_events_per_second": peak, "average_events_per_second": average})
    return settings.model_copy(update={"load": load}).read_from(settings.source)


class CapacityReport:
    """The plans of a stack's regions and what is full at which load."""

    def __init__(self, settings: Settings):
        self._plans: list[CapacityPlan]
        self._found: tuple[Saturation, ...]
        self._plans, self._found = plan_stack(settings)

    @property
    def is_short(self) -> bool:
        """Whether something is too small for the load."""
        return any(each.is_short for each in self._found)

    def as_json(self) -> str:
        """For programs."""
        return json.dumps(values(self._plans, self._found), indent=1) + "\n"

    def as_text(self) -> RenderableType:
        """A table per region (regions alike share one), what is full at which load, and what to change."""
        short = remedies(self._found)
        verdict = (
            [Text(f"{len(short)} too small for the load:", style="bold red")]
            if short
            else [Text("The settings carry the load.", style="bold green")]
        )
        return Group(
            *self._tables(), Text(headline(self._found), style="bold"), self._limits(), *verdict, *(Text(f"  {line}") for line in short)
        )

    def _tables(self) -> list[RenderableType]:
        alike: dict[tuple[tuple[str, ...], ...], list[CapacityPlan]] = {}
        for plan in self._plans:
            alike.setdefault(tuple(plan_rows(plan)), []).append(plan)
        tables: list[RenderableType] = []
        for rows, group in alike.items():
            demand = group[0].demand
            names = ", ".join(plan.region for plan in group)
            title = f"{names}: {shown(demand.average)} events/s on average, {shown(demand.peak)} at the peak"
            tables.append(_table(title, ("needed", "average", "peak", "arithmetic", "because of"), rows))
        return tables

    def _limits(self) -> Table:
        columns = ("resource", "there is", "full at", "of the load", "where")
        return _table("what is full at which load", columns, saturation_rows(self._found))


def _table(title: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for column in columns:
        table.add_column(column, justify="right" if column in ("average", "peak", "there is", "full at", "of the load") else "left")
    for row in rows:
        table.add_row(*row)
    return table
