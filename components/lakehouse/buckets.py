"""The buckets of one region's lakehouse, and what sets each apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import INVENTORY_PREFIX, LogArchive
from components.security.policies import Statement, deny
from settings.lakehouse import DataBucket, Lakehouse, Tiering

BACKUPS: Final = "backups"
"""Locked: neither a mistake nor an intruder deletes what is in it."""
COPIED: tuple[DataBucket | Literal["backups"], ...] = ("raw-events", "bronze", "silver", "gold", BACKUPS)
"""What the dr region keeps a copy of; everything else can be made again from these."""

_LARGEST_MANIFEST = 16 * 1024**2  # twice the size at which Iceberg starts a new manifest (commit.manifest.target-size-bytes, 8 MiB)

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html
_INVENTORY_FIELDS = (
    "BucketKeyStatus", "ETag", "EncryptionStatus", "IntelligentTieringAccessTier", "IsMultipartUploaded", "LastModifiedDate",
    "ObjectLockMode", "ObjectLockRetainUntilDate", "ReplicationStatus", "Size", "StorageClass",
)  # fmt: skip


@dataclass(frozen=True)
class BucketsArgs:
    """What the buckets need."""

    placement: Placement
    keys: Keys
    logs: LogArchive


class Buckets(Component):
    """Every bucket that the lakehouse owns. Logs have buckets of their own, in the log archive."""

    by_purpose: dict[str, SecureBucket]

    def __init__(self, name: str, args: BucketsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement = args.placement
        logged = self.options(depends_on=[args.logs.access_logs])
        self.by_purpose = {made.purpose: SecureBucket(placement.label(made.purpose), made, logged) for made in bucket_args(args)}
        raw = self.by_purpose["raw-events"]
        # Whatever lands in raw-events can start a pipeline, without a change here.
        aws.s3.BucketNotification(placement.label("raw-events"), bucket=raw.name, eventbridge=True, opts=self.options())
        if placement.settings.lakehouse.inventory:
            for purpose, bucket in self.by_purpose.items():
                self._inventory(args, purpose, bucket)
        self.register_outputs({purpose: bucket.name for purpose, bucket in self.by_purpose.items()})

    def _inventory(self, args: BucketsArgs, purpose: str, bucket: SecureBucket) -> None:
        logs = args.logs.logs
        aws.s3.Inventory(
            args.placement.label(purpose),
            name=f"weekly-{purpose}",
            bucket=bucket.name,
            included_object_versions="All",
            schedule={"frequency": "Weekly"},
            destination={
                "bucket": {
                    "account_id": args.placement.account_id,
                    "bucket_arn": logs.bucket_arn,
                    "prefix": INVENTORY_PREFIX,
                    "format": "Parquet",
                    "encryption": {"sse_kms": {"key_id": args.keys.arns["logs"]}},
                }
            },
            optional_fields=list(_INVENTORY_FIELDS),
            opts=self.options(depends_on=[logs]),
        )


def bucket_args(args: BucketsArgs) -> Iterator[SecureBucketArgs]:
    """What each bucket is made with."""
    settings = args.placement.settings.lakehouse
    for purpose in ("raw-events", "bronze", "silver", "gold", "processed"):
        yield _args(args, purpose, tiering=data_tiering(settings, purpose), tier_above_bytes=tier_above(settings, purpose))
    yield _args(args, "artifacts")
    yield _args(args, BACKUPS, lock_days=settings.backup_lock_days, lock_mode=settings.backup_lock_mode)
    # A result that is gone is queried again, so nothing is kept to bring it back.
    yield _args(args, "query-results", tiering=Tiering(expire=settings.query_result_days), noncurrent_days=1)


def _args(args: BucketsArgs, purpose: str, **more: Any) -> SecureBucketArgs:
    common: dict[str, Any] = {
        "placement": args.placement,
        "purpose": purpose,
        "key_arn": args.keys.arns["s3"],
        "access_logs": args.logs.access_logs.bucket_name,
        "noncurrent_days": args.placement.settings.lakehouse.noncurrent_days,
        "statements": [only_by_key(args.placement.bucket(purpose))],
    }
    return SecureBucketArgs(**common | more)


def data_tiering(settings: Lakehouse, purpose: DataBucket | Literal["backups"]) -> Tiering:
    """When a bucket's objects move; a bucket that the settings leave out keeps them where they are, and so does that of backups."""
    return Tiering() if purpose == BACKUPS else settings.tiering.get(purpose, Tiering())


def tier_above(settings: Lakehouse, purpose: DataBucket | Literal["backups"]) -> int | None:
    """Where Iceberg tables are archived, only their data files: a manifest in Glacier would fail every query of its table.

    An archived data file fails only the queries that reach its partition, until it is restored.
    """
    tiering = data_tiering(settings, purpose)
    archived = tiering.glacier is not None or tiering.deep_archive is not None
    return _LARGEST_MANIFEST if archived and purpose in {table.layer for table in settings.tables.values()} else None


def only_by_key(bucket_name: str) -> Statement:
    """Forbids an upload that asks for another encryption than KMS; one that asks for none gets the bucket's key."""
    header = "s3:x-amz-server-side-encryption"
    return deny(
        ["s3:PutObject"],
        [f"arn:aws:s3:::{bucket_name}/*"],
        "EncryptedByKey",
        Principal="*",
        Condition={"StringNotEquals": {header: "aws:kms"}, "Null": {header: "false"}},
    )
