"""A stack's resources with what they refer to: the VPC of a subnet, the launch template of a group."""

from collections.abc import Iterator

from inventory.resource import UNKNOWNS, Inventory, Resource
from inventory.values import NotYetKnown, Values

_NAMES = ("name", "bucket", "arn", "identifier", "clusterIdentifier", "clusterName", "replicationGroupId", "domainName")


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
            found = self._values[resource.urn] = Values(dict(resource.inputs))
        return found

    def target(self, resource: Resource, property_: str, *types: str) -> Resource | None:
        """The resource of one of these types that a property names, or that its value comes from."""
        try:
            value = self.values(resource).text(property_)
        except NotYetKnown:
            value = ""
        if value and (found := self.named(value, resource.region, *types)):
            return found
        origins = self.origins(resource, property_)
        # Or behind what it comes from: a subnet may take its VPC from an address block, so that it waits for that.
        return next((one for one in origins if one.type in types), None) or next(
            (one for origin in origins for one in self.origins(origin, property_) if one.type in types), None
        )

    def origins(self, resource: Resource, property_: str) -> list[Resource]:
        """The resources that the value of a property comes from."""
        urns = resource.property_dependencies.get(property_.split(".", maxsplit=1)[0], ())
        return [found for urn in urns if (found := self.by_urn.get(urn))]

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
