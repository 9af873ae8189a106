"""Containers of ECS tasks, which stand in a JSON text."""

from inventory.values import Values

_PLACE = "containerDefinitions"


def containers(task: Values) -> list[Values]:
    """The containers of a task definition, given as a text or a list."""
    return Values({_PLACE: task.document(_PLACE).raw}).items(_PLACE)
