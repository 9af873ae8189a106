"""What the tests of data services share: objects inside a stack's clusters."""

from typing import Any

from inventory.resource import Inventory, Resource
from tests.support import inventory_of

CLUSTER, KARPENTER, LOCAL = "cluster", "karpenter", "local"
PRIMARY, DR = "us-east-1", "us-west-2"


def objects(stack: str, kind: str, place: str = "") -> dict[str, Resource]:
    """The objects of a kind (in a place), by namespace and name."""
    found = [one for one in inventory_of(stack) if one.type.startswith("kubernetes:") and one.type.endswith(f":{kind}")]
    wanted = [one for one in found if one.name.startswith(place)]
    return {f"{one.inputs['metadata'].get('namespace', '')}/{one.inputs['metadata']['name']}".lstrip("/"): one for one in wanted}


def spec(stack: str, kind: str, name: str, place: str = "") -> Any:
    """The spec of one object."""
    return objects(stack, kind, place)[name].inputs["spec"]


def values(stack: str, chart: str, place: str = "") -> Any:
    """The values of a chart's release."""
    (release,) = [one for one in inventory_of(stack).of_type("kubernetes:helm.sh/v3:Release") if one.name == f"{place}-{chart}"]
    return release.inputs["values"]


def needs(inventory: Inventory, resource: Resource) -> set[str]:
    """Names of everything that must exist before a resource, however far back."""
    by_urn = {one.urn: one for one in inventory}
    known: set[str] = set()
    waiting = [resource.urn]
    while waiting:
        one = by_urn[waiting.pop()]
        more = {*one.depends_on, *(urn for urns in one.property_dependencies.values() for urn in urns)} - known
        known |= more
        waiting += [urn for urn in more if urn in by_urn]
    return {urn.rpartition("::")[2] for urn in known}


def restricted(pod: dict[str, Any], container: dict[str, Any]) -> bool:
    """Whether security contexts are what Pod Security's level `restricted` asks for."""
    both = {**pod, **container}
    return (
        both.get("runAsNonRoot") is True
        and both.get("seccompProfile") == {"type": "RuntimeDefault"}
        and container.get("allowPrivilegeEscalation") is False
        and container.get("capabilities") == {"drop": ["ALL"]}
    )
