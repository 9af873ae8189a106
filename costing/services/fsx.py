"""FSx: file systems for Windows, Lustre, OpenZFS and ONTAP."""

from costing.bill import Bill
from costing.estimators import estimates, free

_IOPS_PER_GB = 3
_BACKED_UP = {
    "aws:fsx/lustreFileSystem:LustreFileSystem": "fsx_lustre",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": "fsx_openzfs",
    "aws:fsx/windowsFileSystem:WindowsFileSystem": "fsx_windows",
}

free(
    "part of the file system",
    "aws:fsx/dataRepositoryAssociation:DataRepositoryAssociation",
    "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine",
    "aws:fsx/openZfsSnapshot:OpenZfsSnapshot",
    "aws:fsx/openZfsVolume:OpenZfsVolume",
)


@estimates("aws:fsx/windowsFileSystem:WindowsFileSystem")
def windows(bill: Bill) -> None:
    """Usage: `backup_storage_gb`."""
    zones = _zones(bill)
    kind = (bill.values.text("storageType") or "SSD").lower()
    bill.add(f"storage {kind}", bill.values.number("storageCapacity") or 0, "fsx_windows", f"storage_{kind}_{zones}")
    bill.add("throughput", bill.values.number("throughputCapacity") or 0, "fsx_windows", f"throughput_{zones}")
    _add_iops(bill, "fsx_windows", zones)
    _add_backups(bill, "fsx_windows")


@estimates("aws:fsx/openZfsFileSystem:OpenZfsFileSystem")
def open_zfs(bill: Bill) -> None:
    """Usage: `backup_storage_gb`."""
    zones = _zones(bill)
    bill.add("storage ssd", bill.values.number("storageCapacity") or 0, "fsx_openzfs", f"storage_{zones}")
    bill.add("throughput", bill.values.number("throughputCapacity") or 0, "fsx_openzfs", f"throughput_{zones}")
    _add_iops(bill, "fsx_openzfs", zones)
    _add_backups(bill, "fsx_openzfs")


@estimates("aws:fsx/ontapFileSystem:OntapFileSystem")
def ontap(bill: Bill) -> None:
    """Usage: `backup_storage_gb`."""
    zones, pairs = _zones(bill), bill.values.number("haPairs") or 1
    throughput = bill.values.number("throughputCapacity") or (bill.values.number("throughputCapacityPerHaPair") or 0) * pairs
    bill.add("storage ssd", bill.values.number("storageCapacity") or 0, "fsx_ontap", f"storage_{zones}")
    bill.add("throughput", throughput, "fsx_ontap", f"throughput_{zones}")
    _add_iops(bill, "fsx_ontap", zones)
    _add_backups(bill, "fsx_ontap")


@estimates("aws:fsx/lustreFileSystem:LustreFileSystem")
def lustre(bill: Bill) -> None:
    """Usage: `backup_storage_gb` of a persistent one."""
    values = bill.values
    kind = values.text("deploymentType") or "SCRATCH_1"
    size = values.number("storageCapacity") or 0
    if kind.startswith("SCRATCH"):
        bill.add("storage scratch", size, "fsx_lustre", "storage_scratch")
        return
    disks = (values.text("storageType") or "SSD").lower()
    bill.add(f"storage {disks}", size, "fsx_lustre", f"storage_persistent_{disks}", values.text("perUnitStorageThroughput"))
    _add_backups(bill, "fsx_lustre")


@estimates("aws:fsx/backup:Backup")
def backup(bill: Bill) -> None:
    """Usage: `storage_gb`."""
    of = next((service for type_, service in _BACKED_UP.items() if bill.around.target(bill.resource, "fileSystemId", type_)), "fsx_windows")
    bill.add("backup", bill.usage("storage_gb"), of, "backup_storage", by_usage=True)


def _zones(bill: Bill) -> str:
    return "multi_az" if bill.values.text("deploymentType").startswith("MULTI_AZ") else "single_az"


def _add_iops(bill: Bill, service: str, zones: str) -> None:
    """Those over what the storage has, where somebody provisions them."""
    wanted = bill.values.inner("diskIopsConfiguration")
    if wanted.text("mode") == "USER_PROVISIONED":
        included = (bill.values.number("storageCapacity") or 0) * _IOPS_PER_GB
        bill.add("IOPS over what the storage has", max(0, (wanted.number("iops") or 0) - included), service, f"iops_{zones}")


def _add_backups(bill: Bill, service: str) -> None:
    bill.add("backups", bill.usage("backup_storage_gb"), service, "backup_storage", by_usage=True)
