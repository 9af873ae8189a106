"""What reads streams: functions by their event sources, and Flink."""

from collections.abc import Mapping

from ops.gateway import Gateway
from ops.journal import State
from ops.runner import Step


class EventSources(Step):
    """Functions read their streams, or do not."""

    def __init__(self, gateway: Gateway, region: str, mappings: Mapping[str, str], on: Mapping[str, bool]):
        self.name = f"event sources {region}"
        self.what = f"event sources of {region}: " + ", ".join(f"{name} {'on' if on[name] else 'off'}" for name in mappings)
        self._gateway, self._region, self._mappings, self._on = gateway, region, mappings, on

    def before(self) -> State:
        """Which are on."""
        return {name: self._state(name) in ("Enabled", "Enabling", "Updating", "Creating") for name in self._mappings}

    def missing(self) -> str:
        """Those in another state, or on the way."""
        found = {name: self._state(name) for name in self._mappings}
        return "; ".join(f"{name} is {state}" for name, state in found.items() if state != self._wanted(name))

    def do(self) -> None:
        """Switch those that are not."""
        for name, mapping in self._mappings.items():
            if self._state(name) != self._wanted(name):
                self._gateway.change(self._region, "lambda", "update_event_source_mapping", UUID=mapping, Enabled=self._on[name])

    def reverse(self, before: State) -> Step:
        """As they were."""
        return EventSources(self._gateway, self._region, self._mappings, before)

    def _wanted(self, name: str) -> str:
        return "Enabled" if self._on[name] else "Disabled"

    def _state(self, name: str) -> str:
        state: str = self._gateway.read(self._region, "lambda", "get_event_source_mapping", UUID=self._mappings[name])["State"]
        return state


class Flink(Step):
    """The application runs, or does not. It stops with a snapshot, and starts from the last one that its region has."""

    timeout = 900
    gradual = True  # what is still starting can only be stopped later

    def __init__(self, gateway: Gateway, region: str, application: str, on: bool):
        self.name = f"flink {region}"
        self.what = f"Flink in {region} {'runs' if on else 'is stopped'}"
        self._gateway, self._region, self._application, self._on = gateway, region, application, on

    def before(self) -> State:
        """Whether it runs."""
        return {"on": self._status() in ("RUNNING", "STARTING", "AUTOSCALING", "UPDATING")}

    def missing(self) -> str:
        """Its status, unless it is the wanted one."""
        status = self._status()
        return "" if status == ("RUNNING" if self._on else "READY") else f"{self._application} is {status}"

    def do(self) -> None:
        """Start or stop."""
        status = self._status()
        if self._on and status == "READY":
            self._gateway.change(self._region, "kinesisanalyticsv2", "start_application", ApplicationName=self._application)
        if not self._on and status == "RUNNING":
            self._gateway.change(self._region, "kinesisanalyticsv2", "stop_application", ApplicationName=self._application)

    def reverse(self, before: State) -> Step:
        """As it was."""
        return Flink(self._gateway, self._region, self._application, before["on"])

    def _status(self) -> str:
        answer = self._gateway.read(self._region, "kinesisanalyticsv2", "describe_application", ApplicationName=self._application)
        status: str = answer["ApplicationDetail"]["ApplicationStatus"]
        return status
