"""What tests of the inside of clusters share: the objects of a stack, by cluster, and what stands before what."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from inventory.resource import Inventory, Resource
from tests.support import inventory_of

RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
SECRET_OBJECT = "kubernetes:core/v1:Secret"

PRIMARY, DR = "us-east-1", "us-west-2"
"""Regions of stacks, and so places of clusters."""
CLUSTER, KARPENTER = "cluster", "karpenter"
"""Stacks of options."""


def in_clusters(stack: str) -> list[Resource]:
    """Every object and release of a stack's clusters, but what the clusters themselves are made of (`platform:compute`)."""
    return [
        one for one in inventory_of(stack) if one.type.startswith("kubernetes:") and "platform:index:ClusterStack" in one.qualified_type
    ]


def namespace_of(resource: Resource) -> str:
    """The namespace that an object or a release is in; none for one of the whole cluster."""
    if resource.type == RELEASE:
        return str(resource.inputs["namespace"])
    return str(resource.inputs.get("metadata", {}).get("namespace", ""))


def objects(stack: str, kind: str, place: str = "") -> list[Resource]:
    """Every object of a kind, such as `Certificate` (in the cluster of a region)."""
    return [one for one in in_clusters(stack) if one.type.endswith(f":{kind}") and one.name.startswith(place)]


def by_name(stack: str, kind: str, place: str = "") -> dict[str, Resource]:
    """The same by `namespace/name`. Of clusters that are alike the first counts."""
    found: dict[str, Resource] = {}
    for one in objects(stack, kind, place):
        found.setdefault(f"{namespace_of(one)}/{one.inputs['metadata']['name']}".lstrip("/"), one)
    return found


def the(stack: str, kind: str, name: str, place: str = "") -> Resource:
    """The object of a kind and `namespace/name`."""
    return by_name(stack, kind, place)[name]


def spec(stack: str, kind: str, name: str, place: str = "") -> Any:
    """Its spec."""
    return the(stack, kind, name, place).inputs["spec"]


def released(stack: str, name: str, place: str = "") -> list[Resource]:
    """The releases of a name, one per cluster."""
    return [one for one in in_clusters(stack) if one.type == RELEASE and one.inputs["name"] == name and one.name.startswith(place)]


def release(stack: str, name: str, place: str = "") -> Resource:
    """The first of them."""
    return released(stack, name, place)[0]


def values(stack: str, name: str, place: str = "") -> Any:
    """What its chart is given."""
    return release(stack, name, place).inputs["values"]


def pod_specs(resource: Resource) -> Iterator[Mapping[str, Any]]:
    """The pods that an object makes: of native workloads and of Rollouts."""
    kind, spec = resource.type.split(":")[2], resource.inputs.get("spec", {})
    if kind == "Pod":
        yield spec
    elif kind == "CronJob":
        yield spec["jobTemplate"]["spec"]["template"]["spec"]
    elif kind in ("DaemonSet", "Deployment", "Job", "ReplicaSet", "Rollout", "StatefulSet") and "template" in spec:
        yield spec["template"]["spec"]


class Order:
    """What must stand before each resource of an inventory, however far back."""

    def __init__(self, inventory: Inventory):
        self._names = [resource.name for resource in inventory]
        self._place = {resource.urn: place for place, resource in enumerate(inventory)}
        self._direct = {
            resource.urn: {*resource.depends_on, *(urn for urns in resource.property_dependencies.values() for urn in urns)}
            for resource in inventory
        }
        self._before: dict[str, int] = {}

    def comes_after(self, resource: Resource, earlier: Resource) -> bool:
        """Whether a resource is made after another one, and gone before it."""
        return bool(self._known(resource.urn) >> self._place[earlier.urn] & 1)

    def before(self, resource: Resource) -> set[str]:
        """The names of all that a resource is made after."""
        bits = self._known(resource.urn)
        return {name for place, name in enumerate(self._names) if bits >> place & 1}

    def _known(self, urn: str) -> int:
        """The places of all before it, as bits. Nothing depends on itself, so this ends."""
        waiting = [urn]
        while waiting:
            top = waiting[-1]
            missing = [one for one in self._direct[top] if one in self._place and one not in self._before]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            bits = 0
            for one in self._direct[top] & self._place.keys():
                bits |= self._before[one] | 1 << self._place[one]
            self._before[top] = bits
        return self._before[urn]


@functools.cache
def order_of(stack: str) -> Order:
    """The order of a stack's resources."""
    return Order(inventory_of(stack))


def before(stack: str, resource: Resource) -> set[str]:
    """The names of everything that must stand before a resource, however far back."""
    return order_of(stack).before(resource)


def restricted(pod: Mapping[str, Any], container: Mapping[str, Any]) -> bool:
    """Whether security contexts are what Pod Security's level `restricted` asks for."""
    both = {**pod, **container}
    return (
        both.get("runAsNonRoot") is True
        and both.get("seccompProfile") == {"type": "RuntimeDefault"}
        and container.get("allowPrivilegeEscalation") is False
        and container.get("capabilities") == {"drop": ["ALL"]}
    )
