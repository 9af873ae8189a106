"""Managed Service for Apache Flink: applications start and stop, and take their time."""

from typing import Any

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused

_DONE = {"STARTING": "RUNNING", "STOPPING": "READY"}


class Applications:
    """moto's, which know neither start nor stop."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "CreateApplication": self._create,
            "DescribeApplication": self._describe,
            "StartApplication": self._start,
            "StopApplication": self._stop,
        }
        return {("kinesisanalyticsv2", operation): addition for operation, addition in found.items()}

    def _create(self, call: Call, forward: Forward) -> Result:
        response = forward()
        if response.status_code == 200:
            self._application(call).application_status = "READY"
        return response

    def _describe(self, call: Call, forward: Forward) -> Result:
        application = self._application(call)
        if not self._world.look("flink", call.region, application.application_name):
            application.application_status = _DONE.get(application.application_status, application.application_status)
        return forward()

    def _start(self, call: Call, _: Forward) -> Result:
        return self._turn(call, "READY", "STARTING")

    def _stop(self, call: Call, _: Forward) -> Result:
        return self._turn(call, "RUNNING", "STOPPING")

    def _turn(self, call: Call, needed: str, status: str) -> Result:
        application = self._application(call)
        if application.application_status != needed:
            told = f"Application {application.application_name} is {application.application_status}, not {needed}"
            raise Refused("ResourceInUseException", told)
        application.application_status = status
        self._world.begin("flink", call.region, application.application_name)
        return {"OperationId": f"operation-{status.lower()}"}

    def _application(self, call: Call) -> Any:
        applications = self._world.backend("kinesisanalyticsv2", call.region).applications
        name = str(call.parameters["ApplicationName"])
        if name not in applications:
            raise Refused("ResourceNotFoundException", f"Application {name} does not exist")
        return applications[name]
