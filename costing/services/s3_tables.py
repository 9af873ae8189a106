"""S3 Tables: managed Iceberg tables."""

import math

from costing.bill import Bill
from costing.estimators import estimates, free

_STORAGE = ((51_200, "storage_first_50tb"), (512_000, "storage_next_450tb"), (math.inf, "storage_over_500tb"))

free(
    "the tables in it are paid",
    "aws:s3tables/namespace:Namespace",
    "aws:s3tables/tableBucket:TableBucket",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy",
    "aws:s3tables/tablePolicy:TablePolicy",
)


@estimates("aws:s3tables/table:Table")
def table(bill: Bill) -> None:
    """Usage: `storage_gb`, `objects`, `put_requests`, `get_requests`, `compacted_objects`, `compacted_gb`."""
    bill.tiers("storage", bill.usage("storage_gb"), "s3_tables", _STORAGE)
    bill.add("monitoring", bill.usage("objects") / 1000, "s3_tables", "monitoring", by_usage=True)
    bill.add("PUT, POST, LIST requests", bill.usage("put_requests") / 1000, "s3_tables", "put", by_usage=True)
    bill.add("GET and other requests", bill.usage("get_requests") / 1000, "s3_tables", "get", by_usage=True)
    bill.add("objects compacted", bill.usage("compacted_objects") / 1000, "s3_tables", "compaction_objects", by_usage=True)
    bill.add("data compacted", bill.usage("compacted_gb"), "s3_tables", "compaction_data", by_usage=True)
