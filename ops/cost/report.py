"""What a stack cost and will cost: asked of Cost Explorer, put together."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from ops.aws import AwsError
from ops.cost.explorer import RESERVED, Anomaly, CostExplorer, Period, Saving

TREND_DAYS = 30


@dataclass(frozen=True)
class CostReport:
    """Everything that a reader is shown."""

    stack: str
    account_id: str
    today: date
    budget: Decimal | None
    """USD a month, from the stack's settings."""
    services: list[Period]
    """Months, oldest first; the last one is not over yet."""
    tags: dict[str, list[Period]]
    days: list[Period]
    so_far: Decimal
    """USD of this month, without today."""
    projected: Decimal
    """USD of this month when it is over."""
    forecast: bool
    """Whether AWS says so; otherwise the days so far go on alike."""
    anomalies: list[Anomaly]
    savings: list[Saving]
    notes: list[str] = field(default_factory=list)
    """What could not be asked, and why."""

    @property
    def over_budget(self) -> bool:
        """Whether the month will cost more than it may."""
        return self.budget is not None and self.projected > self.budget


def month_before(day: date, months: int) -> date:
    """The first day of the month some months ago."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def build(
    explorer: CostExplorer, stack: str, account_id: str, budget: Decimal | None, today: date, months: int, tags: Sequence[str]
) -> CostReport:
    """Ask for everything. What has cost must be answered; what is only advice may be missing, with a note. Raises AwsError."""
    notes: list[str] = []
    start, month = month_before(today, months - 1), today.replace(day=1)
    end = max(today, start + timedelta(days=1))  # Cost Explorer takes no empty period, as on the first day of a month
    services = explorer.cost(start, end, "MONTHLY", {"Type": "DIMENSION", "Key": "SERVICE"})
    by_tag = {tag: explorer.cost(start, end, "MONTHLY", {"Type": "TAG", "Key": tag}) for tag in tags}
    days = explorer.cost(today - timedelta(days=TREND_DAYS), today, "DAILY")
    so_far = sum((day.total for day in days if day.start >= month), Decimal())
    rest = explorer.forecast(today, _next_month(today))
    projected = so_far + rest if rest is not None else _carried_on(so_far, days, today)
    if not any(period.total for period in services):
        notes.append("No cost carries the tags `project` and `stack`: they must be active as cost allocation tags, for a day at least.")
    notes += [f"No cost carries the tag `{tag}`: nothing has it, or it is not active." for tag in tags if not _is_used(by_tag[tag])]
    anomalies: list[Anomaly] = []
    try:
        anomalies = explorer.anomalies(start, today)
    except AwsError as error:
        notes.append(f"Anomalies: {error}.")
    return CostReport(
        stack=stack,
        account_id=account_id,
        today=today,
        budget=budget,
        services=services,
        tags=by_tag,
        days=days,
        so_far=so_far,
        projected=projected,
        forecast=rest is not None,
        anomalies=anomalies,
        savings=_savings(explorer, notes),
        notes=notes,
    )


def _savings(explorer: CostExplorer, notes: list[str]) -> list[Saving]:
    """Every recommendation that AWS gives, the largest first."""
    questions: dict[str, Callable[[], list[Saving]]] = {
        "Savings plans": explorer.savings_plans,
        **{f"Reservations of {service}": partial(explorer.reservations, service) for service in RESERVED},
        "Rightsizing": explorer.rightsizing,
    }
    found: list[Saving] = []
    for title, ask in questions.items():
        try:
            found += ask()
        except AwsError as error:
            if error.code != "DataUnavailableException":
                notes.append(f"{title}: {error}.")
    return sorted(found, key=lambda saving: -saving.monthly)


def _carried_on(so_far: Decimal, days: Sequence[Period], today: date) -> Decimal:
    """The month if every day to come costs what the last seven did on average."""
    week = days[-7:]
    daily = sum((day.total for day in week), Decimal()) / len(week) if week else Decimal()
    return so_far + daily * (calendar.monthrange(today.year, today.month)[1] - today.day + 1)


def _next_month(day: date) -> date:
    return month_before(day, -1)


def _is_used(periods: Sequence[Period]) -> bool:
    return any(cost for period in periods for name, cost in period.costs.items() if name != "(none)")
