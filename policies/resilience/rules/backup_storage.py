"""Objects and files can be brought back as they were."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from policies.resilience.selections import is_selected
from policies.resilience.tiers import SETTINGS, needs_second_region
from policies.rule import Severity, Topic, stack_rule
from policies.subject import Stack, Subject, any_of

_BUCKET = "aws:s3/bucket:Bucket"
_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


@stack_rule(
    "s3-versioning",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Buckets keep earlier versions of objects.",
    remedy='Add an aws.s3.BucketVersioning for the bucket with versioning_configuration={"status": "Enabled"}.',
    controls=("FSBP S3.14", "CKV_AWS_21"),
    types=(_BUCKET,),
)
def s3_versioning(bucket: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: bucket.values.flag("versioning.enabled"),
        lambda: any(
            versioning.values.text("versioningConfiguration.status") == "Enabled"
            for versioning in stack.companions(bucket, _VERSIONING, "bucket")
        ),
    ):
        yield "no BucketVersioning that refers to it is Enabled"


@stack_rule(
    "s3-replication",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Buckets that matter most are replicated to another region.",
    remedy="Add an aws.s3.BucketReplicationConfig with an enabled rule to a bucket in another region.",
    controls=("FSBP S3.7", "CKV_AWS_144"),
    types=(_BUCKET,),
    config=SETTINGS,
)
def s3_replication(bucket: Subject, stack: Stack) -> Iterator[str]:
    if not needs_second_region(bucket):
        return
    configurations = stack.companions(bucket, _REPLICATION, "bucket")
    if not any_of(
        lambda: any(rule.text("status") == "Enabled" for rule in bucket.values.items("replicationConfiguration.rules")),
        lambda: any(rule.text("status") == "Enabled" for one in configurations for rule in one.values.items("rules")),
    ):
        yield "no enabled rule of a BucketReplicationConfig refers to it"
    copies = [copy for one in (*configurations, bucket) for copy in _copies(one, stack)]
    if copies and all(copy.region == bucket.region for copy in copies):
        yield f"it is replicated within {bucket.region} only"


def _copies(source: Subject, stack: Stack) -> list[Subject]:
    property_ = "replicationConfiguration" if source.type == _BUCKET else "rules"
    return stack.targets(source, property_, _BUCKET)


@stack_rule(
    "s3-object-lock",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="What is written for audits, and backups, can't be changed or deleted before its time.",
    remedy="Set object_lock_enabled=True on the bucket and add an aws.s3.BucketObjectLockConfiguration with a default retention.",
    controls=("CKV_AWS_143",),
    types=(_BUCKET,),
    config={
        "buckets": {
            "type": "array",
            "items": {"type": "string"},
            "default": ["*audit*", "*backup*", "*cloudtrail*"],
            "description": "Names of the buckets meant; * stands for any characters.",
        }
    },
)
def s3_object_lock(bucket: Subject, stack: Stack) -> Iterator[str]:
    if not any(fnmatchcase(bucket.name, str(pattern)) for pattern in bucket.settings["buckets"]):
        return
    if not any_of(
        lambda: bucket.values.has("objectLockConfiguration.rule.defaultRetention.mode"),
        lambda: any(lock.values.has("rule.defaultRetention.mode") for lock in stack.companions(bucket, _LOCK, "bucket")),
    ):
        yield "no BucketObjectLockConfiguration gives it a default retention"


@stack_rule(
    "efs-backed-up",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="File systems are backed up every day.",
    remedy='Add an aws.efs.BackupPolicy with backup_policy={"status": "ENABLED"}, or a backup selection that takes the file system.',
    controls=("FSBP EFS.2", "FSBP EFS.7", "CKV2_AWS_18"),
    types=("aws:efs/fileSystem:FileSystem",),
)
def efs_backed_up(files: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: any(
            policy.values.text("backupPolicy.status") == "ENABLED"
            for policy in stack.companions(files, "aws:efs/backupPolicy:BackupPolicy", "fileSystemId")
        ),
        lambda: is_selected(files, stack),
    ):
        yield "no enabled BackupPolicy refers to it, and no backup selection takes it"
