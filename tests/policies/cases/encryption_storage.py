"""File systems, backups and their copies keep what they store encrypted."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

EFS = "aws:efs/fileSystem:FileSystem"
LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
SNAPSHOT = "aws:ebs/snapshotCopy:SnapshotCopy"
IMAGE = "aws:ec2/amiCopy:AmiCopy"
WORKSPACE = "aws:workspaces/workspace:Workspace"
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
ENCRYPTED = {"encrypted": True, "cmkArn": ref("key")}


def lifecycle(**details: Any) -> Made:
    """A policy of the Data Lifecycle Manager."""
    return made("aws:dlm/lifecyclePolicy:LifecyclePolicy", policyDetails=details)


CASES = [
    Case("efs-encrypted", passing=[made(EFS, encrypted=True)], failing=[made(EFS), made(EFS, encrypted=False)]),
    Case(
        "efs-customer-key",
        passing=[
            made(EFS, kmsKeyId=ref("key")),
            made("aws:efs/replicationConfiguration:ReplicationConfiguration", destination={"region": "us-west-2", "kmsKeyId": ARN}),
        ],
        failing=[made(EFS), made("aws:efs/replicationConfiguration:ReplicationConfiguration", destination={"region": "us-west-2"})],
    ),
    Case(
        "fsx-customer-key",
        passing=[
            made("aws:fsx/ontapFileSystem:OntapFileSystem", kmsKeyId=ref("key")),
            made(LUSTRE),
            made(LUSTRE, deploymentType="SCRATCH_2"),
            made(LUSTRE, deploymentType="PERSISTENT_2", kmsKeyId=ARN),
        ],
        failing=[made("aws:fsx/windowsFileSystem:WindowsFileSystem"), made(LUSTRE, deploymentType="PERSISTENT_1")],
    ),
    Case(
        "backup-vault-customer-key",
        passing=[made("aws:backup/vault:Vault", kmsKeyArn=ref("key"))],
        failing=[made("aws:backup/vault:Vault", kmsKeyArn="arn:aws:kms:us-east-1:111111111111:alias/aws/backup")],
    ),
    Case("ebs-copies-encrypted", passing=[made(SNAPSHOT, encrypted=True)], failing=[made(SNAPSHOT), made(IMAGE, encrypted=False)]),
    Case("ebs-copies-customer-key", passing=[made(SNAPSHOT, kmsKeyId=ref("key"))], failing=[made(IMAGE)]),
    Case(
        "dlm-copies-encrypted",
        passing=[
            lifecycle(schedules=[{"name": "daily"}]),
            lifecycle(schedules=[{"crossRegionCopyRules": [ENCRYPTED]}]),
            lifecycle(action={"crossRegionCopies": [{"target": "us-west-2", "encryptionConfiguration": ENCRYPTED}]}),
        ],
        failing=[
            lifecycle(schedules=[{"crossRegionCopyRules": [ENCRYPTED]}, {"crossRegionCopyRules": [{"encrypted": False}]}]),
            lifecycle(schedules=[{"crossRegionCopyRules": [{"encrypted": True}]}]),
            lifecycle(schedules=[{"crossRegionCopyRules": [{"encrypted": False, "cmkArn": ARN}]}]),
            lifecycle(action={"crossRegionCopies": [{"target": "us-west-2", "encryptionConfiguration": {}}]}),
        ],
    ),
    Case(
        "workspaces-volumes-encrypted",
        passing=[made(WORKSPACE, rootVolumeEncryptionEnabled=True, userVolumeEncryptionEnabled=True)],
        failing=[made(WORKSPACE, rootVolumeEncryptionEnabled=True), made(WORKSPACE, userVolumeEncryptionEnabled=True)],
    ),
]
