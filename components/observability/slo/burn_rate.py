"""An SLO as rules: the error ratio of each window, what is left of the budget, and alerts on how fast it burns.

Two windows each: the long one says that it matters, the short one that it still goes on
(https://sre.google/workbook/alerting-on-slos/).
"""

from dataclasses import dataclass

from components.observability.alerting.rule import Alert, Part, Recording, Severity
from components.observability.slo.objective import FASTEST_BURN, Slices, Slo


@dataclass(frozen=True)
class Burn:
    """How much faster than allowed the budget burns, over which windows, and whom that concerns."""

    factor: float
    long: str
    short: str
    severity: Severity
    minutes: int


BURNS = (
    Burn(FASTEST_BURN, "1h", "5m", "critical", 2),
    Burn(6, "6h", "30m", "critical", 15),
    Burn(3, "1d", "2h", "warning", 60),
    Burn(1, "3d", "6h", "warning", 180),
)

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
_ERRORS = "slo:sli_error:ratio_rate"


def part(slo: Slo) -> Part:
    """All rules of an SLO."""
    exhausted = Alert(
        "ErrorBudgetExhausted",
        f'slo:error_budget_remaining:ratio{{slo="{slo.name}"}} < 0',
        60,
        "warning",
        f"{slo.name} has no error budget left",
        "{{ $value | humanizePercentage }} of the window's budget is left. Reliability comes before features until there is some again.",
        component=slo.service,
        labels={"slo": slo.name, "service": slo.service},
    )
    return Part(f"slo-{slo.name}", "services", (*recordings(slo), *alerts(slo), exhausted))


def recordings(slo: Slo) -> list[Recording]:
    """The series that dashboards and alerts read."""
    labels = {"slo": slo.name, "service": slo.service}
    condition = [Recording(slo.sli.record, slo.sli.condition)] if isinstance(slo.sli, Slices) else []
    month = f"{slo.window_days}d"
    of = f'{{slo="{slo.name}"}}'
    burning = f"{_ERRORS}1h{of} / {_number(slo.budget)}"
    whole = f"sum_over_time({_ERRORS}5m{of}[{month}]) / count_over_time({_ERRORS}5m{of}[{month}])"
    return [
        *condition,
        *(Recording(f"{_ERRORS}{window}", f"1 - {slo.sli.good(window)} / {slo.sli.total(window)}", labels) for window in WINDOWS),
        Recording(f"{_ERRORS}{month}", whole, labels),
        Recording("slo:objective:ratio", f"vector({_number(slo.objective)})", labels),
        Recording("slo:error_budget:minutes", f"vector({_number(slo.budget_minutes)})", labels),
        Recording("slo:burn_rate:1h", burning, labels),
        Recording("slo:error_budget_remaining:ratio", f"1 - {_ERRORS}{month}{of} / {_number(slo.budget)}", labels),
    ]


def alerts(slo: Slo) -> list[Alert]:
    """One for each burn rate, all of one name: one that pages silences those that do not."""
    return [
        Alert(
            slo.alert,
            " and ".join(f"{_ratio(slo, window)} > {_number(burn.factor * slo.budget)}" for window in (burn.long, burn.short)),
            burn.minutes,
            burn.severity,
            f"{slo.service}: {slo.promise}, but {{{{ $value | humanizePercentage }}}} is not",
            f"At the pace of the last {burn.long}, {_number(burn.factor)} times what is allowed, the {slo.window_days} days' budget of "
            f"{slo.budget_minutes:.4g} minutes is gone after {slo.window_days / burn.factor:.2g} days.",
            component=slo.service,
            labels={"slo": slo.name, "service": slo.service, "window": burn.long},
        )
        for burn in BURNS
    ]


def _ratio(slo: Slo, window: str) -> str:
    return f'{_ERRORS}{window}{{slo="{slo.name}"}}'


def _number(value: float) -> str:
    """Without the noise of binary fractions: 0.0005, not 0.0004999999999999449."""
    return f"{value:.10g}"
