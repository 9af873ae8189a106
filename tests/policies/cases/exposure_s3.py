"""No bucket is open to the public."""

from typing import Any

from tests.policies.case import Case, made, ref

BUCKET = made("aws:s3/bucket:Bucket", "logs")
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ALL: dict[str, Any] = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}

CASES = [
    Case(
        "s3-bucket-blocks-public-access",
        passing=[
            [BUCKET, made(BLOCK, bucket=ref("logs"), **ALL)],
            [made("aws:s3/bucket:Bucket", "logs", bucket="platform-logs"), made(BLOCK, bucket="platform-logs", **ALL)],
        ],
        failing=[
            BUCKET,
            [BUCKET, made("aws:s3/bucket:Bucket", "other"), made(BLOCK, bucket=ref("other"), **ALL)],
            *([BUCKET, made(BLOCK, bucket=ref("logs"), **(ALL | {setting: False}))] for setting in ALL),
        ],
    ),
]
