"""What shows an alert firing and staying quiet, and promtool's test file made of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Series = dict[str, float | str]
"""Selector → a steady value, `+5` for a counter that grows by 5 a minute, or promtool's own notation."""

_LEAD = 20
"""Minutes of data before an alert may be expected: what rates and windows look back on."""
_TAIL = 35
"""Minutes after which a critical alert has reached its last step."""
_LABEL = re.compile(r"\$labels\.(\w+)")


@dataclass(frozen=True)
class Case:
    """Series under which an alert fires, and others, as near as possible, under which it does not."""

    alert: str
    fires: Mapping[str, float | str]
    quiet: Mapping[str, float | str] | None
    """None for what must never be."""
    only: Mapping[str, str] = field(default_factory=dict)
    """Labels of the one that is meant, where several alerts have one name."""
    lead: int = _LEAD
    """Minutes that the alert looks back on, where that is more than usual."""
    step: int = 1
    """Minutes between samples and evaluations."""
    quiet_after: int | None = None
    """Minutes after which it must be quiet, where it is the time that decides."""


def promtool_tests(case: Case, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tests of one alert, whose rules are the first and, if it is critical, those that escalate it."""
    first = rules[0]
    waits = int(first["for"].removesuffix("m"))
    at = case.lead + waits
    escalated = any("escalation" in rule["labels"] for rule in rules[1:])
    ends = at + (_TAIL if escalated else 0)
    of = f'alertname="{case.alert}"' + "".join(f',{label}="{value}"' for label, value in case.only.items())
    texts = " ".join(first["annotations"].values())
    named = "".join(f',{label}!=""' for label in sorted(set(_LABEL.findall(texts))))
    firing = [_expect(f'count(ALERTS{{alertstate="firing",escalation="",{of}{named}}}) > bool 0', at, 1)]
    firing += [
        _expect(f'count(ALERTS{{alertstate="firing",escalation="{rule["labels"]["escalation"]}",{of}}}) > bool 0', ends, 1)
        for rule in rules[1:]
        if "escalation" in rule["labels"]
    ]
    if waits > case.step:
        firing.append(_expect(f'count(ALERTS{{alertstate="firing",{of}}})', waits - case.step, None))
    tests = [{"name": f"{case.alert} {dict(case.only)} fires", **_series(case.fires, ends, case.step), "promql_expr_test": firing}]
    if case.quiet is not None:
        minutes = (at, ends) if case.quiet_after is None else (case.quiet_after,)
        silent = [_expect(f'count(ALERTS{{alertstate="firing",{of}}})', minute, None) for minute in minutes]
        tests.append(
            {"name": f"{case.alert} {dict(case.only)} is quiet", **_series(case.quiet, max(minutes), case.step), "promql_expr_test": silent}
        )
    return tests


def _expect(expr: str, minute: int, value: float | None) -> dict[str, Any]:
    samples = [] if value is None else [{"labels": "{}", "value": value}]
    return {"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples}


def _series(series: Mapping[str, float | str], minutes: int, step: int) -> dict[str, Any]:
    count = minutes // step + 1
    return {
        "interval": f"{step}m",
        "input_series": [{"series": selector, "values": _values(value, count)} for selector, value in series.items()],
    }


def _values(value: float | str, count: int) -> str:
    if isinstance(value, str):
        return f"0{value}x{count}" if re.fullmatch(r"\+[\d.e]+", value) else value
    return f"{value}+0x{count}"
