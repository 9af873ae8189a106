"""Objectives: a budget that burns a fifth faster than an alert allows, and a fifth slower."""

from components.observability.slo.burn_rate import BURNS, Burn
from components.observability.slo.objective import Failures, Requests, Slo
from tests.alerts.case import Case, Series

_RATE = 1000
_INGESTION = 'namespace="ingestion",service="ingestion"'
_SERVICES = {f'kube_service_info{{namespace="{name}",service="{name}"}}': 1 for name in ("ingestion", "api")}


def slo_cases(slos: tuple[Slo, ...]) -> list[Case]:
    """Each SLO at each burn rate, and its budget spent."""
    cases = []
    for slo in slos:
        for burn in BURNS:
            only = {"slo": slo.name, "window": burn.long}
            cases.append(Case(slo.alert, _at(slo, burn, 1.2), _at(slo, burn, 0.8), only, lead=32, step=4))
        spent, kept = _at(slo, BURNS[-1], 1.2), _at(slo, BURNS[-1], 0.8)
        cases.append(Case("ErrorBudgetExhausted", spent, kept, {"slo": slo.name}, lead=32, step=4))
    return cases


def _at(slo: Slo, burn: Burn, times: float) -> Series:
    """Series that burn the budget so many times as fast as the alert allows."""
    if isinstance(slo.sli, Failures):
        errors = burn.factor * slo.budget * times
        return {slo.sli.total_counter: f"+{_RATE}", slo.sli.bad_counter: f"+{_RATE * errors:.6f}"}
    if isinstance(slo.sli, Requests):
        return _requests(slo.sli, min(burn.factor * slo.budget * times, 1))
    return _slices(slo.name, good=times < 1)


def _requests(sli: Requests, errors: float) -> Series:
    good, whole = _series_of(sli.good_counter), _series_of(sli.total_counter)
    if whole == good:
        whole = good.replace('code="200"', 'code="500"')
        return {good: f"+{_RATE * (1 - errors):.6f}", whole: f"+{_RATE * errors:.6f}"}
    return {good: f"+{_RATE * (1 - errors):.6f}", whole: f"+{_RATE}"}


def _series_of(selector: str) -> str:
    """A series that a selector takes."""
    series = selector.replace('code!~"5.."', 'code="200"')
    if series.startswith("http_requests_total{") and "code=" not in series:
        series = series.replace("}", ',code="200"}')
    return series


def _slices(name: str, good: bool) -> Series:
    series: dict[str, Series] = {
        "stream-lag": {"stream_lag_seconds": 29 if good else 31},
        "throughput": {
            'events_received_total{result="accepted"}': "+10",
            f'http_requests_total{{{_INGESTION},code="200"}}': "+100",
            f'http_requests_total{{{_INGESTION},code="429"}}': "+0.9" if good else "+1.1",
        },
        "uptime": {
            'up{namespace="ingestion",service="ingestion",pod="a"}': 1,
            'up{namespace="api",service="api",pod="a"}': 1 if good else 0,
            **_SERVICES,
        },
    }
    return series[name]
