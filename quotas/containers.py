"""Fargate."""

from collections.abc import Iterator

from inventory.resource import Resource
from quotas.counting import NotCountedError, One, Use, counts

SERVICE = "aws:ecs/service:Service"
_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_TARGET = "aws:appautoscaling/target:Target"
_UNITS = 1024
"""Of a task's CPU to a vCPU."""


def tasks_of(one: One, service: Resource) -> tuple[float, float]:
    """How many tasks a service runs, and to how many it may scale."""
    values = one.stack.values(service)
    desired = values.number("desiredCount")
    now = 1 if desired is None else desired
    name = values.text("name") or service.name
    for target in one.stack.of_type(_TARGET):
        limits = one.stack.values(target)
        if target.region == service.region and limits.text("resourceId").endswith(f"/{name}"):
            return now, max(now, limits.number("maxCapacity") or 0)
    return now, now


@counts("fargate", "Fargate On-Demand vCPU resource count", of=(SERVICE,))
def vcpus(one: One) -> Iterator[Use]:
    """Of the tasks; a deployment may need as many again for a while."""
    providers = {each.text("capacityProvider") for each in one.values.items("capacityProviderStrategies")}
    if one.values.text("launchType") != "FARGATE" and not providers & {"FARGATE", "FARGATE_SPOT"}:
        return
    if "FARGATE_SPOT" in providers:
        raise NotCountedError("how many of its tasks run on FARGATE_SPOT is open")
    task = one.stack.target(one.resource, "taskDefinition", _TASK)
    cpu = one.stack.values(task).number("cpu") if task else None
    if cpu is None:
        raise NotCountedError("the CPU of its tasks is not known: no task definition in the stack says it in units of 1/1024 vCPU")
    now, most = tasks_of(one, one.resource)
    yield one.use(now * cpu / _UNITS, most * cpu / _UNITS)
