"""The report for programs, and the words that all forms share."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from costing import Estimate
from costing.compare import Comparison
from preflight.cost.costs import Band, Costs

_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_SHOWN_ASSUMED = 3
"""Resources named beside a quantity that is assumed of many."""


def as_json(costs: Costs, band: Band) -> str:
    """Everything; byte-identical for the same code, settings and prices."""
    return json.dumps({"project": costs.project, "stack": costs.stack, "cost": content(costs, band)}, indent=1, sort_keys=True) + "\n"


def content(costs: Costs, band: Band) -> dict[str, Any]:
    """The estimate, and beside it what people ask of one."""
    found = costs.of(band)
    per_million = costs.per_million_events(band)
    result: dict[str, Any] = {
        **found.as_json(),
        "band": band.value,
        "bands": costs.bands.as_json(),
        "events_monthly": costs.events,
        "per_million_events": None if per_million is None else float(round(per_million, 4)),
        "clusters": [cluster.as_json() for cluster in costs.clusters],
        "assumed": {urn: {name: round(amount, 4) for name, amount in one.items()} for urn, one in found.assumed.items()},
        "problems": list(found.problems),
        "notes": list(costs.notes),
    }
    if costs.advice is not None:
        result["advice"] = [one.as_json() for one in costs.advice]
    if costs.comparison is not None:
        result["comparison"] = {"with": costs.compared_with, **costs.comparison.as_json()}
    return result


def usd(amount: Decimal) -> str:
    """To the cent."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def change(amount: Decimal) -> str:
    """With its sign."""
    return ("+" if amount > 0 else "") + usd(amount)


def headline(costs: Costs, band: Band) -> str:
    """The total, how far it depends on use, and what an event costs."""
    low, high = costs.bands.low.total, costs.bands.high.total
    scope = f"{usd(costs.of(band).total)} a month" + ("" if band is Band.expected else f" with {_usage(band)} of the usage")
    per_million = costs.per_million_events(band)
    events = f"; {usd(per_million)} per million events" if per_million is not None else ""
    return f"{costs.project} · {costs.stack}: {scope} ({usd(low)} with half of the usage, {usd(high)} with double){events}"


def dates(found: Estimate) -> str:
    """From when to when the prices were published."""
    days = sorted(_DAY.findall(" ".join(found.as_of.values())))
    return f"published from {days[0]} to {days[-1]}" if days else "of unknown dates"


def assumptions(costs: Costs, band: Band) -> list[tuple[str, str, str]]:
    """What is assumed because nobody states it: type and quantity, how much in all, of which resources."""
    totals: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for urn, quantities in costs.of(band).assumed.items():
        type_, name = urn.split("::")[2].rpartition("$")[2], urn.rpartition("::")[2]
        for quantity, amount in quantities.items():
            if amount:
                totals.setdefault((type_, quantity), []).append((name, amount))
    rows = []
    for (type_, quantity), found in sorted(totals.items()):
        amounts = sorted({amount for _, amount in found})
        spread = f"{amounts[0]:,.4g}" if len(amounts) == 1 else f"{amounts[0]:,.4g} to {amounts[-1]:,.4g}"
        rows.append((f"{type_.rpartition(':')[2]} {quantity}", spread, named([name for name, _ in found])))
    return rows


def named(names: Sequence[str]) -> str:
    """A few of many."""
    more = len(names) - _SHOWN_ASSUMED
    return ", ".join(names[:_SHOWN_ASSUMED]) + (f" and {more} more" if more > 0 else "")


def verdict(comparison: Comparison, with_: str) -> str:
    """A comparison in a line."""
    total = comparison.total
    growth = "" if total.growth is None else f" ({total.growth:+.1%})"
    counts = f"{len(comparison.added)} resources added, {len(comparison.removed)} removed, {len(comparison.changed)} changed"
    return f"Against {with_}: {usd(total.before)} → {usd(total.after)}, {change(total.difference)}{growth}; {counts}"


def _usage(band: Band) -> str:
    return "half" if band is Band.low else "double"
