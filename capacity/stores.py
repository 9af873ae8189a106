"""Nodes for the stores inside a cluster: their pods by request, first fit, the largest first, and no two of a store on one node."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacity.figure import Figure
from capacity.kubernetes import Allocatable, allocatable
from capacity.limits import Limit
from capacity.rounding import shown
from capacity.shape import PodSize
from settings.data_services import DataServices
from settings.pod_size import StorePod

_BESIDE = PodSize(0.1, 0.25)
"""Containers in a store's pod beside the store: backups, exporters."""

_KEEPER = PodSize(0.25, 1)
"""A member of ClickHouse Keeper."""


@dataclass(frozen=True)
class StorePods:
    """A store's pods, all alike."""

    store: str
    count: int
    size: PodSize


def store_pods(services: DataServices) -> tuple[StorePods, ...]:
    """What the settings ask for on the nodes of stores."""
    found: list[StorePods] = []
    if services.kafka:
        brokers = services.kafka.brokers
        found.append(StorePods("kafka", brokers.replicas, PodSize(brokers.size.cpu, brokers.size.memory_gib)))
    if services.clickhouse:
        servers = services.clickhouse.shards * services.clickhouse.replicas
        found += [_of("clickhouse", servers, services.clickhouse.pod), StorePods("keeper", services.clickhouse.keepers, _KEEPER)]
    if services.cockroachdb:
        found.append(_of("cockroachdb", services.cockroachdb.nodes, services.cockroachdb.pod))
    if services.redis:
        found.append(_of("redis leaders", services.redis.leaders, services.redis.pod))
        found.append(_of("redis followers", services.redis.followers, services.redis.pod))
    if services.timescale:
        found.append(_of("timescale", services.timescale.instances, services.timescale.pod))
    if services.neo4j:
        found.append(_of("neo4j", services.neo4j.members, services.neo4j.pod))
    return tuple(found)


def _of(store: str, count: int, pod: StorePod) -> StorePods:
    return StorePods(store, count, PodSize(pod.cpu + _BESIDE.cpu, pod.memory_gib + _BESIDE.memory_gib))


def store_nodes(pods: Sequence[StorePods], instance_type: str) -> Figure:
    """How many nodes of one type the pods take. Raises ValueError where a pod fits none."""
    node = allocatable(instance_type)
    nodes = _packed(pods, node, instance_type)
    cpus = sum(each.count * each.size.cpu for each in pods)
    gib = sum(each.count * each.size.memory_gib for each in pods)
    counts = " + ".join(f"{each.count} {each.store}" for each in pods if each.count)
    each_has = f"{node.cpu:.1f} CPU and {node.memory_gib:.1f} GiB each"
    text = f"{counts}: {shown(cpus)} CPU and {shown(gib)} GiB, one pod of a store a node, {each_has}"
    source = "amazon-eks-ami's reservation, data/eks.json"
    because = Limit("allocatable", node.memory_gib, f"GiB for pods on {instance_type}", source, "2026-11-21")
    return Figure(nodes, text, because)


def _packed(pods: Iterable[StorePods], node: Allocatable, instance_type: str) -> int:
    left: list[tuple[PodSize, set[str]]] = []
    for each in sorted(pods, key=lambda one: (one.size.memory_gib, one.size.cpu), reverse=True):
        if each.count and not node.fits(each.size):
            wants = f"{each.size.cpu:g} CPU and {each.size.memory_gib:g} GiB"
            raise ValueError(
                f"a pod of {each.store} asks for {wants}, a {instance_type} has {node.cpu:.2f} CPU and {node.memory_gib:.1f} GiB; "
                "lower data_services, or give the group a larger type"
            )
        for _ in range(each.count):
            _place(each, left, node)
    return len(left)


def _place(pod: StorePods, left: list[tuple[PodSize, set[str]]], node: Allocatable) -> None:
    """Onto the first node with room and without a pod of the same store, or a new one."""
    for index, (room, stores) in enumerate(left):
        if pod.store not in stores and room.cpu >= pod.size.cpu and room.memory_gib >= pod.size.memory_gib:
            left[index] = (PodSize(room.cpu - pod.size.cpu, room.memory_gib - pod.size.memory_gib), stores | {pod.store})
            return
    left.append((PodSize(node.cpu - pod.size.cpu, node.memory_gib - pod.size.memory_gib), {pod.store}))
