"""EBS volumes, on their own and as the disks of instances."""

from collections.abc import Iterable
from dataclasses import dataclass

from costing.bill import Bill
from costing.price import PriceError
from inventory.values import Values

_GP3_IOPS = 3000
_GP3_THROUGHPUT = 125
_DEFAULT_KIND = "gp2"
"""Of the EBS API. An image may have another one, which an inventory does not show."""
_ROOT_GB = 8
"""Of Amazon's own Linux images."""
_KINDS = ("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard")


@dataclass(frozen=True)
class Disk:
    """One volume."""

    kind: str
    gb: float
    iops: float = 0
    mib_per_second: float = 0
    """Provisioned throughput of a gp3 volume."""


def disk_of(values: Values, default_gb: float = 0) -> Disk:
    """A volume as a resource describes it: `volumeSize` and `volumeType`, or `size` and `type`."""
    return Disk(
        kind=values.text("volumeType") or values.text("type") or _DEFAULT_KIND,
        gb=values.number("volumeSize") or values.number("size") or default_gb,
        iops=values.number("iops") or 0,
        mib_per_second=values.number("throughput") or 0,
    )


def disks_of_instance(values: Values) -> list[Disk]:
    """The disks of an instance: the root, also if nothing is said about it, and those that are added."""
    return [disk_of(values.inner("rootBlockDevice"), _ROOT_GB), *(disk_of(one) for one in values.items("ebsBlockDevices"))]


def disks_of_template(values: Values) -> list[Disk]:
    """The disks that a launch template describes; the root if it describes none."""
    described = [disk_of(one.inner("ebs")) for one in values.items("blockDeviceMappings") if one.has("ebs")]
    return [disk for disk in described if disk.gb] or [Disk(_DEFAULT_KIND, _ROOT_GB)]


def add_disks(bill: Bill, disks: Iterable[Disk], count: float = 1, hours_share: float = 1.0) -> None:
    """The lines of disks, each of them so many times, for a share of the month."""
    for disk in disks:
        _add(bill, disk, count * hours_share)


def _add(bill: Bill, disk: Disk, count: float) -> None:
    """The volume's storage, and the I/O and throughput that are provisioned beyond what it includes."""
    kind = disk.kind
    if kind not in _KINDS:
        raise PriceError(f"no price for EBS volumes of type {kind}; there are {', '.join(_KINDS)}")
    bill.add(f"disk {kind}", disk.gb * count, "ebs", f"{kind}_storage")
    if kind == "gp3":
        bill.add("disk gp3: IOPS over 3000", max(disk.iops - _GP3_IOPS, 0) * count, "ebs", "gp3_iops_over_3000")
        over = max(disk.mib_per_second - _GP3_THROUGHPUT, 0)
        bill.add("disk gp3: MiB/s over 125", over * count, "ebs", "gp3_throughput_over_125")
    elif kind in ("io1", "io2"):
        bill.add(f"disk {kind}: IOPS", disk.iops * count, "ebs", f"{kind}_iops")
