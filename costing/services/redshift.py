"""Redshift: clusters, serverless workgroups, snapshots."""

import math

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import to_region

_CLUSTER = "aws:redshift/cluster:Cluster"
_DEFAULT_BASE = 128
_BACKUPS = ((51_200, "backup_first_50tb"), (512_000, "backup_next_450tb"), (math.inf, "backup_over_500tb"))

free(
    "part of the warehouse",
    "aws:redshift/authenticationProfile:AuthenticationProfile",
    "aws:redshift/clusterIamRoles:ClusterIamRoles",
    "aws:redshift/dataShareAuthorization:DataShareAuthorization",
    "aws:redshift/dataShareConsumerAssociation:DataShareConsumerAssociation",
    "aws:redshift/endpointAuthorization:EndpointAuthorization",
    "aws:redshift/eventSubscription:EventSubscription",
    "aws:redshift/hsmClientCertificate:HsmClientCertificate",
    "aws:redshift/hsmConfiguration:HsmConfiguration",
    "aws:redshift/idcApplication:IdcApplication",
    "aws:redshift/logging:Logging",
    "aws:redshift/namespaceRegistration:NamespaceRegistration",
    "aws:redshift/parameterGroup:ParameterGroup",
    "aws:redshift/partner:Partner",
    "aws:redshift/resourcePolicy:ResourcePolicy",
    "aws:redshift/scheduledAction:ScheduledAction",
    "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant",
    "aws:redshift/snapshotSchedule:SnapshotSchedule",
    "aws:redshift/snapshotScheduleAssociation:SnapshotScheduleAssociation",
    "aws:redshift/subnetGroup:SubnetGroup",
    "aws:redshift/usageLimit:UsageLimit",
    "aws:redshiftserverless/customDomainAssociation:CustomDomainAssociation",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy",
    "aws:redshiftserverless/usageLimit:UsageLimit",
)


@estimates(_CLUSTER)
def cluster(bill: Bill) -> None:
    """Usage: `storage_gb` of RA3, `backup_storage_gb` of manual snapshots, `concurrency_seconds` over the free hour a day, `scanned_tb`."""
    values = bill.values
    kind = values.text("nodeType")
    if not kind:
        raise PriceError("no node type is given")
    zones = 2 if values.flag("multiAz") else 1
    nodes = (values.number("numberOfNodes") or 1) * zones
    bill.hours(f"nodes {kind}", nodes, "redshift", "node", kind)
    if kind.startswith("ra3"):
        bill.add("managed storage", bill.usage("storage_gb"), "redshift", "managed_storage", by_usage=True)
    seconds = bill.usage("concurrency_seconds")
    bill.add("concurrency scaling", seconds / 3600 * nodes / zones, "redshift", "node", kind, by_usage=True)
    bill.add("Spectrum", bill.usage("scanned_tb"), "redshift", "spectrum_scanned", by_usage=True)
    _add_backups(bill, bill.usage("backup_storage_gb"))


@estimates("aws:redshift/clusterSnapshot:ClusterSnapshot", "aws:redshiftserverless/snapshot:Snapshot")
def snapshot(bill: Bill) -> None:
    """Usage: `storage_gb`."""
    _add_backups(bill, bill.usage("storage_gb"))


@estimates("aws:redshift/snapshotCopy:SnapshotCopy")
def copies(bill: Bill) -> None:
    """Usage: `copied_gb` in the month, `storage_gb` of the copies, priced as in the source's region."""
    to_region(bill, bill.usage("copied_gb"), bill.values.text("destinationRegion"))
    _add_backups(bill, bill.usage("storage_gb"))


@estimates("aws:redshiftserverless/workgroup:Workgroup")
def workgroup(bill: Bill) -> None:
    """RPUs are paid while queries run. Usage: `active_hours` at base capacity, `rpu_hours` beyond it."""
    base = bill.values.number("baseCapacity") or _DEFAULT_BASE
    hours = base * min(bill.usage("active_hours"), HOURS) + bill.usage("rpu_hours")
    bill.add(f"RPUs of a base of {base:g}", hours, "redshift_serverless", "rpu_hour", by_usage=True)


@estimates("aws:redshiftserverless/namespace:Namespace")
def namespace(bill: Bill) -> None:
    """Usage: `storage_gb`, `backup_storage_gb`."""
    bill.add("managed storage", bill.usage("storage_gb"), "redshift", "managed_storage", by_usage=True)
    _add_backups(bill, bill.usage("backup_storage_gb"))


def _add_backups(bill: Bill, gb: float) -> None:
    bill.tiers("backups", gb, "redshift", _BACKUPS)
