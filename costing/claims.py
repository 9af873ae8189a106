"""The volumes that Kubernetes objects claim, which become EBS volumes that no program names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from costing.demand import RELEASE, gib, own_replicas, replicas_of
from inventory.resource import Resource
from inventory.values import Values

_SIZE = re.compile(r"^[\d.]+\s*[KMGTPE]i?$")
_CLASS = ("storageClassName", "storageClass", "class")
_NO_VOLUMES = {"ephemeral", "resources", "limits", "emptyDir"}
"""Where sizes stand that are no volume that lasts. Claims stand in their own `resources`, which is looked at with them."""


@dataclass(frozen=True)
class Claim:
    """Some equal volumes."""

    gib: float
    """Of one."""
    storage_class: str
    """Empty for the cluster's own choice."""
    count: float


def claims_of(resource: Resource) -> list[Claim]:
    """The volumes that an object claims, wherever in it that is said."""
    values = Values(dict(resource.inputs))
    if resource.type == RELEASE:
        chart = values.inner("values")
        return list(_found(chart, own_replicas(chart) or chart.number("statefulset.replicas") or 1, of_chart=True))
    return list(_found(values.inner("spec"), replicas_of(values), of_chart=False))


def _found(values: Values, replicas: float, of_chart: bool) -> Iterator[Claim]:
    if not isinstance(values.raw, dict) or not values.flag("enabled", default=True):
        return
    if size := _size(values):
        name = next((values.text(key) for key in _CLASS if values.text(key)), "")
        yield Claim(gib(size), name, replicas)
        return
    for key, inner in values.raw.items():
        if key in _NO_VOLUMES:
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            part = Values(one, f"{values.path}.{key}")
            again = own_replicas(part) if of_chart and isinstance(one, dict) else None
            yield from _found(part, again or replicas, of_chart)


def _size(values: Values) -> str:
    """A claim's size: as Kubernetes has it, or as charts and operators write it."""
    claimed = values.text("resources.requests.storage") or values.text("requests.storage")
    if claimed:
        return claimed
    size = values.text("size") if not isinstance(values.raw.get("size"), dict) else ""
    return size if _SIZE.match(size) else ""
