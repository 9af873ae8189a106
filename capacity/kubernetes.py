"""Pods and nodes, calibrated on the four reference loads.

The reference table is not proportional: a pod carries 1 667 events/s at the first load and 66 667 at the last. The plan does not explain
this, it follows it: between two reference loads the number of pods grows by the power law that joins them, and outside the table the rate
per pod stays what it is at the nearest end. A pod smaller than the reference pod carries less, in proportion to its CPU. What the
horizontal scaler would ask for is reckoned beside it, and the larger number counts.

Nodes are what those pods fill, packed by request, and the others: monitoring, operators, services and databases. The others are what the
reference table leaves when the pods are packed onto its nodes (2, 3, 5 and 10), so that the table comes out exactly, and other node types
get what they need.
"""

import functools
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from capacity import nodes as machines
from capacity.figure import Figure, most
from capacity.limits import Limit, limit
from capacity.rounding import shown, whole
from capacity.shape import REFERENCE_POD, PodSize

REFERENCE_NODE = "c6i.4xlarge"
"""The node of the reference loads."""

REQUESTS_PER_POD = 5000
"""Requests/s at which the horizontal scaler adds an ingestion pod."""

_DAEMON_CPU = 0.5
_DAEMON_GIB = 1.0
"""Kept on each node for the agents of network, volumes, logs and metrics: an assumption, to be set against what runs there."""


@dataclass(frozen=True)
class Reference:
    """One row of the reference table: a load and what carries it."""

    events: int
    ingestion: int
    attribution: int
    nodes: int


REFERENCES = (
    Reference(10_000, 6, 4, 6),
    Reference(100_000, 20, 15, 15),
    Reference(1_000_000, 50, 40, 35),
    Reference(10_000_000, 150, 120, 100),
)


@dataclass(frozen=True)
class Allocatable:
    """What a node has left for pods: CPUs, GiB of memory, and pods by number."""

    cpu: float
    memory_gib: float
    pods: int

    def fits(self, pod: PodSize) -> int:
        """How many pods of one size."""
        return min(math.floor(self.cpu / pod.cpu), math.floor(self.memory_gib / pod.memory_gib), self.pods)


def allocatable(instance_type: str) -> Allocatable:
    """A node's size less what EKS reserves: CPU by a falling part of each core, memory by the pods it may run; and less our agents."""
    node = machines.limits(instance_type)
    cpus, pods = node["vcpus"], machines.max_pods(instance_type)
    parts = ((0, 1, 0.06), (1, 2, 0.01), (2, 4, 0.005), (4, cpus, 0.0025))  # amazon-eks-ami, nodeadm/internal/kubelet/config.go
    reserved = sum(max(0, min(cpus, end) - start) * part for start, end, part in parts)
    kept_mib = limit("eks.reserved_mib").value + limit("eks.reserved_mib_per_pod").value * pods + limit("eks.eviction_mib").value
    return Allocatable(cpus - reserved - _DAEMON_CPU, node["memory_gib"] - kept_mib / 1024 - _DAEMON_GIB, pods)


def _along(points: tuple[tuple[int, int], ...], rate: float) -> tuple[float, str]:
    """The reference table at a rate, with the arithmetic."""
    first, last = points[0], points[-1]
    if rate <= first[0] or rate >= last[0]:
        events, amount = first if rate <= first[0] else last
        return amount * rate / events, f"{shown(rate)}/s, / ({shown(events)}/s / {amount} = {shown(events / amount)}/s each)"
    (low, fewer), (high, more) = next(pair for pair in itertools.pairwise(points) if rate <= pair[1][0])
    power = math.log(more / fewer) / math.log(high / low)
    return fewer * (rate / low) ** power, f"{fewer} x ({shown(rate)} / {shown(low)})^{power:.3f}"


def _pods(rate: float, points: tuple[tuple[int, int], ...], pod: PodSize, kind: str) -> Figure:
    amount, text = _along(points, rate)
    if pod.cpu != REFERENCE_POD.cpu:
        text = f"({text}) x {shown(REFERENCE_POD.cpu)} / {shown(pod.cpu)} CPU"
    pods = amount * REFERENCE_POD.cpu / pod.cpu
    because = Limit(
        f"reference.{kind}", rate / pods, "events/s per pod at this load", "reference loads, docs/decisions/capacity-model.md", ""
    )
    return Figure(whole(pods), text, because)


def ingestion_pods(rate: float, pod: PodSize, events_per_request: float) -> Figure:
    """Ingestion pods: by the reference loads, and by what the horizontal scaler asks for."""
    requests = rate / events_per_request * REFERENCE_POD.cpu / pod.cpu
    target = REQUESTS_PER_POD * pod.cpu / REFERENCE_POD.cpu
    text = f"{shown(rate)}/s / {shown(events_per_request)} events per request, / {shown(target)} requests/s"
    because = Limit(
        "hpa.http_requests_per_second", REQUESTS_PER_POD, "requests/s at which the scaler adds a pod", "the ingestion workload's scaler", ""
    )
    by_reference = _pods(rate, tuple((row.events, row.ingestion) for row in REFERENCES), pod, "ingestion")
    return most(by_reference, Figure(whole(requests / REQUESTS_PER_POD), text, because))


def attribution_pods(rate: float, pod: PodSize) -> Figure:
    """Attribution pods, by the reference loads."""
    return _pods(rate, tuple((row.events, row.attribution) for row in REFERENCES), pod, "attribution")


def _filled(counts: Mapping[PodSize, float], instance_type: str) -> float:
    """Nodes that pods fill, with a fraction for the last one."""
    node = allocatable(instance_type)
    filled = 0.0
    for pod, count in counts.items():
        fitting = node.fits(pod)
        if not fitting:
            has = f"{node.cpu:.2f} CPU and {node.memory_gib:.1f} GiB"
            raise ValueError(f"a pod of {pod.cpu:g} CPU and {pod.memory_gib:g} GiB fits no {instance_type}, which has {has}")
        filled += count / fitting
    return filled


@functools.cache
def _others() -> tuple[tuple[int, int], ...]:
    """Nodes that the reference loads leave to everything else."""
    return tuple(
        (row.events, row.nodes - whole(_filled({REFERENCE_POD: row.ingestion + row.attribution}, REFERENCE_NODE))) for row in REFERENCES
    )


def nodes(rate: float, instance_type: str, ingestion: PodSize, attribution: PodSize, events_per_request: float) -> Figure:
    """Nodes of one type for the pods that touch every event, and for the others."""
    first, second = ingestion_pods(rate, ingestion, events_per_request).amount, attribution_pods(rate, attribution).amount
    counts = {ingestion: first} | ({attribution: second} if attribution != ingestion else {ingestion: first + second})
    hot = whole(_filled(counts, instance_type))
    node = allocatable(instance_type)
    others, _ = _along(_others(), rate)
    rest = whole(others * allocatable(REFERENCE_NODE).cpu / node.cpu)
    text = f"{shown(first)} + {shown(second)} pods, {node.fits(ingestion)} a node: {hot} nodes; + {rest} for everything else"
    return Figure(
        hot + rest,
        text,
        Limit("allocatable", node.cpu, f"CPUs for pods on {instance_type}", "amazon-eks-ami's reservation, data/eks.json", "2026-11-21"),
    )


def equivalent_nodes(groups: Mapping[str, int], instance_type: str, pod: PodSize) -> float:
    """Nodes of mixed types as so many of one type, by how many pods each holds; `groups` are counts by instance type."""
    one = allocatable(instance_type).fits(pod)
    return sum(count * allocatable(kind).fits(pod) for kind, count in groups.items()) / one if one else 0.0
