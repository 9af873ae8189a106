"""A bucket with everything that keeps it closed, recoverable and cheap."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.policies import Statement, document
from settings.lakehouse import Tiering


@dataclass(frozen=True)
class SecureBucketArgs:
    """What sets one bucket apart from another."""

    placement: Placement
    purpose: str
    """What it holds; part of its name."""
    key_arn: pulumi.Input[str] | None
    """KMS key; None only for what AWS itself can write to no other way: S3 and load balancer access logs."""
    access_logs: str | None
    """Name of the bucket for its access log; None for the log bucket itself."""
    noncurrent_days: int
    """How long an overwritten or deleted object can be brought back."""
    tiering: Tiering = field(default_factory=Tiering)
    tier_above_bytes: int | None = None
    """Only objects above this size change their class; None leaves S3's own limit of 128 KiB, below which it costs more than it saves."""
    lock_days: int | None = None
    """Object Lock: no version can be deleted before this many days."""
    lock_mode: str = "GOVERNANCE"
    statements: Sequence[Statement] = ()
    """Further statements of the bucket policy, such as a log service that may write."""


class SecureBucket(Component):
    """Versioned, encrypted, owner-enforced, TLS only, not public, logged, with a lifecycle."""

    bucket_name: str
    """Known before deployment, so that policies can name it."""
    bucket_arn: str
    name: pulumi.Output[str]
    """The same name, from the bucket itself: use it where order of creation matters."""
    arn: pulumi.Output[str]
    versioning: aws.s3.BucketVersioning
    """Replication needs it in place first."""

    def __init__(self, name: str, args: SecureBucketArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement = args.placement
        self.bucket_name = placement.bucket(args.purpose)
        self.bucket_arn = f"arn:aws:s3:::{self.bucket_name}"
        bucket = aws.s3.Bucket(
            name,
            bucket=self.bucket_name,
            object_lock_enabled=args.lock_days is not None,
            # Where the stack may be taken down, its objects go with it, those under a GOVERNANCE lock too.
            force_destroy=not placement.settings.protect,
            tags={"purpose": args.purpose},
            opts=self.options(**placement.stateful()),
        )
        self.name, self.arn = bucket.bucket, bucket.arn
        # S3 answers 409 to two changes of a bucket's access at one time, so these three go one after another.
        owned = aws.s3.BucketOwnershipControls(
            name, bucket=self.name, rule={"object_ownership": "BucketOwnerEnforced"}, opts=self.options()
        )
        closed = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.options(depends_on=[owned]),
        )
        aws.s3.BucketPolicy(name, bucket=self.name, policy=self._policy(args), opts=self.options(depends_on=[closed]))
        self.versioning = aws.s3.BucketVersioning(
            name, bucket=self.name, versioning_configuration={"status": "Enabled"}, opts=self.options()
        )
        aws.s3.BucketServerSideEncryptionConfiguration(name, bucket=self.name, rules=[_encryption(args.key_arn)], opts=self.options())
        aws.s3.BucketLifecycleConfiguration(
            name, bucket=self.name, rules=lifecycle_rules(args), opts=self.options(depends_on=[self.versioning])
        )
        if args.access_logs:
            aws.s3.BucketLogging(
                name,
                bucket=self.name,
                target_bucket=args.access_logs,
                target_prefix=f"{self.bucket_name}/",
                # …/account/region/bucket/2026/11/21/…: a query over one day reads that day only.
                target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
                opts=self.options(),
            )
        if args.lock_days is not None:
            aws.s3.BucketObjectLockConfiguration(
                name,
                bucket=self.name,
                rule={"default_retention": {"mode": args.lock_mode, "days": args.lock_days}},
                opts=self.options(depends_on=[self.versioning]),
            )
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _policy(self, args: SecureBucketArgs) -> str:
        return document(
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [self.bucket_arn, f"{self.bucket_arn}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                # MFA delete needs the root user's device at every change, which no tool can offer. Lifecycle rules are
                # S3's own and no bucket policy binds them: versions end by them alone.
                "Sid": "VersionsOnlyExpire",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:DeleteObjectVersion",
                "Resource": f"{self.bucket_arn}/*",
            },
            *args.statements,
        )


def _encryption(key_arn: pulumi.Input[str] | None) -> dict[str, Any]:
    """Nobody may bring a key of their own (SSE-C): objects that only an intruder can decrypt are held to ransom."""
    blocked = {"blocked_encryption_types": ["SSE-C"]}
    if key_arn is None:
        return {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}} | blocked
    by_key = {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}
    return {"apply_server_side_encryption_by_default": by_key, "bucket_key_enabled": True} | blocked


def lifecycle_rules(args: SecureBucketArgs) -> list[dict[str, Any]]:
    """Cleaning up for every bucket, tiering and expiry where the settings ask for them.

    Intelligent-Tiering stays without its optional archive tiers: what moves there must be restored before it can be read.
    """
    rules: list[dict[str, Any]] = [
        {
            "id": "clean-up",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
            "noncurrent_version_expiration": {"noncurrent_days": args.noncurrent_days},
        }
    ]
    tiering = args.tiering
    if tiering.expire is not None:
        rules.append({"id": "expire", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": tiering.expire}})
    else:
        # A delete marker whose versions are all gone only slows down listing. Expiry by days removes such markers anyway.
        rules[0]["expiration"] = {"expired_object_delete_marker": True}
    steps = (
        ("INTELLIGENT_TIERING", 0 if tiering.intelligent else None),
        ("STANDARD_IA", tiering.infrequent_access),
        ("GLACIER", tiering.glacier),
        ("DEEP_ARCHIVE", tiering.deep_archive),
    )
    if transitions := [{"storage_class": storage, "days": days} for storage, days in steps if days is not None]:
        large = {"prefix": ""} if args.tier_above_bytes is None else {"object_size_greater_than": args.tier_above_bytes}
        rules.append({"id": "tiering", "status": "Enabled", "filter": large, "transitions": transitions})
    return rules
