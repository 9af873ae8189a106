"""A report as Markdown, as a page of HTML, and as JSON."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ops.cost.explorer import Period
from ops.cost.report import CostReport

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Table:
    """A heading, what is said below it, and rows under a head of their own."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    text: str = ""


def as_json(report: CostReport) -> str:
    """For programs; USD as numbers, to the cent."""
    return json.dumps(
        {
            "stack": report.stack,
            "account_id": report.account_id,
            "date": str(report.today),
            "budget_usd": None if report.budget is None else _number(report.budget),
            "month_so_far_usd": _number(report.so_far),
            "month_projected_usd": _number(report.projected),
            "projected_by": "forecast" if report.forecast else "last seven days",
            "over_budget": report.over_budget,
            "services": _periods(report.services),
            "tags": {tag: _periods(periods) for tag, periods in report.tags.items()},
            "days": {str(day.start): _number(day.total) for day in report.days},
            "anomalies": [
                {"start": one.start, "service": one.service, "region": one.region}
                | {"impact_usd": _number(one.impact), "expected_usd": _number(one.expected)}
                for one in report.anomalies
            ],
            "recommendations": [{"kind": one.kind, "what": one.what, "monthly_saving_usd": _number(one.monthly)} for one in report.savings],
            "notes": report.notes,
        },
        indent=2,
        ensure_ascii=False,
    )


def as_markdown(report: CostReport) -> str:
    """For a merge request or a chat."""
    parts = [f"# {_title(report)}", _summary(report)]
    for table in tables(report):
        parts.append(f"## {table.title}")
        if table.text:
            parts.append(table.text)
        if table.rows:
            lines = [table.head, ["---", *["---:"] * (len(table.head) - 1)], *[[_escaped(cell) for cell in row] for row in table.rows]]
            parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if report.notes:
        parts += ["## Not answered", "\n".join(f"- {note}" for note in report.notes)]
    return "\n\n".join(parts)


def as_html(report: CostReport) -> str:
    """One page with nothing outside it."""
    style = (
        "body{font:16px sans-serif;max-width:60em;margin:2em auto}table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right}"
    )
    style += "td:first-child,th:first-child{text-align:left}tr{border-bottom:1px solid #ccc}"
    title = html.escape(_title(report))
    parts = [f"<h1>{title}</h1><p>{html.escape(_summary(report))}</p>"]
    for table in tables(report):
        parts.append(f"<h2>{html.escape(table.title)}</h2><p>{html.escape(table.text)}</p>")
        if table.rows:
            rows = [_row("th", table.head), *(_row("td", row) for row in table.rows)]
            parts.append(f"<table>{''.join(rows)}</table>")
    if report.notes:
        parts.append(f"<h2>Not answered</h2><ul>{''.join(f'<li>{html.escape(note)}</li>' for note in report.notes)}</ul>")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>'


def tables(report: CostReport) -> list[Table]:
    """What both pages show."""
    found = [_by("Cost by service", "service", report.services)]
    found += [_by(f"Cost by tag {tag}", tag, periods) for tag, periods in report.tags.items()]
    found.append(Table("Daily trend", ("day", "USD"), [(str(day.start), _usd(day.total)) for day in report.days[-7:]], _trend(report.days)))
    anomalies = [(f"{one.start} {one.service} {one.region}".strip(), _usd(one.impact), _usd(one.expected)) for one in report.anomalies]
    account = "Of the whole account: AWS does not tell these by tag."
    found.append(Table("Anomalies", ("found", "USD too much", "USD expected"), anomalies, account if anomalies else "None."))
    savings = [(f"{one.kind}: {one.what}", _usd(one.monthly)) for one in report.savings]
    found.append(Table("Recommendations", ("what", "USD saved a month"), savings, account if savings else "None."))
    return found


def _by(title: str, word: str, periods: Sequence[Period]) -> Table:
    """Months beside each other, the dearest of the last one first."""
    names = {name for period in periods for name, cost in period.costs.items() if cost}
    latest = periods[-1].costs if periods else {}
    ordered = sorted(names, key=lambda name: (-latest.get(name, Decimal()), name))
    rows = [(name, *(_usd(period.costs.get(name, Decimal())) for period in periods)) for name in ordered]
    total = ("Total", *(_usd(period.total) for period in periods))
    return Table(title, (word, *(f"{period.start:%Y-%m}" for period in periods)), [*rows, total] if rows else (), "" if rows else "None.")


def _title(report: CostReport) -> str:
    return f"Cost of {report.stack} (account {report.account_id}), {report.today}"


def _summary(report: CostReport) -> str:
    by = "by AWS's forecast" if report.forecast else "if the last seven days go on"
    text = f"This month: {_usd(report.so_far)} USD so far, {_usd(report.projected)} USD projected {by}."
    if report.budget is None:
        return f"{text} The stack has no budget."
    share = report.projected / report.budget * 100
    return f"{text} That is {share:.0f} % of the budget of {_usd(report.budget)} USD{': OVER BUDGET' if report.over_budget else ''}."


def _trend(days: Sequence[Period]) -> str:
    """Every day as one bar."""
    top = max((day.total for day in days), default=Decimal())
    if top <= 0:
        return "None."
    bars = "".join(_BARS[min(7, max(0, int(day.total / top * 7)))] for day in days)
    average = sum((day.total for day in days), Decimal()) / len(days)
    return f"{bars} {len(days)} days, {_usd(average)} USD on average, {_usd(top)} USD at most."


def _periods(periods: Sequence[Period]) -> dict[str, dict[str, float]]:
    return {f"{one.start:%Y-%m}": {name: _number(cost) for name, cost in sorted(one.costs.items())} for one in periods}


def _row(cell: str, values: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{html.escape(value)}</{cell}>' for value in values)}</tr>"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _number(amount: Decimal) -> float:
    return float(round(amount, 2))
