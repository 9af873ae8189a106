"""A stack's resources with what they refer to: the VPC of a subnet, the launch template of a group."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.resource import UNKNOWN as UNKNOWN_TEXT
from inventory.resource import Inventory, Resource
from inventory.values import UNKNOWN, NotYetKnown, Values

_NAMES = ("name", "bucket", "arn", "identifier", "clusterIdentifier", "clusterName", "replicationGroupId", "domainName")
UNKNOWNS = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a truth value
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""What the engine writes for a value that only a deployment will tell."""


class Stack:
    """Finds resources by URN, type and what others call them."""

    def __init__(self, inventory: Inventory) -> None:
        self.by_urn = {resource.urn: resource for resource in inventory}
        self._values: dict[str, Values] = {}
        self._by_type: dict[str, list[Resource]] = {}
        self._named: dict[tuple[str, str], list[Resource]] = {}
        for resource in inventory:
            self._by_type.setdefault(resource.type, []).append(resource)
            for name in _names(resource):
                self._named.setdefault((resource.type, name), []).append(resource)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of these types."""
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def values(self, resource: Resource) -> Values:
        """What a resource was asked to be; reading what only a deployment will tell raises NotYetKnown."""
        found = self._values.get(resource.urn)
        if found is None:
            found = self._values[resource.urn] = Values(_with_unknowns(resource.inputs))
        return found

    def target(self, resource: Resource, property_: str, *types: str) -> Resource | None:
        """The resource of one of these types that a property names, or that its value comes from."""
        try:
            value = self.values(resource).text(property_)
        except NotYetKnown:
            value = ""
        if value and (found := self.named(value, resource.region, *types)):
            return found
        origins = resource.property_dependencies.get(property_.split(".", maxsplit=1)[0], ())
        return next((found for urn in origins if (found := self.by_urn.get(urn)) and found.type in types), None)

    def named(self, value: str, region: str, *types: str) -> Resource | None:
        """The resource of one of these types that has this id or name, preferably in the same region."""
        found = [one for type_ in types for one in self._named.get((type_, value), ())]
        return next((one for one in found if one.region == region), found[0] if found else None)

    def is_inside(self, resource: Resource, outer: Resource) -> bool:
        """Whether a resource is a part of a component."""
        parent = self.by_urn.get(resource.parent)
        return parent is not None and (parent is outer or self.is_inside(parent, outer))

    @property
    def regions(self) -> list[str]:
        """Where the stack has anything."""
        return sorted({resource.region for resource in self.by_urn.values() if resource.region})


def _names(resource: Resource) -> set[str]:
    given = (resource.id, *(resource.inputs.get(key) for key in _NAMES), *(resource.outputs.get(key) for key in ("arn", "id")))
    return {value for value in given if isinstance(value, str) and value and value not in UNKNOWNS}


def _with_unknowns(value: Any) -> Any:
    if isinstance(value, str):
        return UNKNOWN if value in UNKNOWNS else value
    if isinstance(value, Mapping):
        return {key: _with_unknowns(inner) for key, inner in value.items()}
    return [_with_unknowns(inner) for inner in value] if isinstance(value, list | tuple) else value
