"""EKS: a node group's change of size is an update that takes its time."""

from typing import Any

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused


class NodeGroups:
    """moto's, which change at once and take any size."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "UpdateNodegroupConfig": self._update,
            "DescribeNodegroup": self._describe,
            "DescribeUpdate": self._describe_update,
        }
        return {("eks", operation): addition for operation, addition in found.items()}

    def _update(self, call: Call, forward: Forward) -> Result:
        group = self._group(call)
        if group and self._world.busy("nodes", call.region, group.arn):
            raise Refused("ResourceInUseException", f"Nodegroup {group.nodegroup_name} is being updated already")
        if group and (asked := call.parameters.get("scalingConfig")):
            size = {**group.scaling_config, **asked}
            if not 0 <= size["minSize"] <= size["desiredSize"] <= size["maxSize"] or size["maxSize"] < 1:
                raise Refused("InvalidParameterException", f"minSize ≤ desiredSize ≤ maxSize, and maxSize at least 1: {size}")
        response = forward()
        if response.status_code == 200 and group:
            group.status = "UPDATING"
            self._world.begin("nodes", call.region, group.arn)
        return response

    def _describe(self, call: Call, forward: Forward) -> Result:
        group = self._group(call)
        if group and not self._world.look("nodes", call.region, group.arn):
            group.status = "ACTIVE"
        return forward()

    def _describe_update(self, call: Call, _: Forward) -> Result:
        group = self._group(call)
        if not group:
            raise Refused("ResourceNotFoundException", f"No update found for ID: {call.parameters['updateId']}")
        busy = self._world.look("nodes", call.region, group.arn)
        if not busy:
            group.status = "ACTIVE"
        return {"update": {"id": call.parameters["updateId"], "status": "InProgress" if busy else "Successful", "type": "ConfigUpdate"}}

    def _group(self, call: Call) -> Any:
        cluster = self._world.backend("eks", call.region).clusters.get(call.parameters.get("clusterName") or call.parameters.get("name"))
        return cluster.nodegroups.get(call.parameters.get("nodegroupName")) if cluster else None
