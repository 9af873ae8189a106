"""What a stack makes inside its clusters, found by kind and name."""

from typing import Any

from inventory.resource import Resource
from tests.support import inventory_of

RELEASE = "kubernetes:helm.sh/v3:Release"


def objects(stack: str, kind: str) -> list[Resource]:
    """Every object of a kind."""
    return [one for one in inventory_of(stack) if one.type.startswith("kubernetes:") and one.type.rpartition(":")[2] == kind]


def named(stack: str, kind: str, name: str, namespace: str | None = None) -> Resource:
    """The first object of a kind and name (and namespace): prod has one in each cluster, all alike."""
    for one in objects(stack, kind):
        metadata = one.inputs["metadata"]
        if metadata["name"] == name and namespace in (None, metadata.get("namespace")):
            return one
    raise AssertionError(f"{stack} has no {kind} {name} in {namespace}")


def values(stack: str, chart: str) -> dict[str, Any]:
    """What a chart is told."""
    for one in inventory_of(stack).of_type(RELEASE):
        if one.name.endswith(f"-{chart}"):
            return dict(one.inputs["values"])
    raise AssertionError(f"{stack} has no release {chart}")


def release(stack: str, chart: str) -> Resource:
    """The first release of a chart."""
    return next(one for one in inventory_of(stack).of_type(RELEASE) if one.name.endswith(f"-{chart}"))
