"""Lambda: a mapping that is switched on or off says so first, and takes no other change meanwhile."""

import json

from werkzeug.wrappers import Response

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused


class Mappings:
    """moto's, which change at once."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {"UpdateEventSourceMapping": self._update, "GetEventSourceMapping": self._get}
        return {("lambda", operation): addition for operation, addition in found.items()}

    def _update(self, call: Call, forward: Forward) -> Result:
        uuid = str(call.parameters["UUID"])
        if self._world.busy("mapping", call.region, uuid):
            raise Refused("ResourceInUseException", f"The event source mapping {uuid} is being changed already")
        known = self._world.backend("lambda", call.region)._event_source_mappings.get(uuid)
        before = known.enabled if known else None
        response = forward()
        if response.status_code < 300 and known and known.enabled != before:
            self._world.begin("mapping", call.region, uuid)
            return _changing(response)
        return response

    def _get(self, call: Call, forward: Forward) -> Result:
        response = forward()
        return _changing(response) if self._world.look("mapping", call.region, str(call.parameters["UUID"])) else response


def _changing(response: Response) -> Response:
    shown = json.loads(response.get_data())
    shown["State"] = {"Enabled": "Enabling", "Disabled": "Disabling"}[shown["State"]]
    response.set_data(json.dumps(shown))
    return response
