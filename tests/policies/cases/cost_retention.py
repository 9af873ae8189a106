"""What nobody needs any more goes."""

from collections.abc import Mapping

from tests.policies.case import Case, Made, made, ref

BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
REPOSITORY = "aws:ecr/repository:Repository"
POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
PLAN = "aws:backup/plan:Plan"
LOGS = "aws:cloudwatch/logGroup:LogGroup"

EVENTS = made(BUCKET, "events")
VERSIONED = made(VERSIONING, "versioning", bucket=ref("events"), versioningConfiguration={"status": "Enabled"})
SUSPENDED = made(VERSIONING, "versioning", bucket=ref("events"), versioningConfiguration={"status": "Suspended"})
ABORT = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
EXPIRE = {"noncurrentVersionExpiration": {"noncurrentDays": 30}}
WEEK = {"lifecycle": {"deleteAfter": 7}}


def lifecycle(rule: Mapping[str, object], status: str = "Enabled", bucket: str = "events") -> Made:
    """A lifecycle with one rule, after one that only moves objects."""
    rules = [{"id": "move", "status": "Enabled", "transitions": [{"days": 30}]}, {"id": "drop", "status": status, **rule}]
    return made(LIFECYCLE, "lifecycle", bucket=ref(bucket), rules=rules)


CASES = [
    Case(
        "s3-uploads-aborted",
        passing=[
            [EVENTS, lifecycle(ABORT)],
            made(BUCKET, lifecycleRules=[{"enabled": True, "abortIncompleteMultipartUploadDays": 7}]),
        ],
        failing=[
            EVENTS,
            [EVENTS, lifecycle(ABORT, "Disabled")],
            [EVENTS, lifecycle(EXPIRE)],
            [EVENTS, lifecycle(ABORT, bucket="another")],
            made(BUCKET, lifecycleRules=[{"enabled": False, "abortIncompleteMultipartUploadDays": 7}]),
            made(BUCKET, lifecycleRules=[{"enabled": True, "expiration": {"days": 7}}]),
        ],
    ),
    Case(
        "s3-earlier-versions-expire",
        passing=[
            EVENTS,
            [EVENTS, SUSPENDED],
            [EVENTS, VERSIONED, lifecycle(EXPIRE)],
            made(
                BUCKET,
                versioning={"enabled": True},
                lifecycleRules=[{"enabled": True, "noncurrentVersionExpiration": {"days": 30}}],
            ),
        ],
        failing=[
            [EVENTS, VERSIONED],
            [EVENTS, VERSIONED, lifecycle(ABORT)],
            [EVENTS, VERSIONED, lifecycle(EXPIRE, "Disabled")],
            made(BUCKET, versioning={"enabled": True}),
        ],
    ),
    Case(
        "ecr-images-expire",
        passing=[[made(REPOSITORY, "images"), made(POLICY, repository=ref("images"), policy="{}")]],
        failing=[made(REPOSITORY), [made(REPOSITORY, "images"), made(POLICY, repository=ref("another"), policy="{}")]],
    ),
    Case(
        "backup-recovery-points-expire",
        passing=[
            made(PLAN, rules=[{"ruleName": "daily", **WEEK, "copyActions": [WEEK]}]),
            made(PLAN, rules=[{"ruleName": "daily", **WEEK}]),
        ],
        failing=[
            made(PLAN, rules=[{"ruleName": "daily"}]),
            made(PLAN, rules=[{"ruleName": "daily", **WEEK}, {"ruleName": "weekly", "lifecycle": {"coldStorageAfter": 30}}]),
            made(PLAN, rules=[{"ruleName": "daily", **WEEK, "copyActions": [{"destinationVaultArn": "arn"}]}]),
        ],
    ),
    Case(
        "loggroup-retention-maximum",
        passing=[made(LOGS, retentionInDays=30), made(LOGS, retentionInDays=731)],
        failing=[made(LOGS), made(LOGS, retentionInDays=0), made(LOGS, retentionInDays=1096)],
    ),
]
