"""What CloudWatch knows, as a test wants it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any


def measure(client: Any, namespace: str, metric: str, dimensions: Mapping[str, str], value: float, at: datetime | None = None) -> None:
    """A figure of a minute ago, or of then."""
    when = at or datetime.now(UTC) - timedelta(minutes=1)
    shown = [{"Name": name, "Value": text} for name, text in dimensions.items()]
    datum = {"MetricName": metric, "Dimensions": shown, "Value": value, "Timestamp": when}
    client.put_metric_data(Namespace=namespace, MetricData=[datum])


def alarm(client: Any, name: str, state: str, topic: str) -> None:
    """An alarm that tells a topic, in a state."""
    made = {"AlarmName": name, "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1}
    made |= {"Namespace": "N", "MetricName": "M", "Period": 60, "Statistic": "Sum", "Threshold": 0.0}
    client.put_metric_alarm(**made, AlarmActions=[topic])
    client.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")
