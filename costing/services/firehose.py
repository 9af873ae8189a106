"""Data Firehose."""

import math

from costing.bill import Bill, Tier
from costing.estimators import estimates
from costing.price import PriceError
from costing.records import billed_gb
from inventory.values import Values

_STEP_KB = 5
_OBJECT_GB = 1 / 16
"""64 MiB, what AWS's calculator assumes."""
_INGEST: tuple[Tier, ...] = ((512_000, "ingest_first_500tb"), (2_048_000, "ingest_next_1_5pb"), (math.inf, "ingest_over_2pb"))
_DESTINATIONS = (
    "elasticsearchConfiguration",
    "extendedS3Configuration",
    "httpEndpointConfiguration",
    "icebergConfiguration",
    "opensearchConfiguration",
    "opensearchserverlessConfiguration",
    "redshiftConfiguration",
    "snowflakeConfiguration",
    "splunkConfiguration",
)


@estimates("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
def delivery_stream(bill: Bill) -> None:
    """Usage: `in_gb` in `records`; `objects` written where it partitions (of 64 MiB unless said) and `jq_hours` that it takes for that.

    What is taken in and converted is paid by whole 5 KB of each record, what is partitioned and delivered as it is.

    Data for Iceberg tables has a price of its own, without rounding.
    """
    if bill.values.has("mskSourceConfiguration"):
        raise PriceError("no price for reading from MSK")
    gb = bill.usage("in_gb")
    if bill.values.has("icebergConfiguration"):
        bill.add("data taken in for Iceberg tables", gb, "firehose", "iceberg_first_250tb", by_usage=True)
        return
    rounded = billed_gb(gb, bill.usage("records"), _STEP_KB)
    bill.tiers("data taken in", rounded, "firehose", _INGEST)
    s3 = bill.values.inner("extendedS3Configuration")
    if s3.has("dataFormatConversionConfiguration") and s3.flag("dataFormatConversionConfiguration.enabled", True):
        bill.add("format conversion", rounded, "firehose", "format_conversion", by_usage=True)
    if s3.flag("dynamicPartitioningConfiguration.enabled"):
        bill.add("dynamic partitioning", gb, "firehose", "dynamic_partitioning", by_usage=True)
        objects = bill.usage_or("objects", gb / _OBJECT_GB)
        bill.add("partitioned objects", objects / 1000, "firehose", "dynamic_partitioning_objects", by_usage=True)
        bill.add("queries for partition keys", bill.usage("jq_hours"), "firehose", "jq_processing_hour", by_usage=True)
    if zones := _zones(bill.values):
        bill.hours("delivery into a VPC, each zone", zones, "firehose", "vpc_delivery_az_hour")
        bill.add("data delivered into a VPC", gb, "firehose", "vpc_delivery_data", by_usage=True)


def _zones(values: Values) -> int:
    return sum(len(values.inner(f"{destination}.vpcConfig").texts("subnetIds")) for destination in _DESTINATIONS)
