"""The plan and what breaks first, as lines of text and as JSON values."""

from collections.abc import Iterator, Sequence
from typing import Any

from capacity.compare import Saturation
from capacity.figure import Figure
from capacity.need import CapacityPlan, Need
from capacity.rounding import shown

Row = tuple[str, ...]


def plan_rows(plan: CapacityPlan) -> Iterator[Row]:
    """What, at the average, at the peak, arithmetic, reason. The load that counts has the unit, the other stands in brackets."""
    for need in plan.needs:
        average, peak, counting = shown(need.average.amount), shown(need.peak.amount), need.needed
        if need.basis == "average":
            yield need.what, f"{average} {need.unit}", f"({peak})", counting.arithmetic, str(counting.because)
        else:
            yield need.what, f"({average})", f"{peak} {need.unit}", counting.arithmetic, str(counting.because)


def saturation_rows(found: Sequence[Saturation]) -> Iterator[Row]:
    """What, provided, full at, times the planned load, regions. Regions alike share a row."""
    rows: dict[Row, list[str]] = {}
    for each in found:
        provided = f"{shown(each.available.value)} {each.need.unit}"
        row: Row = (each.need.what, provided, f"{shown(each.full_at)}/s {each.need.basis}", f"{each.headroom:.2f} x")
        rows.setdefault(row, []).append(each.region)
    for row, regions in rows.items():
        yield *row, ", ".join(regions)


def headline(found: Sequence[Saturation]) -> str:
    """What breaks first, in one sentence."""
    if not found:
        return "Nothing here has a limit."
    first = found[0]
    load = f"{shown(first.full_at)} events/s ({first.need.basis}), {first.headroom:.2f} times the planned {shown(first.need.planned_rate)}"
    available = f"{shown(first.available.value)} {first.need.unit} ({first.available.source})"
    return f"Breaks first: {first.need.what} in {first.region}, {available}, at {load}."


def remedies(found: Sequence[Saturation]) -> list[str]:
    """What is too small for the load, and what helps, in the order in which it breaks; regions alike share a line."""
    short: dict[str, list[str]] = {}
    for each in found:
        if each.is_short:
            short.setdefault(f"{each.need.what} {each.remedy}", []).append(each.region)
    return [f"{text} ({', '.join(regions)})" for text, regions in short.items()]


def as_text(plans: Sequence[CapacityPlan], found: Sequence[Saturation]) -> str:
    """The whole report; regions with the same plan share it."""
    alike: dict[tuple[Row, ...], list[CapacityPlan]] = {}
    for plan in plans:
        alike.setdefault(tuple(plan_rows(plan)), []).append(plan)
    lines: list[str] = []
    for rows, group in alike.items():
        demand = group[0].demand
        names = ", ".join(plan.region for plan in group)
        lines += [f"{names}: {shown(demand.average)} events/s on average, {shown(demand.peak)} at the peak"]
        lines += [f"  {what:<38}{average:>20}{peak:>22}  {arithmetic}  [{because}]" for what, average, peak, arithmetic, because in rows]
        lines.append("")
    lines += [headline(found)]
    lines += [f"  {what:<38}{has:>20}  full at {at:>22}{times:>11}  {where}" for what, has, at, times, where in saturation_rows(found)]
    short = remedies(found)
    lines += ["", f"{len(short)} too small for the load:" if short else "The settings carry the load."]
    lines += [f"  {line}" for line in short]
    return "\n".join(lines) + "\n"


def as_json(plans: Sequence[CapacityPlan], found: Sequence[Saturation]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "regions": [
            {"region": plan.region, "average": plan.demand.average, "peak": plan.demand.peak, "needs": [_need(need) for need in plan.needs]}
            for plan in plans
        ],
        "saturations": [
            {
                "region": each.region,
                "resource": each.need.resource,
                "available": each.available.value,
                "unit": each.need.unit,
                "by": each.available.source,
                "full_at": each.full_at,
                "basis": each.need.basis,
                "headroom": round(each.headroom, 4),
                "short": each.is_short,
                "remedy": each.remedy,
            }
            for each in found
        ],
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "resource": need.resource,
        "what": need.what,
        "unit": need.unit,
        "basis": need.basis,
        "average": _figure(need.average),
        "peak": _figure(need.peak),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    because = figure.because
    return {
        "amount": round(figure.amount, 6),
        "arithmetic": figure.arithmetic,
        "because": {"name": because.name, "value": because.value, "unit": because.unit, "source": because.source, "date": because.date},
    }
