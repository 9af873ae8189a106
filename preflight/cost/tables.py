"""The tables of a report, without a form: text and markdown print the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from costing import Line
from costing.compare import Comparison
from preflight.cost.costs import Band, By, Costs, ranked
from preflight.cost.report import assumptions, change, named, usd

_LINES = 15
_CHANGES = 15
_WIDEST = 6
"""Regions beside each other."""


@dataclass(frozen=True)
class Table:
    """Columns of which the first and `words` are text, and all others numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Sequence[str] = ()


def tables(costs: Costs, band: Band, by: By | None) -> Iterator[Table]:
    """What a report shows: everything by one thing, or else an overview."""
    if by is not None:
        yield _by(costs, by)
    elif costs.comparison is None:
        yield _regions_and_components(costs, band)
        yield _by(costs, By.service)
        yield _dearest(costs, band)
        if costs.clusters:
            yield _clusters(costs)
    if costs.comparison is not None:
        yield from _changes(costs.comparison)
    if costs.advice is not None:
        rows = [(usd(one.saving), one.kind, one.text, one.needs, named(one.resources)) for one in costs.advice]
        yield Table(
            "What would save (each by itself; they do not add up)",
            ("a month", "kind", "what", "needs", "resources"),
            rows,
            ("kind", "what", "needs", "resources"),
        )
    if by is None and costs.comparison is None:
        title = "Assumed, because the stack does not state it (a month)"
        yield Table(title, ("quantity", "each", "resources"), assumptions(costs, band), ("resources",))


def _by(costs: Costs, by: By) -> Table:
    rows = [
        (name.rpartition("::")[2] if by is By.resource else name, usd(expected), usd(low), usd(high))
        for name, (low, expected, high) in ranked(costs.bands, by.of)
    ]
    return Table(f"By {by.value}", (by.value, "a month", "half the usage", "double"), [*rows, _total(costs)])


def _total(costs: Costs) -> tuple[str, str, str, str]:
    bands = costs.bands
    return ("total", usd(bands.expected.total), usd(bands.low.total), usd(bands.high.total))


def _regions_and_components(costs: Costs, band: Band) -> Table:
    found = costs.of(band)
    regions = list(found.by(By.region.of))
    shown = regions if len(regions) <= _WIDEST else []
    cells = found.by(lambda line: f"{By.component.of(line)}\n{By.region.of(line)}")
    totals = sorted(found.by(By.component.of).items(), key=lambda one: (-one[1], one[0]))
    rows = [(name, *(_cell(cells.get(f"{name}\n{region}")) for region in shown), usd(total)) for name, total in totals]
    by_region = found.by(By.region.of)
    total = ("total", *(usd(by_region[region]) for region in shown), usd(found.total))
    return Table("By component and region", ("component", *shown, "all"), [*rows, total])


def _cell(amount: Decimal | None) -> str:
    return usd(amount) if amount else "–"


def _dearest(costs: Costs, band: Band) -> Table:
    found = costs.of(band)
    lines = sorted(found.lines, key=lambda line: (-line.monthly, line.urn, line.item))[:_LINES]
    rows = [
        (
            line.urn.rpartition("::")[2],
            line.item,
            f"{line.quantity:,.0f} {line.unit}",
            _unit_price(line),
            usd(line.monthly),
        )
        for line in lines
    ]
    title = f"The {len(rows)} dearest of {len(found.lines)} lines"
    return Table(title, ("resource", "item", "quantity", "unit price", "a month"), rows, ("item",))


def _unit_price(line: Line) -> str:
    return f"${line.unit_price.normalize():f}"


def _clusters(costs: Costs) -> Table:
    rows = [
        (cluster.name, usd(cluster.monthly), f"{cluster.requested:.0%}", usd(cluster.unrequested), _namespaces(cluster.by_namespace))
        for cluster in costs.clusters
    ]
    columns = ("cluster", "nodes", "requested", "paid and not requested", "dearest namespaces")
    return Table("Nodes of the clusters, by what pods request (in the sums above)", columns, rows, ("dearest namespaces",))


def _namespaces(by_namespace: dict[str, Decimal]) -> str:
    dearest = sorted(by_namespace.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {usd(amount)}" for name, amount in dearest[:3])


def _changes(comparison: Comparison) -> Iterator[Table]:
    parts = {"service": comparison.services, "component": comparison.components, "region": comparison.regions}
    for title, changes in {**parts, "resource": comparison.resources}.items():
        rows = [(one.name.rpartition("::")[2] or "(none)", usd(one.before), usd(one.after), change(one.difference)) for one in changes]
        more = f" (the first {_CHANGES} of {len(rows)})" if len(rows) > _CHANGES else ""
        if rows:
            yield Table(f"What differs, by {title}{more}", (title, "before", "after", "difference"), rows[:_CHANGES])
