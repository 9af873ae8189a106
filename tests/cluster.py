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


def named(stack: str, type_: str, name: str) -> list[Resource]:
    """The objects of a kind with a name, one per cluster and namespace."""
    return [one for one in in_clusters(stack) if one.type == type_ and one.inputs["metadata"]["name"] == name]


def released(stack: str, chart: str) -> list[Resource]:
    """A chart's releases, one per cluster."""
    return [one for one in in_clusters(stack) if one.type == RELEASE and one.inputs["name"] == chart]


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
        self._place = {resource.urn: place for place, resource in enumerate(inventory)}
        self._direct = {
            resource.urn: {*resource.depends_on, *(urn for urns in resource.property_dependencies.values() for urn in urns)}
            for resource in inventory
        }
        self._before: dict[str, int] = {}

    def comes_after(self, resource: Resource, earlier: Resource) -> bool:
        """Whether a resource is made after another one, and gone before it."""
        return bool(self._known(resource.urn) >> self._place[earlier.urn] & 1)

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
