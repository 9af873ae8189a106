"""Where public names lead."""

from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Switch
from ops.runner import Step

PRIMARY, DR = "primary", "dr"
_STATES = {PRIMARY: "OK", DR: "ALARM"}


class Names(Step):
    """The switch is set: its alarm, which Route 53's health check follows, says so."""

    timeout = 600
    gradual = True  # until the alarm has seen it; a value of the minute after counts as well

    def __init__(self, gateway: Gateway, switch: Switch, to: str):
        self.name = "names"
        self.what = f"public names lead to the {to} region"
        self._gateway, self._switch, self._to = gateway, switch, to

    def before(self) -> State:
        """Where they lead."""
        return {"to": self._leads()}

    def missing(self) -> str:
        """What the alarm says instead."""
        state = self._alarm()
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
        """Where they led."""
        return Names(self._gateway, self._switch, before["to"])

    def _leads(self) -> str:
        """An alarm without data has never been told to lead elsewhere."""
        return DR if self._alarm() == _STATES[DR] else PRIMARY

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
