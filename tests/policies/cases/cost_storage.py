"""Disks and files are of the class that costs least for the same."""

from collections.abc import Sequence

from tests.policies.case import Case, Made, made

FILES = "aws:efs/fileSystem:FileSystem"


def disks(volume_type: str) -> Sequence[Made]:
    """Every resource that has disks, with this type of them."""
    return [
        made("aws:ebs/volume:Volume", type=volume_type, size=100),
        made("aws:ec2/instance:Instance", rootBlockDevice={"volumeType": volume_type}),
        made("aws:ec2/instance:Instance", ebsBlockDevices=[{"volumeType": "gp3"}, {"volumeType": volume_type}]),
        made("aws:ec2/launchTemplate:LaunchTemplate", blockDeviceMappings=[{"ebs": {"volumeType": volume_type}}]),
        made("aws:ec2/launchConfiguration:LaunchConfiguration", rootBlockDevice={"volumeType": volume_type}),
        made("aws:rds/instance:Instance", storageType=volume_type),
        made("aws:opensearch/domain:Domain", ebsOptions={"volumeType": volume_type}),
        made("aws:elasticsearch/domain:Domain", ebsOptions={"volumeType": volume_type}),
        made("aws:emr/cluster:Cluster", masterInstanceGroup={"ebsConfigs": [{"type": volume_type}]}),
        made("aws:emr/cluster:Cluster", coreInstanceGroup={"ebsConfigs": [{"type": volume_type}]}),
        made("kubernetes:storage.k8s.io/v1:StorageClass", parameters={"type": volume_type}),
    ]


CASES = [
    Case(
        "ebs-gp3",
        passing=[*disks("gp3"), *disks("io2"), made("aws:ec2/instance:Instance"), made("aws:opensearch/domain:Domain")],
        failing=[*disks("gp2"), made("aws:ebs/volume:Volume", size=100)],
    ),
    Case("ebs-io2", passing=[*disks("io2"), *disks("gp3"), made("aws:ebs/volume:Volume")], failing=disks("io1")),
    Case(
        "efs-throughput-by-use",
        passing=[made(FILES), made(FILES, throughputMode="elastic")],
        failing=[made(FILES, throughputMode="provisioned", provisionedThroughputInMibps=100)],
    ),
]
