"""No bucket is open to the public."""

from collections.abc import Iterator

from inventory.values import Values
from policies.remediation import setting, together
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Check, Stack, Subject

_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_EVERYONE = ("/groups/global/AllUsers", "/groups/global/AuthenticatedUsers")


@stack_rule(
    "s3-bucket-blocks-public-access",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="Every bucket refuses public access lists and policies.",
    remedy="Add an aws.s3.BucketPublicAccessBlock for the bucket with all four settings true.",
    controls=("FSBP S3.8", "CIS AWS 2.1.4", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"),
    types=("aws:s3/bucket:Bucket",),
)
def bucket_blocks_public_access(bucket: Subject, stack: Stack) -> Iterator[str]:
    blocks = stack.companions(bucket, _ACCESS_BLOCK, "bucket")
    if not blocks:
        yield "no BucketPublicAccessBlock refers to it"
    for block in blocks:
        yield from bucket.each([block.values], *_all_true())


@resource_rule(
    "s3-public-access-block-complete",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="Each public access block, of a bucket or of the account, has all four settings on; by default they are off.",
    remedy="Set block_public_acls, block_public_policy, ignore_public_acls and restrict_public_buckets to True.",
    controls=("FSBP S3.1", "FSBP S3.8", "CIS AWS 2.1.4", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"),
    types=(_ACCESS_BLOCK, _ACCOUNT_BLOCK),
    remediation=together(*(setting(block, True) for block in _BLOCKS)),
)
def public_access_block_complete(block: Subject) -> Iterator[str]:
    yield from block.separately(*_all_true())


@resource_rule(
    "s3-access-point-blocks-public-access",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No access point turns its public access block off; it can't be turned on again.",
    remedy="Leave the access point's public access block out, or set all four settings to True.",
    controls=("FSBP S3.19", "FSBP S3.24", "CKV_AWS_392"),
    types=("aws:s3/accessPoint:AccessPoint", "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"),
)
def access_point_blocks_public_access(point: Subject) -> Iterator[str]:
    for path in ("publicAccessBlockConfiguration", "details.publicAccessBlock"):
        yield from point.each([point.values.inner(path)], *_all_true(default=True))


def _all_true(default: bool = False) -> list[Check]:
    return [_is_true(block, default) for block in _BLOCKS]


def _is_true(name: str, default: bool) -> Check:
    def check(block: Values) -> Iterator[str]:
        if not block.flag(name, default):
            yield f"{name} is not true"

    return check


@resource_rule(
    "s3-no-public-acl",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No access list of a bucket or an object lets in everyone, or everyone with an AWS account.",
    remedy='Leave acl and grants out, and set the ownership to "BucketOwnerEnforced".',
    controls=("FSBP S3.2", "FSBP S3.3", "CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375"),
    types=(
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketAcl:BucketAcl",
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/objectCopy:ObjectCopy",
    ),
)
def no_public_acl(subject: Subject) -> Iterator[str]:
    values = subject.values
    yield from subject.separately(_canned_acl)
    grants = [*values.items("grants"), *values.inner("accessControlPolicy").items("grants")]
    yield from subject.each(grants, _grant)


def _canned_acl(values: Values) -> Iterator[str]:
    if values.text("acl") in ("public-read", "public-read-write", "authenticated-read", "website"):
        yield f"acl is {values.text('acl')}"


def _grant(grant: Values) -> Iterator[str]:
    for path in ("uri", "grantee.uri"):
        if grant.text(path).endswith(_EVERYONE):
            yield f"{grant.path} is for everyone"


@resource_rule(
    "s3-acls-disabled",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Access lists are switched off, as they are for new buckets, so that policies alone decide.",
    remedy='Set rule.object_ownership="BucketOwnerEnforced".',
    controls=("FSBP S3.12", "CKV2_AWS_65"),
    types=("aws:s3/bucketOwnershipControls:BucketOwnershipControls",),
)
def acls_disabled(controls: Subject) -> Iterator[str]:
    if controls.values.text("rule.objectOwnership") != "BucketOwnerEnforced":
        yield "rule.objectOwnership is not BucketOwnerEnforced"


@resource_rule(
    "s3-no-website",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No bucket serves a website itself: that endpoint is public and has no TLS. Redirects may stay.",
    remedy="Put an aws.cloudfront.Distribution with an origin access control in front of the bucket.",
    controls=("platform",),
    types=("aws:s3/bucket:Bucket", "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"),
)
def no_website(subject: Subject) -> Iterator[str]:
    values = subject.values
    for path in ("website.indexDocument", "indexDocument"):
        if values.has(path):
            yield f"{path} is set"


@resource_rule(
    "s3-no-open-cors",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No bucket lets scripts of every website write to it.",
    remedy="Name the origins that may in allowed_origins, or allow GET and HEAD only.",
    controls=("platform",),
    types=("aws:s3/bucket:Bucket", "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"),
)
def no_open_cors(subject: Subject) -> Iterator[str]:
    yield from subject.each(subject.values.items("corsRules"), _cors_rule)


def _cors_rule(rule: Values) -> Iterator[str]:
    writes = {"PUT", "POST", "DELETE"}.intersection(rule.each_text("allowedMethods"))
    if writes and "*" in rule.each_text("allowedOrigins"):
        yield f"{rule.path} lets every origin {', '.join(sorted(writes))}"
