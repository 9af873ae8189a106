"""What nobody needs any more goes."""

import math
from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_BUCKET = "aws:s3/bucket:Bucket"
_LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def _has_rule(bucket: Subject, stack: Stack, inline: str, path: str) -> bool:
    """Whether an enabled rule of the bucket's lifecycle sets something."""
    return any_of(
        lambda: any(rule.flag("enabled") and rule.has(inline) for rule in bucket.values.items("lifecycleRules")),
        lambda: any(
            rule.text("status") == "Enabled" and rule.has(path)
            for lifecycle in stack.companions(bucket, _LIFECYCLE, "bucket")
            for rule in lifecycle.values.items("rules")
        ),
    )


@stack_rule(
    "s3-uploads-aborted",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Buckets drop the parts of uploads that were never completed, which nobody sees and everybody pays.",
    remedy="Add a rule with abort_incomplete_multipart_upload to the bucket's BucketLifecycleConfiguration.",
    controls=("FSBP S3.13",),
    types=(_BUCKET,),
)
def s3_uploads_aborted(bucket: Subject, stack: Stack) -> Iterator[str]:
    if not _has_rule(bucket, stack, "abortIncompleteMultipartUploadDays", "abortIncompleteMultipartUpload.daysAfterInitiation"):
        yield "no enabled rule of a BucketLifecycleConfiguration aborts incomplete uploads"


@stack_rule(
    "s3-earlier-versions-expire",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Versioned buckets do not keep earlier versions for ever.",
    remedy="Add a rule with noncurrent_version_expiration to the bucket's BucketLifecycleConfiguration.",
    controls=("platform",),
    types=(_BUCKET,),
)
def s3_earlier_versions_expire(bucket: Subject, stack: Stack) -> Iterator[str]:
    is_versioned = any_of(
        lambda: bucket.values.flag("versioning.enabled"),
        lambda: any(
            versioning.values.text("versioningConfiguration.status") == "Enabled"
            for versioning in stack.companions(bucket, _VERSIONING, "bucket")
        ),
    )
    if is_versioned and not _has_rule(bucket, stack, "noncurrentVersionExpiration", "noncurrentVersionExpiration"):
        yield "no enabled rule of a BucketLifecycleConfiguration expires noncurrent versions"


@stack_rule(
    "ecr-images-expire",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Repositories drop images that nobody deploys any more.",
    remedy="Add an aws.ecr.LifecyclePolicy for the repository.",
    controls=("FSBP ECR.3",),
    types=("aws:ecr/repository:Repository",),
)
def ecr_images_expire(repository: Subject, stack: Stack) -> Iterator[str]:
    if not stack.companions(repository, "aws:ecr/lifecyclePolicy:LifecyclePolicy", "repository"):
        yield "no LifecyclePolicy refers to it"


@resource_rule(
    "backup-recovery-points-expire",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Recovery points, and their copies, are deleted some day.",
    remedy="Set lifecycle with delete_after on each rule and copy action of the plan.",
    controls=("platform",),
    types=("aws:backup/plan:Plan",),
)
def backup_recovery_points_expire(plan: Subject) -> Iterator[str]:
    def expires(kept: Values) -> Iterator[str]:
        if kept.number("lifecycle.deleteAfter") is None:
            yield f"{kept.path}.lifecycle.deleteAfter is not set"

    def copies(rule: Values) -> Iterator[str]:
        yield from plan.each(rule.items("copyActions"), expires)

    yield from plan.each(plan.values.items("rules"), expires, copies)


@resource_rule(
    "loggroup-retention-maximum",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="Log groups keep logs no longer than the stack allows; what has to stay longer belongs into S3.",
    remedy="Set retention_in_days, and export what audits need.",
    controls=("platform",),
    types=("aws:cloudwatch/logGroup:LogGroup",),
    config={"days": {"type": "integer", "minimum": 1, "default": 731, "description": "How long logs are kept at most."}},
)
def loggroup_retention_maximum(group: Subject) -> Iterator[str]:
    days = group.values.number("retentionInDays") or math.inf  # without, and at 0, for ever
    if days > group.settings["days"]:
        yield f"retentionInDays is {days:g}, more than {group.settings['days']:g}".replace("is inf", "is not set: for ever")
