"""What a stack may spend, and who is told when it spends more: AWS Budgets and Cost Anomaly Detection."""

from typing import Annotated

from pydantic import Field

from settings.section import Section, matches

Usd = Annotated[float, Field(ge=1, le=10_000_000)]
"""US dollars, the currency that AWS bills in."""

Percent = Annotated[int, Field(ge=1, le=1000)]
"""Percent of an amount, which may be more than all of it."""

Email = Annotated[str, matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]

BilledService = Annotated[
    str, matches(r"[A-Z][\w ()/&.,+-]{1,59}", "a service as Cost Explorer names it, such as Amazon Relational Database Service")
]
"""A service as the bill names it."""

MonitorArn = Annotated[
    str,
    matches(r"arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]{36}", "a monitor's ARN, such as arn:aws:ce::111111111111:anomalymonitor/<uuid>"),
]


class DailyBudget(Section):
    """A day that costs much more than the days before it. The average is AWS's own, so no amount has to be kept up to date."""

    percent_of_average: Annotated[int, Field(gt=100, le=1000)] = 120
    """Above how much of the average somebody is told. Below 100 % every ordinary day would be."""
    average_days: Annotated[int, Field(ge=1, le=60)] = 30
    """Days that the average is of. AWS looks back 60 days at most; a whole month levels weekends out."""


class Anomalies(Section):
    """What AWS's own model of the bill finds. A finding is told only if it passes both limits, or small stacks would be noise."""

    impact_usd: Annotated[float, Field(ge=0, le=10_000_000)] = 100
    """USD beyond what was expected, from which a finding is told."""
    impact_percent: Annotated[float, Field(ge=0, le=10_000)] = 20
    """The same as percent of what was expected: 100 USD more is nothing on a large bill."""
    service_monitor_arn: MonitorArn | None = None
    """The account's monitor of services, where it has one: AWS allows one in an account, and makes it with Cost Explorer. Without this
    the stack makes it."""


class Governance(Section):
    """Budgets of the stack, found by its tags `project` and `stack`. Those must be active as cost allocation tags, which only the
    account that pays can do, and only once AWS has seen them: until then a budget sees no cost."""

    monthly_usd: Usd
    """What a month may cost. A budget never stops anything; `policies` and reviews do that before deployment."""
    actual_percents: Annotated[tuple[Percent, ...], Field(min_length=1, max_length=4)] = (80, 100)
    """Shares of the month's budget at which somebody is told once they are spent. AWS allows five notifications; one is the forecast's."""
    forecast_percent: Percent | None = 100
    """Share of the month's budget that AWS's forecast of the month may not pass. It needs five weeks of cost before it says anything."""
    daily: DailyBudget | None = DailyBudget()
    """A second budget that follows the days; null for none."""
    services: Annotated[dict[BilledService, Usd], Field(default_factory=dict, max_length=20)]
    """Budgets a month of single services, by the names that Cost Explorer gives them: a share that must not grow unseen in the whole."""
    emails: Annotated[tuple[Email, ...], Field(max_length=10)] = ()
    """Who is told by mail, beside the alerts topic. AWS writes to ten addresses at most."""
    anomalies: Anomalies | None = Anomalies()
    """Cost Anomaly Detection, which costs nothing; null for none."""
