"""A bucket of one region for what its clusters observe."""

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.lakehouse.buckets import only_by_key
from components.region import RegionStack
from settings.lakehouse import Tiering


def telemetry_bucket(parent: Component, region: RegionStack, purpose: str, days: int | None) -> SecureBucket:
    """Closed, encrypted and logged as the lakehouse's are. What is deleted can be brought back for a day only: it was old already."""
    placement = region.placement
    made = SecureBucketArgs(
        placement=placement,
        purpose=purpose,
        key_arn=region.keys.arns["s3"],
        access_logs=region.logs.access_logs.bucket_name,
        noncurrent_days=1,
        tiering=Tiering(expire=days),
        statements=[only_by_key(placement.bucket(purpose))],
    )
    return SecureBucket(placement.label(purpose), made, parent.options(depends_on=[region.logs.access_logs]))
