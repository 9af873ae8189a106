"""Disks and files are of the class that costs least for the same."""

from collections.abc import Iterator, Mapping

from policies.cost.places import each_text_at
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_VOLUME = "aws:ebs/volume:Volume"
_OF_INSTANCE = ("rootBlockDevice.volumeType", "ebsBlockDevices[].volumeType")
_PLACES: Mapping[str, tuple[str, ...]] = {
    _VOLUME: ("type",),
    "aws:ec2/instance:Instance": _OF_INSTANCE,
    "aws:ec2/launchTemplate:LaunchTemplate": ("blockDeviceMappings[].ebs.volumeType",),
    "aws:ec2/launchConfiguration:LaunchConfiguration": _OF_INSTANCE,
    "aws:rds/instance:Instance": ("storageType",),
    "aws:opensearch/domain:Domain": ("ebsOptions.volumeType",),
    "aws:elasticsearch/domain:Domain": ("ebsOptions.volumeType",),
    "aws:emr/cluster:Cluster": ("masterInstanceGroup.ebsConfigs[].type", "coreInstanceGroup.ebsConfigs[].type"),
    "kubernetes:storage.k8s.io/v1:StorageClass": ("parameters.type",),
}
"""Type → where it says of which types its disks are."""


@resource_rule(
    "ebs-gp3",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="General purpose disks are gp3, which cost a fifth less than gp2 and are as fast.",
    remedy="Set the volume type to gp3; large ones with iops and throughput as before.",
    controls=("platform",),
    types=tuple(_PLACES),
)
def ebs_gp3(resource: Subject) -> Iterator[str]:
    def check(volume_type: str) -> Iterator[str]:
        if volume_type == "gp2":
            yield "gp2 costs more than gp3"

    if resource.type == _VOLUME and not resource.values.has("type"):
        yield "type is not set, which means gp2"
    yield from each_text_at(resource, _PLACES[resource.type], check)


@resource_rule(
    "ebs-io2",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Disks with provisioned IOPS are io2, which last longer at io1's price and cost less from 32,000 IOPS on.",
    remedy="Set the volume type to io2, or to gp3 up to 16,000 IOPS.",
    controls=("platform",),
    types=tuple(_PLACES),
)
def ebs_io2(resource: Subject) -> Iterator[str]:
    def check(volume_type: str) -> Iterator[str]:
        if volume_type == "io1":
            yield "io1 fails more often than io2 and costs no less"

    yield from each_text_at(resource, _PLACES[resource.type], check)


@resource_rule(
    "efs-throughput-by-use",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="File systems pay for the throughput that they use, not for one that is provisioned day and night.",
    remedy="Set throughput_mode to 'elastic' or 'bursting'.",
    controls=("platform",),
    types=("aws:efs/fileSystem:FileSystem",),
)
def efs_throughput_by_use(files: Subject) -> Iterator[str]:
    if files.values.text("throughputMode") == "provisioned":
        yield "throughputMode is provisioned"
