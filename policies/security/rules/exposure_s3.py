"""No bucket is open to the public."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, stack_rule
from policies.subject import Check, Stack, Subject
from policies.values import Values

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


@stack_rule(
    "s3-bucket-blocks-public-access",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="Every bucket refuses public access lists and policies.",
    remedy="Add an aws.s3.BucketPublicAccessBlock for the bucket with all four settings true.",
    controls=("FSBP S3.8", "CIS AWS 2.1.4", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"),
    types=("aws:s3/bucket:Bucket",),
)
def bucket_blocks_public_access(bucket: Subject, stack: Stack) -> Iterator[str]:
    blocks = stack.companions(bucket, _ACCESS_BLOCK, "bucket")
    if not blocks:
        yield "no BucketPublicAccessBlock refers to it"
    for block in blocks:
        yield from bucket.each([block.values], *(_is_true(setting) for setting in _BLOCKS))


def _is_true(setting: str) -> Check:
    def check(block: Values) -> Iterator[str]:
        if not block.flag(setting):
            yield f"{setting} is not true"

    return check
