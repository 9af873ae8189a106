"""EBS volumes and snapshots, and images, which are made of them."""

from costing.bill import Bill
from costing.disks import add_disks, disk_of
from costing.estimators import estimates, free
from inventory.resource import Resource
from inventory.values import Values

VOLUME = "aws:ebs/volume:Volume"
SNAPSHOT = "aws:ebs/snapshot:Snapshot"

free(
    "a setting of the account",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/allowedImagesSettings:AllowedImagesSettings",
)
free(
    "a permission, or part of the volume or image",
    "aws:ec2/volumeAttachment:VolumeAttachment",
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    "aws:rbin/rule:Rule",
)


@estimates(VOLUME, "aws:ebs/volumeCopy:VolumeCopy")
def volume(bill: Bill) -> None:
    """A copy has its source's size and type unless it names its own. Usage of magnetic volumes: `io_requests`."""
    source = bill.around.target(bill.resource, "sourceVolumeId", VOLUME)
    inputs = {**(source.inputs if source else {}), **bill.resource.inputs}
    inputs.pop("type" if "volumeType" in inputs else "", None)
    disk = disk_of(Values(inputs))
    if not disk.gb and (snapshot := bill.around.target(bill.resource, "snapshotId", SNAPSHOT)):
        disk = disk_of(Values(inputs), _gb_of_source(bill, snapshot))
    add_disks(bill, [disk])
    if disk.kind == "standard":
        bill.add("I/O requests", bill.usage("io_requests") / 1_000_000, "ebs", "standard_io_requests", by_usage=True)


@estimates(
    SNAPSHOT,
    "aws:ebs/snapshotCopy:SnapshotCopy",
    "aws:ebs/snapshotImport:SnapshotImport",
    "aws:ec2/ami:Ami",
    "aws:ec2/amiCopy:AmiCopy",
    "aws:ec2/amiFromInstance:AmiFromInstance",
    "aws:dlm/lifecyclePolicy:LifecyclePolicy",
)
def snapshot(bill: Bill) -> None:
    """Usage: `storage_gb` of changed blocks that are kept; of a snapshot by default as much as its volume holds."""
    bill.add("snapshots", bill.usage("storage_gb", _gb_of_source(bill, bill.resource)), "ebs", "snapshot_storage", by_usage=True)


@estimates("aws:ebs/fastSnapshotRestore:FastSnapshotRestore")
def fast_restore(bill: Bill) -> None:
    bill.hours("fast restore in one zone", 1, "ebs", "fast_snapshot_restore")


def _gb_of_source(bill: Bill, snapshot: Resource) -> float:
    """Of the volume that a snapshot, or the one that it copies, is made of."""
    of = bill.around.target(snapshot, "volumeId", VOLUME)
    if of is None and (source := bill.around.target(snapshot, "sourceSnapshotId", SNAPSHOT)):
        of = bill.around.target(source, "volumeId", VOLUME)
    return disk_of(Values(dict(of.inputs))).gb if of else 0
