"""What the tests of a cluster's inside ask for."""

from typing import Any

from inventory.resource import Resource
from tests.support import inventory_of

RELEASE = "kubernetes:helm.sh/v3:Release"


def release(stack: str, name: str, place: str = "") -> Resource:
    """The release of a name (in the cluster of a region)."""
    (found,) = [one for one in inventory_of(stack).of_type(RELEASE) if one.inputs["name"] == name and one.name.startswith(place)]
    return found


def values(stack: str, name: str, place: str = "") -> dict[str, Any]:
    """What a chart is given."""
    given: dict[str, Any] = release(stack, name, place).inputs["values"]
    return given


def objects(stack: str, kind: str, place: str = "") -> list[Resource]:
    """Every object of a kind, such as `Certificate`."""
    return [
        one
        for one in inventory_of(stack)
        if one.type.endswith(f":{kind}") and one.type.startswith("kubernetes:") and one.name.startswith(place)
    ]


def the(stack: str, kind: str, name: str, place: str = "", namespace: str = "monitoring") -> Resource:
    """The one object of a kind, name and namespace."""
    wanted = {"name": name, "namespace": namespace}
    (found,) = [one for one in objects(stack, kind, place) if wanted.items() <= one.inputs["metadata"].items()]
    return found


def before(stack: str, resource: Resource) -> set[str]:
    """The names of everything that must stand before a resource, however far back, with its parents."""
    by_urn = {one.urn: one for one in inventory_of(stack)}
    known: set[str] = set()
    waiting = [resource.urn]
    while waiting:
        one = by_urn[waiting.pop()]
        needed = {*one.depends_on, *(urn for urns in one.property_dependencies.values() for urn in urns)} - known
        known |= needed
        waiting += [urn for urn in needed if urn in by_urn]
    return {by_urn[urn].name for urn in known if urn in by_urn}
