"""Rules of observability: what only AWS has."""

from collections.abc import Iterator

from settings.problems import Problem
from settings.valid import Valid


def off_aws_problems(valid: Valid) -> Iterator[Problem]:
    """What an existing cluster cannot have."""
    metrics, traces = ("observability", "metrics", "long_term"), ("observability", "traces", "x_ray")
    chosen = valid.raw(*metrics)
    if chosen in ("amp", "thanos"):
        yield Problem(metrics, "needs AWS, and this stack has kubernetes.mode existing; give none", chosen)
    if valid.raw(*traces) is True:
        yield Problem(traces, "needs AWS, and this stack has kubernetes.mode existing; give false", True)
