"""Database Migration Service."""

from costing.bill import Bill
from costing.estimators import estimates, free

_INCLUDED_GB = {"t2": 50, "t3": 50}
_INCLUDED_GB_ELSE = 100

free(
    "part of the migration",
    "aws:dms/certificate:Certificate",
    "aws:dms/dataProvider:DataProvider",
    "aws:dms/endpoint:Endpoint",
    "aws:dms/eventSubscription:EventSubscription",
    "aws:dms/instanceProfile:InstanceProfile",
    "aws:dms/migrationProject:MigrationProject",
    "aws:dms/s3Endpoint:S3Endpoint",
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup",
    "aws:dms/replicationTask:ReplicationTask",
)


@estimates("aws:dms/replicationInstance:ReplicationInstance")
def replication_instance(bill: Bill) -> None:
    kind = bill.values.text("replicationInstanceClass")
    copies = 2 if bill.values.flag("multiAz") else 1
    included = _INCLUDED_GB.get(kind.removeprefix("dms.").partition(".")[0], _INCLUDED_GB_ELSE)
    size = bill.values.number("allocatedStorage") or included
    bill.hours(f"instance {kind}{', two zones' if copies == 2 else ''}", copies, "dms", "instance", kind)
    bill.add("storage over what is included", max(0, size - included) * copies, "dms", "storage_over_included")
