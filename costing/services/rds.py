"""RDS: instances of all engines but Aurora's, their snapshots, and Multi-AZ clusters."""

from collections.abc import Callable

from costing.bill import Bill
from costing.engines import extended_support, family_of, service_of, vcpus_of
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import to_region
from inventory.values import Values

INSTANCE = "aws:rds/instance:Instance"

_CLUSTER_COPIES = 3
"""A writer and two readable standbys: AWS lists them, and their storage, at exactly three times Single-AZ."""
_MIN_PROVISIONED_IOPS = 1000
_FREE_INSIGHTS_DAYS = 7
_EXTENDED_SUPPORT_OFF = "open-source-rds-extended-support-disabled"

free(
    "part of the database",
    "aws:rds/certificate:Certificate",
    "aws:rds/eventSubscription:EventSubscription",
    "aws:rds/instanceDesiredState:InstanceDesiredState",
    "aws:rds/optionGroup:OptionGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    "aws:rds/proxyTarget:ProxyTarget",
    "aws:rds/roleAssociation:RoleAssociation",
    "aws:rds/subnetGroup:SubnetGroup",
)


@estimates(INSTANCE)
def instance(bill: Bill) -> None:
    """Usage: `backup_storage_gb` in all, `io_requests` of magnetic storage, `cpu_credit_hours`, `insights_requests`; `replicated_gb` that
    another region sends to its replica here, priced as from here.
    """
    values = _with_source(bill)
    engine, kind = values.text("engine"), bill.values.text("instanceClass") or values.text("instanceClass")
    if not kind:
        raise PriceError("no instance class is given")
    copies = 2 if bill.values.flag("multiAz") else 1
    deployment = "multi_az" if copies == 2 else "single_az"
    bill.hours(
        f"instance {kind}{', two zones' if copies == 2 else ''}", 1, service_of(engine, values.text("licenseModel")), deployment, kind
    )
    size = bill.values.number("allocatedStorage") or values.number("allocatedStorage") or 0
    _add_storage(bill, values, engine, size, copies)
    bill.add("backups over the free size", max(0, bill.usage("backup_storage_gb") - size), "rds", "backup_storage_over_free", by_usage=True)
    if family_of(kind).startswith("t"):
        bill.add("CPU credits", bill.usage("cpu_credit_hours"), "rds", "cpu_credit_hour", by_usage=True)
    if (source := bill.around.target(bill.resource, "replicateSourceDb", INSTANCE)) and source.region != bill.region:
        to_region(bill, bill.usage("replicated_gb"), source.region, f"changes from {source.region}")
    add_insights(bill, kind, bill.values)
    add_extended_support(bill, engine, values, vcpus=lambda: vcpus_of(kind) * copies)


def multi_az_cluster(bill: Bill) -> None:
    """A Multi-AZ cluster, which is no Aurora. Usage: `backup_storage_gb` in all, `insights_requests`."""
    values = bill.values
    engine, kind = values.text("engine"), values.text("dbClusterInstanceClass")
    if not kind:
        raise PriceError("no instance class is given")
    bill.hours(f"instance {kind} and two readable standbys", _CLUSTER_COPIES, service_of(engine), "single_az", kind)
    size = values.number("allocatedStorage") or 0
    _add_storage(bill, values, engine, size, _CLUSTER_COPIES, "io1")
    bill.add("backups over the free size", max(0, bill.usage("backup_storage_gb") - size), "rds", "backup_storage_over_free", by_usage=True)
    add_insights(bill, kind, values, _CLUSTER_COPIES)
    add_extended_support(bill, engine, values, vcpus=lambda: vcpus_of(kind) * _CLUSTER_COPIES)


@estimates("aws:rds/snapshot:Snapshot", "aws:rds/snapshotCopy:SnapshotCopy")
def snapshot(bill: Bill) -> None:
    """Usage: `storage_gb`, and of a copy `copied_gb` in the month."""
    bill.add("snapshot", bill.usage("storage_gb"), "rds", "backup_storage_over_free", by_usage=True)
    if bill.values.has("destinationRegion"):
        to_region(bill, bill.usage("copied_gb"), bill.values.text("destinationRegion"))


@estimates("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")
def backups_elsewhere(bill: Bill) -> None:
    """Usage: `storage_gb` of the copies, `copied_gb` that the source's region sends in the month."""
    bill.add("backups from another region", bill.usage("storage_gb"), "rds", "backup_storage_over_free", by_usage=True)
    to_region(bill, bill.usage("copied_gb"))


@estimates("aws:rds/exportTask:ExportTask")
def export(bill: Bill) -> None:
    """Usage: `data_gb` of the snapshot."""
    bill.add("snapshot export", bill.usage("data_gb"), "rds", "snapshot_export", by_usage=True)


def add_insights(bill: Bill, kind: str, values: Values, count: int = 1) -> None:
    """Database Insights in advanced mode, which keeps 15 months; or else Performance Insights kept longer than is free."""
    if values.text("databaseInsightsMode") == "advanced":
        bill.hours("Database Insights, advanced", vcpus_of(kind) * count, "rds", "database_insights_advanced")
        return
    if not values.flag("performanceInsightsEnabled"):
        return
    if (values.number("performanceInsightsRetentionPeriod") or 0) > _FREE_INSIGHTS_DAYS:
        item = "performance_insights_long_term"
        bill.add("Performance Insights kept long", vcpus_of(kind) * count, "rds", item, family_of(kind))
    bill.add("Performance Insights requests", bill.usage("insights_requests") / 1000, "rds", "performance_insights_requests", by_usage=True)


def add_extended_support(bill: Bill, engine: str, values: Values, vcpus: Callable[[], float]) -> None:
    """What an engine costs more whose standard support is over."""
    item = extended_support(engine, values.text("engineVersion"))
    if item and values.text("engineLifecycleSupport") != _EXTENDED_SUPPORT_OFF:
        bill.hours(f"extended support of {engine} {values.text('engineVersion')}", vcpus(), "rds", item)


def _with_source(bill: Bill) -> Values:
    """A replica's source says what the replica doesn't: its engine, its storage."""
    resource, seen = bill.resource, 0
    while not Values(dict(resource.inputs)).text("engine") and seen < 5:
        source = bill.around.target(resource, "replicateSourceDb", INSTANCE)
        if source is None:
            break
        resource, seen = source, seen + 1
    return Values({**resource.inputs, **bill.resource.inputs})


def _add_storage(bill: Bill, values: Values, engine: str, size: float, copies: int, default: str = "gp2") -> None:
    iops = values.number("iops") or 0
    kind = values.text("storageType") or ("io1" if iops else default)
    per_copy = f", {copies} copies" if copies > 1 else ""
    bill.add(f"storage {kind}{per_copy}", size * copies, "rds", f"storage_{kind}")
    if kind == "gp3":
        base_iops, base_mibps = _gp3_baseline(engine, size)
        bill.add(f"IOPS over {base_iops}{per_copy}", max(0, iops - base_iops) * copies, "rds", "iops_gp3")
        extra = max(0, (values.number("storageThroughput") or 0) - base_mibps)
        bill.add(f"throughput over {base_mibps} MiB/s{per_copy}", extra * copies, "rds", "throughput_gp3")
    elif kind in ("io1", "io2"):
        bill.add(f"provisioned IOPS{per_copy}", max(iops, _MIN_PROVISIONED_IOPS) * copies, "rds", f"iops_{kind}")
    elif kind == "standard":
        bill.add("I/O requests", bill.usage("io_requests") / 1_000_000, "rds", "io_standard", by_usage=True)


def _gp3_baseline(engine: str, size: float) -> tuple[int, int]:
    """IOPS and MiB/s that come with the storage: more where several volumes share the load."""
    if engine.startswith("sqlserver") or size < (200 if engine.startswith("oracle") else 400):
        return 3000, 125
    return 12_000, 500
