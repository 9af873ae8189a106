"""Service level objectives: budgets are computed, and alerts follow from them."""

import pytest

from components.observability.alerting.rule import Recording
from components.observability.slo.burn_rate import BURNS, WINDOWS, alerts, part, recordings
from components.observability.slo.catalogue import slos
from components.observability.slo.objective import Failures, Requests, Slices, Slo
from settings.slos import Slos

UP = Requests('ok{service="a"}', "all")


def slo(objective: float = 0.999, days: int = 30) -> Slo:
    return Slo("a-thing", "a", "it works", objective, UP, days)


@pytest.mark.parametrize(
    ("objective", "minutes", "hours"),
    [(0.9995, 21.6, 4.38), (0.999, 43.2, 8.76), (0.995, 216, 43.8), (0.99, 432, 87.6)],
)
def test_the_budget_is_computed_from_the_objective(objective: float, minutes: float, hours: float) -> None:
    assert slo(objective).budget_minutes == pytest.approx(minutes)
    assert slo(objective).budget_hours_per_year == pytest.approx(hours)


def test_a_longer_window_has_a_larger_budget() -> None:
    assert slo(days=60).budget_minutes == 2 * slo(days=30).budget_minutes


@pytest.mark.parametrize("objective", [0.5, 0.93, 1.0, 1.5, 99.9])
def test_an_objective_that_cannot_be_watched_is_refused(objective: float) -> None:
    with pytest.raises(ValueError, match=r"SLO a-thing: objective .* must be between 0.931 and 1"):
        slo(objective)


def test_all_promises_of_the_platform_are_kept_watch_of() -> None:
    assert {one.name: one.objective for one in slos(Slos())} == pytest.approx(
        {
            "ingestion-availability": 0.999,
            "ingestion-latency": 0.99,
            "ingestion-errors": 0.999,
            "stream-lag": 0.99,
            "throughput": 0.99,
            "completeness": 0.995,
            "freshness": 0.99,
            "attribution-latency": 0.95,
            "query-latency": 0.95,
            "uptime": 0.9995,
        }
    )


def test_each_window_that_an_alert_asks_for_is_recorded() -> None:
    recorded = {rule.record for rule in recordings(slo())}
    assert {f"slo:sli_error:ratio_rate{window}" for burn in BURNS for window in (burn.long, burn.short)} <= recorded
    assert {f"slo:sli_error:ratio_rate{window}" for window in (*WINDOWS, "30d")} <= recorded
    assert {"slo:error_budget_remaining:ratio", "slo:objective:ratio", "slo:error_budget:minutes", "slo:burn_rate:1h"} <= recorded


def test_the_faster_the_budget_burns_the_sooner_somebody_is_called() -> None:
    assert [(burn.factor, burn.long, burn.short, burn.severity) for burn in BURNS] == [
        (14.4, "1h", "5m", "critical"),
        (6, "6h", "30m", "critical"),
        (3, "1d", "2h", "warning"),
        (1, "3d", "6h", "warning"),
    ]
    fast = alerts(slo())[0]
    long, short = (f'slo:sli_error:ratio_rate{window}{{slo="a-thing"}} > 0.0144' for window in ("1h", "5m"))
    assert fast.expr == f"{long} and {short}"
    assert "43.2 minutes is gone after 2.1 days" in fast.description


def test_failures_and_requests_say_the_same_of_the_same_service() -> None:
    assert Requests("good", "all").good("5m") == "(sum(rate(good[5m])) or vector(0))"
    assert Failures("bad", "all").good("5m") == "(sum(rate(all[5m])) - (sum(rate(bad[5m])) or vector(0)))"
    assert Requests("good", "all").total("5m") == Failures("bad", "all").total("5m")


def test_a_condition_over_time_is_recorded_first() -> None:
    first = recordings(Slo("lag", "a", "in time", 0.99, Slices("lag < bool 30", "slo:lag:ok")))[0]
    assert first == Recording("slo:lag:ok", "lag < bool 30")


def test_a_stack_promises_what_its_settings_say() -> None:
    (throughput,) = [one for one in slos(Slos(events_per_second=500, window_days=7)) if one.name == "throughput"]
    assert isinstance(throughput.sli, Slices) and ">= bool 500" in throughput.sli.condition
    assert throughput.window_days == 7
    assert any(rule.record == "slo:sli_error:ratio_rate7d" for rule in part(throughput).rules if isinstance(rule, Recording))
