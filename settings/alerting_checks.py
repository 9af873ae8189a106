"""Rules of alerting: a way that needs a token has one, and a budget is counted over what Prometheus still knows."""

from collections.abc import Iterator
from typing import Any

from settings.alerting import Alerting
from settings.metrics import Metrics
from settings.problems import Problem
from settings.slos import Slos
from settings.valid import Valid

_SECTIONS: tuple[tuple[str, Any], ...] = (("slos", Slos), ("metrics", Metrics))
_DEFAULT = ("pagerduty", "slack", "telegram")


def alerting_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule of a stack on AWS, where tokens are in Secrets Manager."""
    path = ("observability", "alerting")
    alerting = valid.get(Alerting, *path)
    if alerting is None:
        return
    given = valid.get(tuple[str, ...], "security", "external_secrets")
    for token in alerting.tokens:
        if token not in (_DEFAULT if given is None else given):
            yield Problem(
                (*path, "email" if token == "smtp" else token),
                f"needs a token in Secrets Manager: add {token} to security.external_secrets",
            )


def slo_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule of any stack. A section that is not given has its defaults."""
    slos, metrics = (valid.get(kind, "observability", name) if valid.raw("observability", name) else kind() for name, kind in _SECTIONS)
    if slos and metrics and slos.window_days > metrics.retention_days:
        message = (
            f"is more than observability.metrics.retention_days ({metrics.retention_days}): Prometheus forgets the window's first days"
        )
        yield Problem(("observability", "slos", "window_days"), message, slos.window_days)
