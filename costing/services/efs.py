"""EFS: file systems by storage class and throughput mode."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.transfer import to_region

_INFREQUENT = 0.8
"""Of the files, as AWS's own studies say; where a lifecycle moves them."""
_MIBPS_PER_GB = 0.05
"""Throughput that comes with the standard class."""

free(
    "part of the file system",
    "aws:efs/accessPoint:AccessPoint",
    "aws:efs/backupPolicy:BackupPolicy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:efs/mountTarget:MountTarget",
)


@estimates("aws:efs/fileSystem:FileSystem")
def file_system(bill: Bill) -> None:
    """Usage: `storage_gb` in all; `infrequent_share` and `archive_share` with a lifecycle; `in_gb` and `out_gb` written and read with
    elastic throughput; `infrequent_access_gb` read and written there.
    """
    values = bill.values
    policies = values.items("lifecyclePolicies")
    elastic = values.text("throughputMode") == "elastic"
    zone = "one_zone" if values.text("availabilityZoneName") else "standard"
    stored = bill.usage("storage_gb")
    infrequent = stored * (bill.rate("infrequent_share", _INFREQUENT) if any(one.text("transitionToIa") for one in policies) else 0)
    archive = stored * (bill.rate("archive_share") if any(one.text("transitionToArchive") for one in policies) else 0)
    standard = max(0, stored - infrequent - archive)
    bill.add(f"storage {zone}", standard, "efs", zone, by_usage=True)
    cold = "standard_ia_elastic" if elastic and zone == "standard" else f"{zone}_ia"
    bill.add("storage infrequent access", infrequent, "efs", cold, by_usage=True)
    bill.add("storage archive", archive, "efs", "archive", by_usage=True)
    if infrequent or archive:
        bill.add("access to infrequent files", bill.usage("infrequent_access_gb"), "efs", "ia_read", by_usage=True)
    if elastic:
        bill.add("elastic throughput, reads", bill.usage("out_gb"), "efs", "elastic_read", by_usage=True)
        bill.add("elastic throughput, writes", bill.usage("in_gb"), "efs", "elastic_write", by_usage=True)
    elif values.text("throughputMode") == "provisioned":
        extra = max(0, (values.number("provisionedThroughputInMibps") or 0) - standard * _MIBPS_PER_GB)
        bill.add("provisioned throughput over what the storage has", extra, "efs", "provisioned_throughput")


@estimates("aws:efs/replicationConfiguration:ReplicationConfiguration")
def replication(bill: Bill) -> None:
    """Usage: `replicated_gb` in the month, `storage_gb` of the copy, priced as in the source's region."""
    to_region(bill, bill.usage("replicated_gb"), bill.values.text("destination.region"))
    bill.add("storage of the copy", bill.usage("storage_gb"), "efs", "standard", by_usage=True)
