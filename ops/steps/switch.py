"""Where public names lead."""

from datetime import datetime, timedelta

from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Switch
from ops.progress import now
from ops.runner import Step

PRIMARY, DR = "primary", "dr"
_KEPT = ((60, timedelta(days=1)), (300, timedelta(days=5)), (3600, timedelta(days=60)), (86_400, timedelta(days=455)))
"""Periods in seconds, and how far back each is asked for: an answer has 1 440 values at most."""
_STATES = {PRIMARY: "OK", DR: "ALARM"}


class Names(Step):
    """The switch is set: its alarm, which Route 53's health check follows, says so."""

    timeout = 600
    gradual = True  # until the alarm has seen it; a value of the minute after counts as well

    def __init__(self, gateway: Gateway, switch: Switch, to: str, *, seen: bool = True):
        self.name = "names"
        self.what = f"public names lead to the {to} region"
        self._gateway, self._switch, self._to, self._seen = gateway, switch, to, seen

    def before(self) -> State:
        """Where they lead."""
        return {"to": self._leads()}

    def missing(self) -> str:
        """What the alarm says instead."""
        state = self._alarm()
        if not self._seen and self._leads() == self._to:
            return ""
        return "" if state == _STATES[self._to] else f"the switch's alarm in {self._switch.region} is {state}"

    def do(self) -> None:
        """One value of the metric, in the dr region."""
        switch = self._switch
        dimensions = [{"Name": name, "Value": value} for name, value in switch.dimensions.items()]
        self._gateway.change(
            switch.region,
            "cloudwatch",
            "put_metric_data",
            Namespace=switch.namespace,
            MetricData=[{"MetricName": switch.metric, "Dimensions": dimensions, "Value": 1.0 if self._to == DR else 0.0}],
        )

    def reverse(self, before: State) -> Step:
        """Where they led, which may be because nothing was ever sent."""
        return Names(self._gateway, self._switch, before["to"], seen=False)

    def _leads(self) -> str:
        """While nothing is sent the alarm has no data, and names lead where the last value sent them."""
        state = self._alarm()
        if state == _STATES[PRIMARY]:
            return PRIMARY
        last = 1.0 if state == _STATES[DR] else last_value(self._gateway, self._switch)
        return DR if last else PRIMARY

    def _alarm(self) -> str:
        switch = self._switch
        answer = self._gateway.read(
            switch.region,
            "cloudwatch",
            "describe_alarms_for_metric",
            Namespace=switch.namespace,
            MetricName=switch.metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in switch.dimensions.items()],
        )
        alarms = answer["MetricAlarms"]
        return str(alarms[0]["StateValue"]) if alarms else "missing"


def last_value(gateway: Gateway, switch: Switch) -> float | None:
    """What was sent last, within CloudWatch's fifteen months; None if nothing ever was."""
    end = now() + timedelta(minutes=1)
    for period, back in _KEPT:
        found = _values(gateway, switch, end - back, end, period)
        if found is None:
            continue
        moment, value = found
        for finer in (60, 300):  # within one period it may have been set twice
            if finer < period and (found := _values(gateway, switch, moment, moment + timedelta(seconds=period), finer)):
                return found[1]
        return value
    return None


def _values(gateway: Gateway, switch: Switch, start: datetime, end: datetime, period: int) -> tuple[datetime, float] | None:
    """The newest."""
    answer = gateway.read(
        switch.region,
        "cloudwatch",
        "get_metric_statistics",
        Namespace=switch.namespace,
        MetricName=switch.metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in switch.dimensions.items()],
        StartTime=start,
        EndTime=end,
        Period=period,
        Statistics=["Maximum"],
    )
    points = sorted((point["Timestamp"], float(point["Maximum"])) for point in answer["Datapoints"])
    return points[-1] if points else None
