"""The plan against what the settings provide: at which load each resource is full, and so which breaks first."""

from collections.abc import Iterable
from dataclasses import dataclass

from capacity.limits import Limit
from capacity.need import CapacityPlan, Need, Resource
from capacity.rounding import shown

_FAR = 1e12
"""Events per second beyond which nobody looks."""

REMEDIES: dict[Resource, str] = {
    "kinesis_shards": "more shards, or on-demand mode",
    "kinesis_write_mb_s": "ask AWS to raise the stream's throughput, or split the stream",
    "kinesis_write_records_s": "several events in a record, a smaller part for the region, or ask AWS to raise the stream's throughput",
    "kinesis_read_mb_s": "give consumers enhanced fan-out",
    "kafka_brokers": "more brokers, larger ones, or throughput provisioned on their volumes",
    "kafka_partitions": "more partitions; keys move, so do it before the load comes",
    "kafka_storage_gib": "larger broker disks, tiered storage, or a shorter retention",
    "validator_concurrency": "a higher reserved concurrency, or a larger batch",
    "aggregator_concurrency": "a higher reserved concurrency, or a larger batch",
    "account_concurrency": "ask AWS to raise quota L-B99A9384, or use larger batches",
    "realtime_writes": "ask AWS to raise quota L-AB614373, or lower load.realtime_share",
    "realtime_reads": "ask AWS to raise quota L-CF0CBE56, or lower load.realtime_share",
    "session_writes": "a higher maximum of the table's autoscaling, or on-demand mode",
    "session_reads": "a higher maximum of the table's autoscaling, or on-demand mode",
    "ingestion_pods": "a higher maximum in workloads.services.ingestion",
    "attribution_pods": "a higher maximum in workloads.services.attribution",
    "nodes": "a higher maximum of the node groups, or larger nodes",
    "pod_prefixes": "another zone; the pod block is as large as AWS allows",
    "nat_gbps": "the kinesis-streams endpoint, or NAT in every zone",
}


@dataclass(frozen=True)
class Provisioned:
    """The most that a region's settings let each resource grow to. None: it has none, or grows by itself."""

    kinesis_shards: float | None = None
    kafka_brokers: float | None = None
    kafka_partitions: float | None = None
    """Of the event topic."""
    kafka_storage_gib: float | None = None
    """All brokers' disks."""
    validator_concurrency: float | None = None
    aggregator_concurrency: float | None = None
    realtime_writes: float | None = None
    realtime_reads: float | None = None
    session_writes: float | None = None
    session_reads: float | None = None
    ingestion_pods: float | None = None
    attribution_pods: float | None = None
    nodes: float | None = None
    """In nodes of the plan's type: see `kubernetes.equivalent_nodes`."""
    pod_prefixes: float | None = None
    """/28 blocks in one zone."""
    nat_gbps: float | None = None

    def of(self, resource: Resource) -> float | None:
        """What is provided of a resource."""
        value: float | None = getattr(self, resource, None)
        return value


@dataclass(frozen=True)
class Saturation:
    """At which load one resource is full."""

    region: str
    need: Need
    available: Limit
    """What there is, by the settings or by AWS: the lower counts."""
    full_at: int
    """Events per second in the region, at the average or the peak as the need has it."""

    @property
    def headroom(self) -> float:
        """How many times the planned load it carries. Less than 1 is too small."""
        return self.full_at / self.need.planned_rate

    @property
    def is_short(self) -> bool:
        """Whether the planned load is more than it carries."""
        return self.need.needed.amount > self.available.value

    @property
    def remedy(self) -> str:
        """What helps."""
        return f"needs {shown(self.need.needed.amount)} {self.need.unit}: {REMEDIES[self.need.resource]}"


def saturations(plan: CapacityPlan, provisioned: Provisioned) -> tuple[Saturation, ...]:
    """Every resource that can be full, the one that breaks first before the others."""
    return in_order(found for need in plan.needs if (found := _saturation(plan.region, need, provisioned)) is not None)


def in_order(found: Iterable[Saturation]) -> tuple[Saturation, ...]:
    """The first to break first, over any number of regions; by the multiple of the planned load, one measure for average and peak."""
    return tuple(sorted(found, key=lambda each: (each.headroom, each.region, each.need.resource)))


def _saturation(region: str, need: Need, provisioned: Provisioned) -> Saturation | None:
    own = provisioned.of(need.resource)
    bounds = [need.ceiling] if need.ceiling is not None else []
    if own is not None:
        bounds.append(Limit(need.resource, own, need.unit, "settings", ""))
    if not bounds:
        return None
    available = min(bounds, key=lambda bound: bound.value)
    return Saturation(region, need, available, _full_at(need, available.value))


def _full_at(need: Need, available: float) -> int:
    """The highest whole rate that still fits, found on the plan's own function, which grows with the rate."""
    if need.at(1).amount > available:
        return 0
    low, high = 1, 2
    while high < _FAR and need.at(high).amount <= available:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if need.at(middle).amount <= available else (low, middle)
    return low
