"""A second home for a region's data: its buckets, and what is backed up in one, copied to another region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.lakehouse.buckets import BACKUPS, COPIED, data_tiering, only_by_key, tier_above
from components.lakehouse.copies import replica_purpose
from components.placement import Placement
from components.region import RegionStack
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.policies import Statement, allow, document_output, role, trust_without_source
from settings.lakehouse import Lakehouse
from settings.regions import short_name_of

_MINUTES = 15  # the only time that S3 replication time control promises


@dataclass(frozen=True)
class LakehouseReplicationArgs:
    """Where from and where to."""

    source: RegionStack
    target: RegionStack
    """The dr region, and for that one the primary."""
    target_provider: aws.Provider
    """The target's: a bucket is made by its own region's provider."""


class LakehouseReplication(Component):
    """Copies one region's raw events, layers and backups to buckets in another region, encrypted there with that region's key.

    Every source region has copies of its own. In a shared one, two regions that write the same key would overwrite each
    other's objects, and nobody could tell which region a version came from.

    Copies hold the objects as they are. An Iceberg table names its files with their bucket: to open a copied table, let Spark
    rewrite the paths (`rewrite_table_path`) and register the result.
    """

    replicas: dict[str, SecureBucket]

    def __init__(self, name: str, args: LakehouseReplicationArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        source, target = args.source, args.target
        placement = source.placement
        there = ReplicasArgs(target.placement, target.keys, target.logs, placement)
        name_there = target.placement.label("replicas", short_name_of(placement.region.name))
        self.replicas = Replicas(name_there, there, self.options(providers={"aws": args.target_provider})).by_purpose
        # S3 documents no source account or ARN for replication; the statements name every bucket and key.
        copier = role(placement, placement.label("replication"), trust_without_source("s3.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            placement.label("replication"),
            role=copier.name,
            policy=document_output(*replication_statements(args, self.replicas)),
            opts=pulumi.ResourceOptions(parent=copier),
        )
        for purpose, replica in self.replicas.items():
            bucket = source.lakehouse.buckets[purpose]
            aws.s3.BucketReplicationConfig(
                placement.label(purpose),
                bucket=bucket.name,
                role=copier.arn,
                rules=[copy_rule(replica, target.keys.arns["s3"])],
                opts=self.options(depends_on=[bucket.versioning, replica, allowed]),
            )
        self.register_outputs({purpose: replica.name for purpose, replica in self.replicas.items()})


@dataclass(frozen=True)
class ReplicasArgs:
    """What the copies need."""

    placement: Placement
    """The target's."""
    keys: Keys
    logs: LogArchive
    source: Placement


class Replicas(Component):
    """The buckets that one region's data is copied to, with the same tiering as at home."""

    by_purpose: dict[str, SecureBucket]

    def __init__(self, name: str, args: ReplicasArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        settings = args.placement.settings.lakehouse
        self.by_purpose = {}
        for purpose in COPIED:
            copy = replica_purpose(args.source, purpose)
            self.by_purpose[purpose] = SecureBucket(
                args.placement.label(copy),
                SecureBucketArgs(
                    placement=args.placement,
                    purpose=copy,
                    key_arn=args.keys.arns["s3"],
                    access_logs=args.logs.access_logs.bucket_name,
                    noncurrent_days=settings.noncurrent_days,
                    tiering=data_tiering(settings, purpose),
                    tier_above_bytes=tier_above(settings, purpose),
                    statements=[only_by_key(args.placement.bucket(copy))],
                    **_lock(settings, purpose),
                ),
                self.options(depends_on=[args.logs.access_logs]),
            )
        self.register_outputs({})


def _lock(settings: Lakehouse, purpose: str) -> dict[str, Any]:
    """S3 copies from a locked bucket into a locked one only."""
    return {"lock_days": settings.backup_lock_days, "lock_mode": settings.backup_lock_mode} if purpose == BACKUPS else {}


def copy_rule(replica: SecureBucket, key_arn: pulumi.Input[str]) -> dict[str, Any]:
    """Everything in a bucket, whatever encrypts it, to another one and its key."""
    within = {"status": "Enabled", "time": {"minutes": _MINUTES}}
    return {
        "id": "dr",
        "status": "Enabled",
        "priority": 1,
        "filter": {"prefix": ""},
        "delete_marker_replication": {"status": "Enabled"},
        # Without this, S3 silently leaves out what is encrypted with KMS: everything.
        "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
        "destination": {
            "bucket": replica.arn,
            "encryption_configuration": {"replica_kms_key_id": key_arn},
            "replication_time": within,
            "metrics": {"status": "Enabled", "event_threshold": {"minutes": _MINUTES}},
        },
    }


@dataclass(frozen=True)
class CopyEnd:
    """Buckets of one region, and their key."""

    placement: Placement
    key_arn: pulumi.Input[str]
    bucket_arns: list[str]
    locked_arns: Sequence[str] = ()
    """Those of them with Object Lock, whose versions say how long they are held."""


def replication_statements(args: LakehouseReplicationArgs, replicas: Mapping[str, SecureBucket]) -> list[Statement]:
    """What the copying role may."""
    source, target = args.source, args.target
    sources = [source.lakehouse.buckets[purpose].bucket_arn for purpose in replicas]
    targets = [replica.bucket_arn for replica in replicas.values()]
    locked = [source.lakehouse.buckets[BACKUPS].bucket_arn] if BACKUPS in replicas else []
    return copy_statements(
        CopyEnd(source.placement, source.keys.arns["s3"], sources, locked), CopyEnd(target.placement, target.keys.arns["s3"], targets)
    )


def copy_statements(source: CopyEnd, target: CopyEnd) -> list[Statement]:
    """Read versions here with this region's key, write them there with that region's.

    With S3 bucket keys the encryption context is the bucket:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    held = [f"{bucket}/*" for bucket in source.locked_arns]
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket_arns),
        allow(
            ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
            [f"{bucket}/*" for bucket in source.bucket_arns],
        ),
        *([allow(["s3:GetObjectLegalHold", "s3:GetObjectRetention"], held)] if held else []),
        allow(["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"], [f"{bucket}/*" for bucket in target.bucket_arns]),
        allow(["kms:Decrypt"], [source.key_arn], Condition=_through_s3(source.placement, source.bucket_arns)),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], [target.key_arn], Condition=_through_s3(target.placement, target.bucket_arns)),
    ]


def _through_s3(placement: Placement, buckets: list[str]) -> dict[str, Any]:
    """For objects of these buckets only; old objects, from before bucket keys, have their own ARN as context."""
    return {
        "StringLike": {
            "kms:ViaService": f"s3.{placement.region.name}.amazonaws.com",
            "kms:EncryptionContext:aws:s3:arn": [pattern for bucket in buckets for pattern in (bucket, f"{bucket}/*")],
        }
    }
