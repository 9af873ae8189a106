"""DocumentDB and Neptune: clusters with shared storage, and their instances."""

from collections.abc import Mapping

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.engines import SERVERLESS
from costing.estimators import estimates, free
from inventory.values import Values

_CLUSTERS: Mapping[str, str] = {"documentdb": "aws:docdb/cluster:Cluster", "neptune": "aws:neptune/cluster:Cluster"}
_INSTANCES = {"aws:docdb/clusterInstance:ClusterInstance": "documentdb", "aws:neptune/clusterInstance:ClusterInstance": "neptune"}
_IO_OPTIMIZED = "iopt1"
_LEAST_UNITS = 2.5
"""Neptune's default where a cluster states no minimum."""

free(
    "part of the cluster",
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
    "aws:docdb/eventSubscription:EventSubscription",
    "aws:docdb/globalCluster:GlobalCluster",
    "aws:docdb/subnetGroup:SubnetGroup",
    "aws:neptune/clusterEndpoint:ClusterEndpoint",
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup",
    "aws:neptune/eventSubscription:EventSubscription",
    "aws:neptune/globalCluster:GlobalCluster",
    "aws:neptune/parameterGroup:ParameterGroup",
    "aws:neptune/subnetGroup:SubnetGroup",
)


@estimates(*_CLUSTERS.values())
def cluster(bill: Bill) -> None:
    """Usage: `storage_gb`, `io_requests`, `backup_storage_gb` in all."""
    service = next(name for name, type_ in _CLUSTERS.items() if type_ == bill.resource.type)
    optimized = bill.values.text("storageType") == _IO_OPTIMIZED
    stored = bill.usage("storage_gb")
    bill.add("storage", stored, service, "storage_io_optimized" if optimized else "storage", by_usage=True)
    if not optimized:
        bill.add("I/O requests", bill.usage("io_requests") / 1_000_000, service, "io_requests", by_usage=True)
    kept = max(0, bill.usage("backup_storage_gb") - stored)
    bill.add("backups over the free size", kept, service, "backup_storage_over_free", by_usage=True)


@estimates(*_INSTANCES)
def instance(bill: Bill) -> None:
    """Usage: `cpu_credit_hours` of burstable ones; `ncu_hours` of a serverless Neptune, by default its cluster's minimum all month."""
    service = _INSTANCES[bill.resource.type]
    parent = bill.around.target(bill.resource, "clusterIdentifier", _CLUSTERS[service])
    group = Values(dict(parent.inputs if parent else {}))
    kind = bill.values.text("instanceClass")
    if kind == SERVERLESS:
        least = group.number("serverlessV2ScalingConfiguration.minCapacity") or _LEAST_UNITS
        bill.add("serverless", bill.usage("ncu_hours", least * HOURS), service, "serverless_ncu_hour", by_usage=True)
        return
    optimized = group.text("storageType") == _IO_OPTIMIZED
    bill.hours(f"instance {kind}", 1, service, "instance_io_optimized" if optimized else "instance", kind)
    if kind.startswith("db.t"):
        bill.add("CPU credits", bill.usage("cpu_credit_hours"), service, "cpu_credit_hour", by_usage=True)


@estimates("aws:docdb/clusterSnapshot:ClusterSnapshot", "aws:neptune/clusterSnapshot:ClusterSnapshot")
def snapshot(bill: Bill) -> None:
    """Usage: `storage_gb`."""
    service = "documentdb" if ":docdb/" in bill.resource.type else "neptune"
    bill.add("snapshot", bill.usage("storage_gb"), service, "backup_storage_over_free", by_usage=True)
