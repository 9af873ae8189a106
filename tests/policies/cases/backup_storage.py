"""Objects and files can be brought back as they were."""

from tests.policies.case import Case, made, ref

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
FILES = "aws:efs/fileSystem:FileSystem"
BACKUP_POLICY = "aws:efs/backupPolicy:BackupPolicy"
SELECTION = "aws:backup/selection:Selection"

ABROAD = {"region": "eu-west-1"}
MARKED = made(BUCKET, "events", tags={"tier": "1"})
RETENTION = {"defaultRetention": {"mode": "COMPLIANCE", "days": 365}}


def rule(bucket: str, status: str = "Enabled") -> dict[str, object]:
    """A replication rule to the bucket of this name."""
    return {"status": status, "destination": {"bucket": ref(bucket)}}


ENABLED = {"status": "Enabled"}

CASES = [
    Case(
        "s3-versioning",
        passing=[
            made(BUCKET, versioning={"enabled": True}),
            [made(BUCKET, "events"), made(VERSIONING, bucket=ref("events"), versioningConfiguration=ENABLED)],
            [
                made("aws:s3/bucketV2:BucketV2", "events", bucket="platform-events"),
                made(
                    "aws:s3/bucketVersioningV2:BucketVersioningV2",
                    bucket="platform-events",
                    versioningConfiguration=[ENABLED],
                ),
            ],
        ],
        failing=[
            made(BUCKET),
            [made(BUCKET, "events"), made(VERSIONING, bucket=ref("events"), versioningConfiguration={"status": "Suspended"})],
        ],
    ),
    Case(
        "s3-replication",
        passing=[
            made(BUCKET, "scratch", tags={"tier": "3"}),
            [MARKED, made(BUCKET, "copy", provider=ABROAD), made(REPLICATION, bucket=ref("events"), rules=[rule("copy")])],
            [
                made(BUCKET, "events", tags={"tier": "1"}, replicationConfiguration={"rules": [rule("copy")]}),
                made(BUCKET, "copy", provider=ABROAD),
            ],
        ],
        failing=[
            MARKED,
            [MARKED, made(BUCKET, "copy", provider=ABROAD), made(REPLICATION, bucket=ref("events"), rules=[rule("copy", "Disabled")])],
            [MARKED, made(BUCKET, "copy"), made(REPLICATION, bucket=ref("events"), rules=[rule("copy")])],
            [
                made(BUCKET, "events", tags={"tier": "1"}, replicationConfiguration={"rules": [rule("copy", "Disabled")]}),
                made(BUCKET, "copy", provider=ABROAD),
            ],
            [
                made(BUCKET, "events", tags={"tier": "1"}, replicationConfiguration={"rules": [rule("copy")]}),
                made(BUCKET, "copy"),
            ],
        ],
    ),
    Case(
        "s3-replication",
        config={"resources": ["*-bronze"]},
        passing=[made(BUCKET, "us-east-1-scratch")],
        failing=[made(BUCKET, "us-east-1-bronze")],
    ),
    Case(
        "s3-object-lock",
        passing=[
            made(BUCKET, "events"),
            made(BUCKET, "audit", objectLockConfiguration={"rule": RETENTION}),
            [made(BUCKET, "backups", objectLockEnabled=True), made(LOCK, bucket=ref("backups"), rule=RETENTION)],
        ],
        failing=[made(BUCKET, "audit"), [made(BUCKET, "backups"), made(LOCK, bucket=ref("backups"))]],
    ),
    Case(
        "efs-backed-up",
        passing=[
            [made(FILES, "files"), made(BACKUP_POLICY, fileSystemId=ref("files"), backupPolicy={"status": "ENABLED"})],
            [made(FILES, "files", tags={"backup": "daily"}), made(SELECTION, selectionTags=[{"key": "backup", "value": "daily"}])],
        ],
        failing=[
            made(FILES),
            [made(FILES, "files"), made(BACKUP_POLICY, fileSystemId=ref("files"), backupPolicy={"status": "DISABLED"})],
        ],
    ),
]
