"""Rules of alerting: a way that needs a token has one."""

from collections.abc import Iterator

from settings.alerting import Alerting
from settings.problems import Problem
from settings.valid import Valid

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
