"""Asking CloudWatch for one figure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from ops.context import Context

MINUTES = 15
"""How far back a figure may lie: AWS's own metrics come within a few minutes."""


def latest(
    context: Context, region: str, namespace: str, metric: str, dimensions: Mapping[str, str], statistic: str = "Maximum"
) -> float | None:
    """The newest minute's value within the last quarter of an hour; None without any."""
    now = context.now()
    answer = context.aws.read(
        region,
        "cloudwatch",
        "get_metric_statistics",
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(minutes=MINUTES),
        EndTime=now,
        Period=60,
        Statistics=[statistic],
    )
    points: Sequence[Mapping[str, Any]] = answer.get("Datapoints", [])
    newest = max(points, key=lambda point: point["Timestamp"], default=None)
    return None if newest is None else float(newest[statistic])


def series(context: Context, region: str, namespace: str, metric: str, dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    """The sets of dimensions under which a metric was sent, of those that have the ones given."""
    found = context.all(
        region,
        "cloudwatch",
        "list_metrics",
        "Metrics",
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
    )
    different = {tuple(sorted((one["Name"], one["Value"]) for one in each["Dimensions"])) for each in found}
    return [dict(each) for each in sorted(different)]
