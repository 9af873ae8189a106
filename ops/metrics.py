"""What CloudWatch measured last."""

from collections.abc import Mapping
from datetime import timedelta

from ops.gateway import Gateway
from ops.progress import now

_MINUTES = 10


def latest(gateway: Gateway, region: str, namespace: str, metric: str, dimensions: Mapping[str, str]) -> float | None:
    """The newest minute's maximum; None if there is none within the last ten minutes."""
    answer = gateway.read(
        region,
        "cloudwatch",
        "get_metric_statistics",
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now() - timedelta(minutes=_MINUTES),
        EndTime=now() + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )
    points = sorted(answer["Datapoints"], key=lambda point: str(point["Timestamp"]))
    return float(points[-1]["Maximum"]) if points else None
