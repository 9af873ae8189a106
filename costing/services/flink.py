"""Managed Service for Apache Flink."""

import math

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates
from inventory.values import Values

APPLICATION = "aws:kinesisanalyticsv2/application:Application"
_STORAGE_GB = 50
"""Of each processing unit."""


@estimates(APPLICATION)
def application(bill: Bill) -> None:
    """Costs as if it ran all month, started by the program or not.

    Usage: `kpus` on average (what it starts with unless said), `backup_gb` of snapshots.
    """
    runtime = bill.values.text("runtimeEnvironment")
    kpus = bill.usage("kpus", _kpus(bill.values))
    bill.add("processing units", kpus * HOURS, "managed_flink", "kpu_hour", by_usage=True)
    if runtime.startswith("SQL"):
        return
    bill.hours("processing units of its own", 2 if runtime.startswith("ZEPPELIN") else 1, "managed_flink", "kpu_hour")
    bill.add("running storage", kpus * _STORAGE_GB, "managed_flink", "running_storage", by_usage=True)
    bill.add("backups", bill.usage("backup_gb"), "managed_flink", "durable_backup", by_usage=True)


@estimates("aws:kinesisanalyticsv2/applicationSnapshot:ApplicationSnapshot")
def snapshot(bill: Bill) -> None:
    """Usage: `backup_gb`."""
    bill.add("backup", bill.usage("backup_gb"), "managed_flink", "durable_backup", by_usage=True)


def _kpus(values: Values) -> int:
    parallelism = values.inner("applicationConfiguration.flinkApplicationConfiguration.parallelismConfiguration")
    return math.ceil((parallelism.number("parallelism") or 1) / (parallelism.number("parallelismPerKpu") or 1))
