"""Where the service keeps its data."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from tests.policies.planted import account


def buckets(fault: str, provider: aws.Provider) -> None:
    """A bucket and the one for its access logs, each with what surrounds a bucket."""
    opts = pulumi.ResourceOptions(provider=provider)
    protected = pulumi.ResourceOptions(provider=provider, protect=True)
    archive = _bucket("archive", protected, opts)
    access_logs = _bucket("access-logs", protected, opts)

    # The fault: where no key is named, AWS's own is taken.
    key = None if fault == "encryption" else account.key("archive", provider).arn
    default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
    _encrypt("archive", archive, default, opts)
    _encrypt("access-logs", access_logs, {"sse_algorithm": "AES256"}, opts)

    # The fault: a copied line that still names the bucket it was written for.
    _block("archive", access_logs if fault == "network" else archive, opts)
    _block("access-logs", access_logs, opts)

    _keep_versions("archive", archive, "Suspended" if fault == "backup" else "Enabled", opts)
    _keep_versions("access-logs", access_logs, "Enabled", opts)

    # The fault: the target stands in both places.
    logged = access_logs if fault == "logging" else archive
    aws.s3.BucketLogging("archive", bucket=logged.id, target_bucket=access_logs.id, target_prefix="archive/", opts=opts)


def table(fault: str, provider: aws.Provider) -> None:
    """A table whose capacity follows demand."""
    opts = pulumi.ResourceOptions(provider=provider)
    sessions = aws.dynamodb.Table(
        "sessions",
        hash_key="id",
        attributes=[{"name": "id", "type": "S"}],
        billing_mode="PROVISIONED",
        read_capacity=5,
        write_capacity=5,
        deletion_protection_enabled=True,
        point_in_time_recovery={"enabled": True},
        server_side_encryption={"enabled": True, "kms_key_arn": account.key("sessions", provider).arn},
        opts=pulumi.ResourceOptions(provider=provider, protect=True),
    )
    # The fault: reads scale, writes do not.
    for what in ("Read",) if fault == "availability" else ("Read", "Write"):
        aws.appautoscaling.Target(
            f"sessions-{what.lower()}",
            resource_id=sessions.name.apply("table/{}".format),
            scalable_dimension=f"dynamodb:table:{what}CapacityUnits",
            service_namespace="dynamodb",
            min_capacity=5,
            max_capacity=100,
            opts=opts,
        )


def _bucket(name: str, protected: pulumi.ResourceOptions, opts: pulumi.ResourceOptions) -> aws.s3.Bucket:
    bucket = aws.s3.Bucket(name, opts=protected)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
    aws.s3.BucketPolicy(name, bucket=bucket.id, policy=json.dumps(policy), opts=opts)
    aws.s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            {
                "id": "clean-up",
                "status": "Enabled",
                "filter": {},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                "noncurrent_version_expiration": {"noncurrent_days": 30},
            }
        ],
        opts=opts,
    )
    return bucket


def _encrypt(name: str, bucket: aws.s3.Bucket, default: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
    aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.id,
        rules=[{"apply_server_side_encryption_by_default": default, "bucket_key_enabled": True}],
        opts=opts,
    )


def _block(name: str, bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> None:
    aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )


def _keep_versions(name: str, bucket: aws.s3.Bucket, status: str, opts: pulumi.ResourceOptions) -> None:
    aws.s3.BucketVersioning(name, bucket=bucket.id, versioning_configuration={"status": status}, opts=opts)
