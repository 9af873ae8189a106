"""vCPUs of EC2 instances by family, and the disks that come with them."""

import re
from collections.abc import Iterator

from inventory import instance_sizes
from quotas.counting import NotCountedError, One, Use, counts
from quotas.groups import TYPES, Disk, Group, disk_of, groups_of

_STANDARD = "acdhimrtz"
_GROUPS = {
    "dl": ("Running On-Demand DL instances, vCPU", "All DL Spot Instance Requests, vCPU"),
    "f": ("Running On-Demand F instances, vCPU", "All F Spot Instance Requests, vCPU"),
    "g": ("Running On-Demand G and VT instances, vCPU", "All G and VT Spot Instance Requests, vCPU"),
    "hpc": ("Running On-Demand HPC instances, vCPU", ""),
    "u": ("Running On-Demand High Memory instances, vCPU", ""),
    "inf": ("Running On-Demand Inf instances, vCPU", "All Inf Spot Instance Requests, vCPU"),
    "p": ("Running On-Demand P instances, vCPU", "All P Spot Instance Requests, vCPU"),
    "trn": ("Running On-Demand Trn instances, vCPU", "All Trn Spot Instance Requests, vCPU"),
    "x": ("Running On-Demand X instances, vCPU", "All X Spot Instance Requests, vCPU"),
    "standard": (
        "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances, vCPU",
        "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests, vCPU",
    ),
}
_QUOTAS = tuple(name for names in reversed(_GROUPS.values()) for name in names if name)
_TIB = 1024
_VOLUME = "aws:ebs/volume:Volume"
_KINDS = {
    "gp3": "Storage for General Purpose SSD (gp3) volumes, TiB",
    "gp2": "Storage for General Purpose SSD (gp2) volumes, TiB",
    "io2": "Storage for Provisioned IOPS SSD (io2) volumes, TiB",
}
_IOPS = "IOPS for Provisioned IOPS SSD (io2) volumes"


def vcpus_of(instance_type: str) -> float:
    """Of one instance."""
    if found := instance_sizes.vcpus_of(instance_type):
        return found
    raise NotCountedError(f"how many vCPUs {instance_type or 'an instance whose type is not named'} has is not known")


def quota_of(instance_type: str, spot: bool) -> str:
    """The quota that the vCPUs of an instance type count for."""
    letters = (re.match(r"[a-z]+", instance_type) or [""])[0]
    family = {"vt": "g"}.get(letters, letters if letters in _GROUPS else "")
    if not family and letters != "mac" and letters[:1] in (*_STANDARD, "g", "p", "x", "f"):
        family = "standard" if letters[:1] in _STANDARD else letters[:1]
    quota = _GROUPS[family][spot] if family else ""
    if not quota:
        raise NotCountedError(f"no quota is known for the vCPUs of {'spot ' if spot else ''}{instance_type}")
    return quota


@counts("ec2", *_QUOTAS, of=TYPES)
def vcpus(one: One) -> Iterator[Use]:
    """All of the first type that a group may start; at the largest size, all of the largest."""
    for group in groups_of(one):
        if group.vcpus:
            yield one.use(0, group.vcpus, quota=quota_of("m5.large", group.spot))
        elif group.now or group.most:
            first, largest = vcpus_of(group.types[0] if group.types else ""), max(map(vcpus_of, group.types))
            yield one.use(group.now * first, group.most * largest, quota=quota_of(group.types[0], group.spot))


@counts("ebs", *_KINDS.values(), of=(*TYPES, _VOLUME))
def storage(one: One) -> Iterator[Use]:
    for disk, group in _disks(one):
        if quota := _KINDS.get(disk.kind):
            yield one.use(disk.gib * group.now / _TIB, disk.gib * group.most / _TIB, quota=quota)


@counts("ebs", _IOPS, of=(*TYPES, _VOLUME))
def provisioned_iops(one: One) -> Iterator[Use]:
    for disk, group in _disks(one):
        if disk.kind == "io2":
            yield one.use(disk.iops * group.now, disk.iops * group.most)


def _disks(one: One) -> Iterator[tuple[Disk, Group]]:
    if one.resource.type == _VOLUME:
        yield disk_of(one.values), Group((), 1, 1)
        return
    for group in groups_of(one):
        for disk in group.disks:
            yield disk, group
