"""What a plan consists of: the load of a region, and one line for each resource that must carry it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from capacity.figure import Figure
from capacity.limits import Limit

Resource = Literal[
    "kinesis_shards", "kinesis_write_mb_s", "kinesis_write_records_s", "kinesis_read_mb_s", "kinesis_retained_gb",
    "kafka_brokers", "kafka_partitions", "kafka_storage_gib",
    "validator_concurrency", "aggregator_concurrency", "account_concurrency",
    "realtime_writes", "realtime_reads", "realtime_keys", "session_writes", "session_reads",
    "ingestion_pods", "attribution_pods", "nodes", "store_nodes", "pod_prefixes",
    "nat_gbps", "between_zones_gb_s",
    "s3_added_gb_month", "s3_standard_gb", "s3_infrequent_access_gb", "s3_glacier_gb", "s3_deep_archive_gb", "s3_intelligent_gb",
]  # fmt: skip

Basis = Literal["average", "peak"]


@dataclass(frozen=True)
class Demand:
    """Events per second in one region."""

    average: float
    peak: float
    share: float = 1
    """The region's part of the stack's load."""


@dataclass(frozen=True)
class Need:
    """One line of the plan."""

    resource: Resource
    what: str
    unit: str
    basis: Basis
    """Which load counts: throughput must carry the peak, disks and buckets fill at the average."""
    demand: Demand
    at: Callable[[float], Figure] = field(compare=False, repr=False)
    """The need at any rate: the plan and the search for the breaking point share it, so they cannot disagree."""
    ceiling: Limit | None = None
    """What AWS gives at most, unless asked for more."""

    @property
    def average(self) -> Figure:
        """At the average load."""
        return self.at(self.demand.average)

    @property
    def peak(self) -> Figure:
        """At the peak; for what fills up, as if the peak lasted."""
        return self.at(self.demand.peak)

    @property
    def planned_rate(self) -> float:
        """The load that counts, in events per second."""
        return self.demand.average if self.basis == "average" else self.demand.peak

    @property
    def needed(self) -> Figure:
        """At the load that counts."""
        return self.at(self.planned_rate)


@dataclass(frozen=True)
class CapacityPlan:
    """What one region needs."""

    region: str
    demand: Demand
    needs: tuple[Need, ...]

    def need(self, resource: Resource) -> Need:
        """The line of one resource. Raises KeyError where the region has none."""
        for need in self.needs:
            if need.resource == resource:
                return need
        raise KeyError(resource)
