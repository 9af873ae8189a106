"""ECS: a service's tasks come and go one look after the other, until there are as many as wanted."""

from typing import Any

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call


class Services:
    """moto's, which run as many tasks as wanted at once, or none."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "CreateService": self._change,
            "UpdateService": self._change,
            "DescribeServices": self._describe,
        }
        return {("ecs", operation): addition for operation, addition in found.items()}

    def _change(self, call: Call, forward: Forward) -> Result:
        name = str(call.parameters.get("serviceName") or call.parameters["service"])
        before = {key: one.running_count for key, one in self._of(call, [name]).items()}
        response = forward()
        if response.status_code == 200:
            for key, service in self._of(call, [name]).items():
                if "desiredCount" in call.parameters or key not in before:
                    self._world.begin("tasks", call.region, key)
                running = before.get(key, 0) if self._world.busy("tasks", call.region, key) else service.desired_count
                _run(service, running)
        return response

    def _describe(self, call: Call, forward: Forward) -> Result:
        for key, service in self._of(call, [str(one) for one in call.parameters["services"]]).items():
            if self._world.look("tasks", call.region, key):
                towards = 1 if service.desired_count > service.running_count else -1
                _run(service, service.running_count + towards if service.running_count != service.desired_count else service.desired_count)
            else:
                _run(service, service.desired_count)
        return forward()

    def _of(self, call: Call, names: list[str]) -> dict[str, Any]:
        cluster = str(call.parameters.get("cluster", "default")).rpartition("/")[2]
        services = self._world.backend("ecs", call.region).services
        wanted = [f"{cluster}:{name.rpartition('/')[2]}" for name in names]
        return {key: services[key] for key in wanted if key in services}


def _run(service: Any, count: int) -> None:
    service.running_count, service.pending_count = count, max(0, service.desired_count - count)
    for deployment in service.deployments or ():
        deployment |= {"desiredCount": service.desired_count, "runningCount": count, "pendingCount": service.pending_count}
        deployment["rolloutState"] = "COMPLETED" if count == service.desired_count else "IN_PROGRESS"
