"""A second home for a region's data: its buckets, and what is backed up in one, copied to the dr region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.lakehouse.buckets import BACKUPS, COPIED, data_tiering, only_by_key, tier_above
from components.placement import Placement
from components.region import RegionStack
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.policies import Statement, allow, document_output, role, trust_without_source
from settings.lakehouse import Lakehouse
from settings.regions import short_name_of

_MINUTES = 15  # the only time that S3 replication time control promises
_SHORTER = {"raw-events": "raw"}  # a bucket's name holds the purpose and two regions


@dataclass(frozen=True)
class LakehouseReplicationArgs:
    """Where from and where to."""

    source: RegionStack
    dr: RegionStack
    dr_provider: aws.Provider
    """The dr region's: a bucket is made by its own region's provider."""


class LakehouseReplication(Component):
    """Copies one region's raw events, layers and backups to buckets in the dr region, encrypted there with that region's key.

    Every source region has copies of its own. In a shared one, two regions that write the same key would overwrite each
    other's objects, and nobody could tell which region a version came from.

    Copies hold the objects as they are. An Iceberg table names its files with their bucket: to open a copied table, let Spark
    rewrite the paths (`rewrite_table_path`) and register the result.
    """

    replicas: dict[str, SecureBucket]

    def __init__(self, name: str, args: LakehouseReplicationArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        source, dr = args.source, args.dr
        placement = source.placement
        there = ReplicasArgs(dr.placement, dr.keys, dr.logs, placement)
        self.replicas = Replicas(
            dr.placement.label("replicas", short_name_of(placement.region.name)), there, self.options(providers={"aws": args.dr_provider})
        ).by_purpose
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
                rules=[_rule(replica, dr.keys.arns["s3"])],
                opts=self.options(depends_on=[bucket.versioning, replica, allowed]),
            )
        self.register_outputs({purpose: replica.name for purpose, replica in self.replicas.items()})


@dataclass(frozen=True)
class ReplicasArgs:
    """What the copies need."""

    placement: Placement
    """The dr region's."""
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


def replica_purpose(source: Placement, purpose: str) -> str:
    """What a copy is called, such as `bronze-use1`."""
    return f"{_SHORTER.get(purpose, purpose)}-{short_name_of(source.region.name)}"


def _rule(replica: SecureBucket, key_arn: pulumi.Input[str]) -> dict[str, Any]:
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


def replication_statements(args: LakehouseReplicationArgs, replicas: Mapping[str, SecureBucket]) -> list[Statement]:
    """Read versions here with this region's key, write them there with that region's.

    With S3 bucket keys the encryption context is the bucket:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    sources = [args.source.lakehouse.buckets[purpose].bucket_arn for purpose in replicas]
    targets = [replica.bucket_arn for replica in replicas.values()]
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], sources),
        allow(
            ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
            [f"{bucket}/*" for bucket in sources],
        ),
        allow(
            ["s3:GetObjectLegalHold", "s3:GetObjectRetention"],
            [f"{args.source.lakehouse.buckets[purpose].bucket_arn}/*" for purpose in replicas if purpose == BACKUPS],
        ),
        allow(["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"], [f"{bucket}/*" for bucket in targets]),
        allow(["kms:Decrypt"], [args.source.keys.arns["s3"]], Condition=_through_s3(args.source.placement, sources)),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], [args.dr.keys.arns["s3"]], Condition=_through_s3(args.dr.placement, targets)),
    ]


def _through_s3(placement: Placement, buckets: list[str]) -> dict[str, Any]:
    """For objects of these buckets only; old objects, from before bucket keys, have their own ARN as context."""
    return {
        "StringLike": {
            "kms:ViaService": f"s3.{placement.region.name}.amazonaws.com",
            "kms:EncryptionContext:aws:s3:arn": [pattern for bucket in buckets for pattern in (bucket, f"{bucket}/*")],
        }
    }
