"""What CloudWatch measured last."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from ops.gateway import Gateway
from ops.progress import now

MINUTES = 10
"""How far back a figure may lie: AWS's own metrics come within a few minutes."""


def latest(
    gateway: Gateway, region: str, namespace: str, metric: str, dimensions: Mapping[str, str], statistic: str = "Maximum"
) -> float | None:
    """The newest minute's value within the last ten minutes; None without any."""
    answer = gateway.read(
        region,
        "cloudwatch",
        "get_metric_statistics",
        Namespace=namespace,
        MetricName=metric,
        Dimensions=_pairs(dimensions),
        StartTime=now() - timedelta(minutes=MINUTES),
        EndTime=now() + timedelta(minutes=1),
        Period=60,
        Statistics=[statistic],
    )
    points: Sequence[Mapping[str, Any]] = answer.get("Datapoints", [])
    newest = max(points, key=lambda point: point["Timestamp"], default=None)
    return None if newest is None else float(newest[statistic])


def series(gateway: Gateway, region: str, namespace: str, metric: str, dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    """The sets of dimensions under which a metric was sent, of those that have the ones given."""
    pages = gateway.pages(region, "cloudwatch", "list_metrics", Namespace=namespace, MetricName=metric, Dimensions=_pairs(dimensions))
    found = [each for page in pages for each in page["Metrics"]]
    different = {tuple(sorted((one["Name"], one["Value"]) for one in each["Dimensions"])) for each in found}
    return [dict(each) for each in sorted(different)]


def _pairs(dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]
