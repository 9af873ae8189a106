"""What all of a cluster's objects request of its nodes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from costing.demand import Demand, demands_of
from inventory.resource import Resource
from inventory.values import NotYetKnown, Values

_AUTOSCALERS = {"HorizontalPodAutoscaler": "spec.minReplicas", "ScaledObject": "spec.minReplicaCount"}


@dataclass(frozen=True)
class Requested:
    """By one object, all of its pods together."""

    resource: Resource
    vcpus: float
    gib: float


def requests_of(objects: Sequence[Resource], nodes: float) -> tuple[list[Requested], list[str]]:
    """What each of a cluster's objects requests, if there are so many nodes; and of which it is not known yet."""
    least, defaults = _least_replicas(objects), _default_requests(objects)
    found: list[Requested] = []
    problems: list[str] = []
    for one in objects:
        try:
            place = namespace_of(one)
            demands = demands_of(one, least.get((place, name_of(one)), 0), defaults.get(place))
        except NotYetKnown as unknown:
            problems.append(f"{one.name}: {unknown.path} is not known yet")
            continue
        found.append(Requested(one, *_sum(demands, nodes)))
    return found, problems


def namespace_of(resource: Resource) -> str:
    """Where an object is, or a chart's objects are."""
    values = Values(dict(resource.inputs))
    return values.text("metadata.namespace") or values.text("namespace") or "default"


def name_of(resource: Resource) -> str:
    """Kind and name: `Deployment api`."""
    values = Values(dict(resource.inputs))
    kind = resource.type.rpartition(":")[2]
    return f"{kind} {values.text('metadata.name') or values.text('name') or resource.name}"


def _sum(demands: Iterable[Demand], nodes: float) -> tuple[float, float]:
    counted = [(one, one.count(nodes)) for one in demands]
    return sum(one.vcpus * count for one, count in counted), sum(one.gib * count for one, count in counted)


def _least_replicas(objects: Iterable[Resource]) -> dict[tuple[str, str], float]:
    """Namespace and workload → the least number of pods that an autoscaler leaves."""
    found = {}
    for one in objects:
        if place := _AUTOSCALERS.get(one.type.rpartition(":")[2]):
            values = Values(dict(one.inputs))
            target = f"{values.text('spec.scaleTargetRef.kind') or 'Deployment'} {values.text('spec.scaleTargetRef.name')}"
            found[namespace_of(one), target] = values.number(place) or 0
    return found


def _default_requests(objects: Iterable[Resource]) -> dict[str, Values]:
    """Namespace → what its limit range lets a container request that says nothing."""
    ranges = [one for one in objects if one.type == "kubernetes:core/v1:LimitRange"]
    limits = [(namespace_of(one), limit) for one in ranges for limit in Values(dict(one.inputs)).items("spec.limits")]
    return {place: limit.inner("defaultRequest") for place, limit in limits if limit.text("type") == "Container"}
