"""What the tests of the lakehouse share: its regions, its buckets by name, and what a policy allows."""

import json
from collections import Counter

from inventory.resource import Resource
from settings.naming import bucket_name
from tests.support import inventory_of, settings_of

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
PUBLIC_ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
GRANT = "aws:lakeformation/permissions:Permissions"

# The days of the platform's specification.
TIERS = {
    "raw-events": [("STANDARD_IA", 30), ("GLACIER", 90), ("DEEP_ARCHIVE", 365)],
    "bronze": [("STANDARD_IA", 30), ("GLACIER", 90), ("DEEP_ARCHIVE", 365)],
    "processed": [("STANDARD_IA", 60), ("GLACIER", 180)],
    "silver": [("STANDARD_IA", 60), ("GLACIER", 180)],
    "gold": [("INTELLIGENT_TIERING", 0)],
}

REGIONS = [region.name for region in settings_of("prod").regions]


def of_region(type_: str, region: str, stack: str = "prod") -> list[Resource]:
    """The resources of a type in one region."""
    return [resource for resource in inventory_of(stack).of_type(type_) if resource.region == region]


def by_bucket(type_: str, stack: str = "prod") -> dict[str, Resource]:
    """The one resource of a type that each bucket has."""
    found = inventory_of(stack).of_type(type_)
    counts = Counter(resource.inputs["bucket"] for resource in found)
    assert not [bucket for bucket, count in counts.items() if count > 1]
    return {resource.inputs["bucket"]: resource for resource in found}


def name_of(purpose: str, region: str, stack: str = "prod") -> str:
    """A bucket's name."""
    return bucket_name(settings_of(stack).account_id, stack, region, purpose)


def policy_lines(name: str) -> list[str]:
    """What the inline policy of that logical name allows and forbids, as lines such as `Deny s3:PutObject arn:aws:s3:::…`."""
    (policy,) = [resource for resource in inventory_of("prod").of_type("aws:iam/rolePolicy:RolePolicy") if resource.name == name]
    return [
        f"{statement['Effect']} {action} {target}"
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        for action in statement["Action"]
        for target in statement["Resource"]
    ]
