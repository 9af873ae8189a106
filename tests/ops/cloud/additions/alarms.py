"""CloudWatch's alarms follow their metrics, a few looks late; Route 53's health checks follow such an alarm."""

from collections.abc import Callable
from typing import Any

from moto.core.utils import utcnow

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, limit: value >= limit,
    "GreaterThanThreshold": lambda value, limit: value > limit,
    "LessThanThreshold": lambda value, limit: value < limit,
    "LessThanOrEqualToThreshold": lambda value, limit: value <= limit,
}


class Alarms:
    """moto's, which stay as they are set. Only those on one metric move, by its newest value."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By service and operation."""
        return {
            ("cloudwatch", "PutMetricAlarm"): self._put,
            ("cloudwatch", "PutMetricData"): self._measure,
            ("cloudwatch", "DescribeAlarms"): self._describe,
            ("cloudwatch", "DescribeAlarmsForMetric"): self._describe_for_metric,
            ("route53", "CreateHealthCheck"): self._check,
            ("route53", "GetHealthCheckStatus"): self._status,
        }

    def _put(self, call: Call, forward: Forward) -> Result:
        name = str(call.parameters["AlarmName"])
        known = name in self._alarms(call.region)
        response = forward()
        if response.status_code == 200 and not known:
            self._alarms(call.region)[name].state_value = "INSUFFICIENT_DATA"
        return response

    def _measure(self, call: Call, forward: Forward) -> Result:
        response = forward()
        if response.status_code == 200:
            for datum in call.parameters["MetricData"]:
                dimensions = {(one["Name"], one["Value"]) for one in datum.get("Dimensions") or ()}
                for alarm in self._on(call.region, str(call.parameters["Namespace"]), str(datum["MetricName"]), dimensions):
                    place, value = (call.region, alarm.name), float(datum["Value"])
                    if self._world.kept["measured"].get(place) != value:  # the same once more is not waited for anew
                        self._world.kept["measured"][place] = value
                        self._world.begin("alarm", *place)
        return response

    def _describe(self, call: Call, forward: Forward) -> Result:
        for alarm in self._alarms(call.region).values():
            self._follow(call.region, alarm)
        return forward()

    def _describe_for_metric(self, call: Call, _: Forward) -> Result:
        dimensions = {(one["Name"], one["Value"]) for one in call.parameters.get("Dimensions") or ()}
        found = self._on(call.region, str(call.parameters["Namespace"]), str(call.parameters["MetricName"]), dimensions)
        for alarm in found:
            self._follow(call.region, alarm)
        return {"MetricAlarms": found}

    def _check(self, call: Call, forward: Forward) -> Result:
        backend = self._world.backend("route53", "aws")
        known = set(backend.health_checks)
        response = forward()
        for new in set(backend.health_checks) - known:
            self._world.kept["health checks"][new] = dict(call.parameters["HealthCheckConfig"])
        return response

    def _status(self, call: Call, forward: Forward) -> Result:
        config = self._world.kept["health checks"].get(str(call.parameters["HealthCheckId"]), {})
        if config.get("Type") != "CLOUDWATCH_METRIC":
            return forward()
        region, name = config["AlarmIdentifier"]["Region"], config["AlarmIdentifier"]["Name"]
        alarm = self._alarms(region)[name]
        self._follow(region, alarm)
        healthy = {"OK": True, "ALARM": False}.get(alarm.state_value)
        if healthy is None:
            last = self._world.kept["last known"].get(call.parameters["HealthCheckId"], True)
            healthy = {"Healthy": True, "Unhealthy": False}.get(str(config.get("InsufficientDataHealthStatus")), last)
        healthy = healthy != bool(config.get("Inverted"))
        self._world.kept["last known"][call.parameters["HealthCheckId"]] = healthy
        report = {"Status": f"{'Success' if healthy else 'Failure'}: alarm {name} is {alarm.state_value}", "CheckedTime": utcnow()}
        return {"HealthCheckObservations": [{"Region": region, "StatusReport": report}]}

    def _follow(self, region: str, alarm: Any) -> None:
        if self._world.look("alarm", region, alarm.name):
            return
        value = self._world.kept["measured"].pop((region, alarm.name), None)
        if value is not None and alarm.comparison_operator in _COMPARE:
            breached = _COMPARE[alarm.comparison_operator](value, float(alarm.threshold))
            alarm.update_state(f"the newest value is {value:g}", "{}", "ALARM" if breached else "OK")

    def _alarms(self, region: str) -> dict[str, Any]:
        found: dict[str, Any] = self._world.backend("cloudwatch", region).alarms
        return found

    def _on(self, region: str, namespace: str, metric: str, dimensions: set[tuple[str, str]]) -> list[Any]:
        return [
            alarm
            for alarm in self._alarms(region).values()
            if (alarm.namespace, alarm.metric_name) == (namespace, metric)
            and {(one.name, one.value) for one in alarm.dimensions} == dimensions
        ]
