"""Aurora: clusters with their storage, instances, serverless capacity."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.engines import SERVERLESS, family_of, is_aurora, service_of, vcpus_of
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.services.rds import add_extended_support, add_insights, multi_az_cluster
from inventory.resource import Resource
from inventory.values import Values

CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"

_IO_OPTIMIZED = "aurora-iopt1"
_LEAST_V1 = 1.0
"""ACUs of serverless v1 where no minimum is set."""

free(
    "part of the cluster",
    "aws:rds/clusterActivityStream:ClusterActivityStream",
    "aws:rds/clusterEndpoint:ClusterEndpoint",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/clusterRoleAssociation:ClusterRoleAssociation",
    "aws:rds/globalCluster:GlobalCluster",
)


@estimates(CLUSTER)
def cluster(bill: Bill) -> None:
    """Storage and what goes with it; instances are resources of their own.

    Usage: `storage_gb`, `io_requests`, `backup_storage_gb` in all, `snapshot_export_gb`; `change_records` with backtrack,
    `replicated_writes` in a global cluster, `acu_hours` of serverless v1.
    """
    values = bill.values
    if not is_aurora(values.text("engine")):
        multi_az_cluster(bill)
        return
    optimized = values.text("storageType") == _IO_OPTIMIZED
    stored = bill.usage("storage_gb")
    bill.add("storage", stored, "aurora", "storage_io_optimized" if optimized else "storage", by_usage=True)
    if not optimized:
        bill.add("I/O requests", bill.usage("io_requests") / 1_000_000, "aurora", "io_requests", by_usage=True)
    kept = max(0, bill.usage("backup_storage_gb") - stored)
    bill.add("backups over the free size", kept, "aurora", "backup_storage_over_free", by_usage=True)
    bill.add("snapshot export", bill.usage("snapshot_export_gb"), "aurora", "snapshot_export", by_usage=True)
    if values.number("backtrackWindow"):
        bill.add("backtrack", bill.usage("change_records") / 1_000_000, "aurora", "backtrack", by_usage=True)
    if values.has("globalClusterIdentifier"):
        bill.add("writes to other regions", bill.usage("replicated_writes") / 1_000_000, "aurora", "replicated_write_io", by_usage=True)
    if values.text("engineMode") == "serverless":
        least = values.number("scalingConfiguration.minCapacity") or _LEAST_V1
        bill.add("serverless v1", bill.usage("acu_hours", least * HOURS), "aurora", "serverless_v1_acu_hour", by_usage=True)


@estimates(CLUSTER_INSTANCE)
def cluster_instance(bill: Bill) -> None:
    """Usage: `acu_hours` of a serverless one, by default its cluster's minimum all month; `insights_requests`, `cpu_credit_hours`."""
    parent = bill.around.target(bill.resource, "clusterIdentifier", CLUSTER)
    values = Values({**(parent.inputs if parent else {}), **bill.resource.inputs})
    engine, kind = values.text("engine"), values.text("instanceClass")
    optimized = bool(parent) and Values(dict(parent.inputs if parent else {})).text("storageType") == _IO_OPTIMIZED
    if kind == SERVERLESS:
        _add_serverless(bill, values, optimized)
        return
    bill.hours(f"instance {kind}", 1, service_of(engine), "instance_io_optimized" if optimized else "instance", kind)
    if family_of(kind).startswith("t"):
        bill.add("CPU credits", bill.usage("cpu_credit_hours"), "rds", "cpu_credit_hour", by_usage=True)
    add_insights(bill, kind, values)
    add_extended_support(bill, engine, values, vcpus=lambda: vcpus_of(kind))


@estimates("aws:rds/clusterSnapshot:ClusterSnapshot", "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy")
def cluster_snapshot(bill: Bill) -> None:
    """Usage: `storage_gb`."""
    bill.add("snapshot", bill.usage("storage_gb"), "aurora", "backup_storage_over_free", by_usage=True)


def least_units(bill: Bill, instance: Resource) -> float:
    """ACUs that a serverless instance keeps at least."""
    parent = bill.around.target(instance, "clusterIdentifier", CLUSTER)
    least = Values(dict(parent.inputs if parent else {})).number("serverlessv2ScalingConfiguration.minCapacity")
    if least is None:
        raise PriceError("the cluster of a serverless instance, which says its least capacity, is not in the stack")
    return least


def _add_serverless(bill: Bill, values: Values, optimized: bool) -> None:
    item = "serverless_v2_acu_hour_io_optimized" if optimized else "serverless_v2_acu_hour"
    hours = bill.usage("acu_hours", least_units(bill, bill.resource) * HOURS)
    bill.add("serverless v2", hours, "aurora", item, by_usage=True)
    if values.text("databaseInsightsMode") == "advanced":
        bill.add("Database Insights, advanced", hours, "rds", "database_insights_advanced_serverless", by_usage=True)
    add_extended_support(bill, values.text("engine"), values, vcpus=_no_price_by_acu)


def _no_price_by_acu() -> float:
    raise PriceError("no price for extended support of serverless capacity")
