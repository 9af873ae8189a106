"""No bucket is open to the public."""

from typing import Any

from tests.policies.case import Case, made, ref

BUCKET = made("aws:s3/bucket:Bucket", "logs")
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
POINT = "aws:s3/accessPoint:AccessPoint"
EVERYWHERE = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
WEBSITE = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"
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
    Case(
        "s3-public-access-block-complete",
        passing=[made(BLOCK, bucket=ref("logs"), **ALL), made(ACCOUNT, **ALL)],
        failing=[made(ACCOUNT), *(made(BLOCK, bucket=ref("logs"), **(ALL | {setting: False})) for setting in ALL)],
    ),
    Case(
        "s3-access-point-blocks-public-access",
        passing=[
            made(POINT, bucket=ref("logs")),
            made(POINT, bucket=ref("logs"), publicAccessBlockConfiguration=ALL),
            made(EVERYWHERE, details={"name": "logs", "publicAccessBlock": ALL}),
        ],
        failing=[
            made(POINT, bucket=ref("logs"), publicAccessBlockConfiguration=ALL | {"blockPublicPolicy": False}),
            made(EVERYWHERE, details={"name": "logs", "publicAccessBlock": {"ignorePublicAcls": False}}),
        ],
    ),
    Case(
        "s3-no-public-acl",
        passing=[
            BUCKET,
            made("aws:s3/bucketAcl:BucketAcl", bucket=ref("logs"), acl="private"),
            made("aws:s3/bucket:Bucket", grants=[{"type": "Group", "uri": LOG_DELIVERY, "permissions": ["WRITE"]}]),
        ],
        failing=[
            made("aws:s3/bucketV2:BucketV2", acl="public-read"),
            made("aws:s3/bucketObject:BucketObject", acl="authenticated-read"),
            made("aws:s3/bucket:Bucket", grants=[{"type": "Group", "uri": ALL_USERS, "permissions": ["READ"]}]),
            made("aws:s3/bucketAcl:BucketAcl", accessControlPolicy={"grants": [{"grantee": {"type": "Group", "uri": ALL_USERS}}]}),
        ],
    ),
    Case(
        "s3-acls-disabled",
        passing=[made(OWNERSHIP, bucket=ref("logs"), rule={"objectOwnership": "BucketOwnerEnforced"})],
        failing=[made(OWNERSHIP, bucket=ref("logs"), rule={"objectOwnership": "BucketOwnerPreferred"})],
    ),
    Case(
        "s3-no-website",
        passing=[BUCKET, made(WEBSITE, bucket=ref("logs"), redirectAllRequestsTo={"hostName": "example.com", "protocol": "https"})],
        failing=[
            made("aws:s3/bucket:Bucket", website={"indexDocument": "index.html"}),
            made(WEBSITE, bucket=ref("logs"), indexDocument={"suffix": "index.html"}),
        ],
    ),
    Case(
        "s3-no-open-cors",
        passing=[
            made(CORS, corsRules=[{"allowedMethods": ["GET"], "allowedOrigins": ["*"]}]),
            made(CORS, corsRules=[{"allowedMethods": ["PUT"], "allowedOrigins": ["https://app.example.com"]}]),
        ],
        failing=[made(CORS, corsRules=[{"allowedMethods": ["GET", "PUT"], "allowedOrigins": ["https://a.example.com", "*"]}])],
    ),
]
