"""Rules of what CloudWatch tells whom."""

from collections.abc import Iterator

from settings.problems import Problem
from settings.valid import Valid

_KEY = "pagerduty"


def cloudwatch_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    secrets = valid.raw("security", "external_secrets")
    if valid.raw("observability", "cloudwatch", "pagerduty") is True and isinstance(secrets, list) and _KEY not in secrets:
        message = f"needs the integration's key: security.external_secrets must list {_KEY}"
        yield Problem(("observability", "cloudwatch", "pagerduty"), message, True)
