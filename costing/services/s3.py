"""S3: buckets by what is stored in which class, replication, inventories."""

import math

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.lifecycles import Lifecycle, read_lifecycle
from costing.schedules import runs_each_month
from costing.transfer import internet_out, to_region
from inventory.values import Values

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")

_LIFECYCLES = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
_STANDARD = ((51_200, "standard_storage"), (512_000, "standard_storage_next_450tb"), (math.inf, "standard_storage_over_500tb"))
_STORAGE = {
    "STANDARD_IA": "standard_ia_storage",
    "ONEZONE_IA": "one_zone_ia_storage",
    "GLACIER_IR": "glacier_instant_storage",
    "GLACIER": "glacier_flexible_storage",
    "DEEP_ARCHIVE": "deep_archive_storage",
}
_TRANSITION = {
    "STANDARD_IA": "lifecycle_transition_to_ia",
    "ONEZONE_IA": "lifecycle_transition_to_ia",
    "INTELLIGENT_TIERING": "lifecycle_transition_to_ia",
    "GLACIER_IR": "glacier_instant_put",
    "GLACIER": "glacier_flexible_put_or_transition",
    "DEEP_ARCHIVE": "deep_archive_put_or_transition",
}
_RETRIEVAL = {
    "STANDARD_IA": "standard_ia_retrieval",
    "GLACIER_IR": "glacier_instant_retrieval",
    "GLACIER": "glacier_flexible_retrieval_standard",
    "DEEP_ARCHIVE": "deep_archive_retrieval_standard",
}
_KEPT_DAYS = 730.0
"""How old data gets where no rule deletes it."""
_INFREQUENT = 0.5
"""Of the data in Intelligent-Tiering, what is in its infrequent tier."""
_RUNS = {"Daily": "rate(1 day)", "Weekly": "rate(7 days)"}

free(
    "part of the bucket",
    "aws:s3/accessPoint:AccessPoint",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:s3/bucketAbac:BucketAbac",
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
    *_LIFECYCLES,
    "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/objectCopy:ObjectCopy",
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
    "aws:s3/bucketLoggingV2:BucketLoggingV2",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
    "aws:s3/bucketRequestPaymentConfigurationV2:BucketRequestPaymentConfigurationV2",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
    "aws:s3control/accessPointPolicy:AccessPointPolicy",
)


@estimates(*BUCKETS)
def bucket(bill: Bill) -> None:
    """What is stored is as old as its lifecycle lets it get, as much of each age: so the rules say how much is in which class.

    Usage: `storage_gb` in all; `kept_days` where no rule deletes; `put_requests`, `get_requests`; `objects` and `infrequent_share` of
    Intelligent-Tiering; `retrieved_gb`, from the coldest class; `out_gb` to the internet.
    """
    rules = _lifecycle(bill)
    shares = rules.shares(bill.rate("kept_days", _KEPT_DAYS) if rules.classes else _KEPT_DAYS)
    stored = bill.usage("storage_gb")
    for class_, share in shares.items():
        _add_storage(bill, class_, stored * share)
    puts = bill.usage("put_requests") / 1000
    bill.add("PUT, COPY, POST, LIST requests", puts, "s3", "standard_put", by_usage=True)
    bill.add("GET and other requests", bill.usage("get_requests") / 1000, "s3", "standard_get", by_usage=True)
    for class_ in rules.classes:
        bill.add(f"transitions to {class_}", puts, "s3", _TRANSITION[class_], by_usage=True)
    if coldest := next((one for one in reversed(rules.classes) if one in _RETRIEVAL), ""):
        bill.add(f"retrieval from {coldest}", bill.usage("retrieved_gb"), "s3", _RETRIEVAL[coldest], by_usage=True)
    internet_out(bill, bill.usage("out_gb"))


@estimates("aws:s3/bucketReplicationConfig:BucketReplicationConfig")
def replication(bill: Bill) -> None:
    """The copies themselves are in their own bucket. Usage for each destination: `replicated_gb`, `replicated_objects` in the month."""
    gb, objects = bill.usage("replicated_gb"), bill.usage("replicated_objects") / 1000
    for rule in bill.values.items("rules"):
        if rule.text("status") != "Enabled":
            continue
        target = rule.text("destination.bucket").rpartition(":")[2]
        to_region(bill, gb, _region_of(bill, target), f"transfer to {target}")
        bill.add(f"copies to {target}", objects, "s3", "standard_put", by_usage=True)
        if rule.text("destination.replicationTime.status") == "Enabled":
            bill.add(f"replication time control to {target}", gb, "s3", "replication_time_control", by_usage=True)


@estimates("aws:s3/inventory:Inventory")
def inventory(bill: Bill) -> None:
    """Usage: `objects` in the bucket, each listed in every run."""
    listed = bill.usage("objects") * runs_each_month(_RUNS.get(bill.values.text("schedule.frequency"), ""))
    bill.add("objects listed", listed / 1_000_000, "s3", "inventory", by_usage=True)


@estimates("aws:s3/analyticsConfiguration:AnalyticsConfiguration")
def analytics(bill: Bill) -> None:
    """Usage: `objects` in the bucket."""
    bill.add("objects watched", bill.usage("objects") / 1_000_000, "s3", "analytics", by_usage=True)


@estimates("aws:s3/directoryBucket:DirectoryBucket")
def directory_bucket(bill: Bill) -> None:
    """Storage alone: nobody publishes its requests. Usage: `storage_gb`."""
    bill.add("storage", bill.usage("storage_gb"), "s3", "express_one_zone_storage", by_usage=True)


def _lifecycle(bill: Bill) -> Lifecycle:
    """Of the bucket's companion, or of the bucket itself."""
    companions = [one for type_ in _LIFECYCLES for one in bill.around.referring(bill.resource, type_, "bucket")]
    rules = [rule for one in companions for rule in Values(dict(one.inputs)).items("rules")]
    return read_lifecycle(rules or bill.values.items("lifecycleRules"), _TRANSITION)


def _add_storage(bill: Bill, class_: str, gb: float) -> None:
    if class_ == "INTELLIGENT_TIERING":
        infrequent = bill.rate("infrequent_share", _INFREQUENT)
        bill.add("Intelligent-Tiering, frequent", gb * (1 - infrequent), "s3", "intelligent_tiering_frequent", by_usage=True)
        bill.add("Intelligent-Tiering, infrequent", gb * infrequent, "s3", "intelligent_tiering_infrequent", by_usage=True)
        bill.add("Intelligent-Tiering, monitoring", bill.usage("objects") / 1000, "s3", "intelligent_tiering_monitoring", by_usage=True)
    elif class_ in _STORAGE:
        bill.add(f"storage {class_}", gb, "s3", _STORAGE[class_], by_usage=True)
    else:
        bill.tiers("storage STANDARD", gb, "s3", _STANDARD)


def _region_of(bill: Bill, name: str) -> str:
    """Where a bucket is, as far as the stack knows."""
    found = (one for one in bill.around.of_type(*BUCKETS) if name and name in (one.id, one.inputs.get("bucket")))
    return next((one.region for one in found), "")
