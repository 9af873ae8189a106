"""File systems, backups and their copies keep what they store encrypted, with keys of the platform's own."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Stack, Subject


@resource_rule(
    "efs-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="EFS keeps files encrypted.",
    remedy="Set encrypted=True and kms_key_id; a file system that exists is replaced, so copy its files first.",
    controls=("FSBP EFS.1", "FSBP EFS.8", "CIS AWS 2.3.1", "CKV_AWS_42"),
    types=("aws:efs/fileSystem:FileSystem",),
)
def efs_encrypted(files: Subject) -> Iterator[str]:
    if not files.values.flag("encrypted"):
        yield "encrypted is not true"


efs_customer_key = customer_key_rule(
    "efs-customer-key",
    description="EFS encrypts files, and what it replicates to another region, with customer managed keys.",
    remedy="Set kms_key_id (of the destination in a ReplicationConfiguration).",
    controls=("CKV_AWS_184",),
    keys={
        "aws:efs/fileSystem:FileSystem": "kmsKeyId",
        "aws:efs/replicationConfiguration:ReplicationConfiguration": "destination.kmsKeyId",
    },
)


@stack_rule(
    "fsx-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="FSx encrypts file systems and caches with a customer managed key.",
    remedy="Set kms_key_id; a file system that exists is replaced.",
    controls=("CKV_AWS_178", "CKV_AWS_179", "CKV_AWS_190", "CKV_AWS_203"),
    types=(
        "aws:fsx/lustreFileSystem:LustreFileSystem",
        "aws:fsx/ontapFileSystem:OntapFileSystem",
        "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
        "aws:fsx/windowsFileSystem:WindowsFileSystem",
        "aws:fsx/fileCache:FileCache",
    ),
)
def fsx_customer_key(files: Subject, _: Stack) -> Iterator[str]:
    if files.type == "aws:fsx/lustreFileSystem:LustreFileSystem" and not files.values.text("deploymentType").startswith("PERSISTENT"):
        return  # scratch file systems, the default of Lustre, take no key
    if not has_customer_key(files, files.values, "kmsKeyId"):
        yield "kmsKeyId names no customer managed key"


backup_customer_key = customer_key_rule(
    "backup-vault-customer-key",
    description="AWS Backup keeps recovery points encrypted with a customer managed key.",
    remedy="Set kms_key_arn (encryption_key_arn of a logically air-gapped vault); a vault that exists is replaced.",
    controls=("FSBP Backup.1", "CKV_AWS_166"),
    keys={
        "aws:backup/vault:Vault": "kmsKeyArn",
        "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault": "encryptionKeyArn",
    },
)


@resource_rule(
    "ebs-copies-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Copies and imports of EBS snapshots and machine images are encrypted, whatever their source is.",
    remedy="Set encrypted=True and kms_key_id.",
    controls=("CKV_AWS_235", "platform"),
    types=("aws:ebs/snapshotCopy:SnapshotCopy", "aws:ebs/snapshotImport:SnapshotImport", "aws:ec2/amiCopy:AmiCopy"),
)
def ebs_copies_encrypted(copy: Subject) -> Iterator[str]:
    if not copy.values.flag("encrypted"):
        yield "encrypted is not true"


ebs_copies_customer_key = customer_key_rule(
    "ebs-copies-customer-key",
    description="Copies and imports of EBS snapshots and machine images are encrypted with a customer managed key.",
    remedy="Set kms_key_id to a key of the region that the copy is made in.",
    controls=("CKV_AWS_183", "CKV_AWS_236"),
    keys={
        "aws:ebs/snapshotCopy:SnapshotCopy": "kmsKeyId",
        "aws:ebs/snapshotImport:SnapshotImport": "kmsKeyId",
        "aws:ec2/amiCopy:AmiCopy": "kmsKeyId",
    },
)


@stack_rule(
    "dlm-copies-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="What lifecycle policies copy to another region is encrypted with a customer managed key of that region.",
    remedy="Set encrypted=True and cmk_arn in every cross_region_copy_rules and encryption_configuration.",
    controls=("CKV_AWS_253", "CKV_AWS_254", "CKV_AWS_255", "CKV_AWS_256"),
    types=("aws:dlm/lifecyclePolicy:LifecyclePolicy",),
)
def dlm_copies_encrypted(policy: Subject, _: Stack) -> Iterator[str]:
    def encrypted(copy: Values) -> Iterator[str]:
        if not copy.flag("encrypted") or not has_customer_key(policy, copy, "cmkArn"):
            yield f"{copy.path} does not encrypt with a customer managed key"

    def scheduled(schedule: Values) -> Iterator[str]:
        yield from policy.each(schedule.items("crossRegionCopyRules"), encrypted)

    def on_event(action: Values) -> Iterator[str]:
        yield from policy.each((copy.inner("encryptionConfiguration") for copy in action.items("crossRegionCopies")), encrypted)

    yield from policy.separately(
        lambda values: policy.each(values.items("policyDetails.schedules"), scheduled),
        lambda values: policy.each(values.items("policyDetails.action"), on_event),
    )


@resource_rule(
    "workspaces-volumes-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="WorkSpaces keep both of their volumes encrypted.",
    remedy="Set root_volume_encryption_enabled=True, user_volume_encryption_enabled=True and volume_encryption_key.",
    controls=("FSBP WorkSpaces.1", "FSBP WorkSpaces.2", "CKV_AWS_155", "CKV_AWS_156"),
    types=("aws:workspaces/workspace:Workspace",),
)
def workspaces_volumes_encrypted(desktop: Subject) -> Iterator[str]:
    def volume(flag: str) -> Iterator[str]:
        if not desktop.values.flag(flag):
            yield f"{flag} is not true"

    yield from desktop.separately(lambda _: volume("rootVolumeEncryptionEnabled"), lambda _: volume("userVolumeEncryptionEnabled"))
