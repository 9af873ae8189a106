"""Names that settings must leave room for."""

import hashlib

PROJECT = "event-platform"

BUCKET_LIMIT = 63
"""The most characters that S3 allows in a bucket's name."""

LONGEST_PURPOSE = 13
"""Characters of the longest `purpose` of a bucket, such as `query-results`."""


def bucket_name(account_id: str, stack: str, region: str, purpose: str) -> str:
    """A bucket name, unique in all of AWS; a literal, where a random suffix would leave policies unknown until the bucket exists.

    Settings with a stack name that leaves too little room are refused before.
    """
    if len(purpose) > LONGEST_PURPOSE:
        raise ValueError(f"bucket purpose {purpose} has {len(purpose)} characters; at most {LONGEST_PURPOSE} fit beside the longest region")
    suffix = hashlib.sha256(f"{account_id}/{stack}/{region}".encode()).hexdigest()[:8]
    return f"{PROJECT}-{stack}-{purpose}-{region}-{suffix}"


def longest_stack_name(region: str) -> int:
    """How many characters a stack's name may have where it has buckets in a region."""
    return BUCKET_LIMIT - len(bucket_name("", "", region, "x" * LONGEST_PURPOSE))
