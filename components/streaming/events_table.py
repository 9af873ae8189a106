"""The table `events` of bronze, whose columns Firehose converts events by."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.lakehouse.lakehouse import Lakehouse
from components.placement import Placement

EVENTS_PREFIX = "events/"
"""Where the files are in the bucket: the folder of the table's name, in which the crawler looks for its partitions."""

COLUMNS = {
    "event_id": "string",
    "user_id": "string",
    "event_type": "string",
    "occurred_at": "timestamp",
    "received_at": "timestamp",
    "region": "string",
    "properties": "map<string,string>",
}
"""What the validator writes (`functions/event_validator/validator.py`), without the day, which is the partition."""

_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"

# What the crawler keeps up to date each night.
_OWNED_BY_CRAWLER = ("parameters", "storageDescriptor.parameters")


def events_table(placement: Placement, lakehouse: Lakehouse, opts: pulumi.ResourceOptions) -> aws.glue.CatalogTable:
    """Athena works out the partitions from the days (partition projection), so that an event can be queried as soon as it is there."""
    location = f"s3://{lakehouse.buckets['bronze'].bucket_name}/{EVENTS_PREFIX}"
    return aws.glue.CatalogTable(
        placement.label("bronze-events"),
        name="events",
        database_name=lakehouse.databases["bronze"].name,
        description="Validated events as they came, by the day they happened",
        table_type="EXTERNAL_TABLE",
        partition_keys=[{"name": "event_date", "type": "date"}],
        parameters={
            "EXTERNAL": "TRUE",
            "classification": "parquet",
            "projection.enabled": "true",
            "projection.event_date.type": "date",
            "projection.event_date.format": "yyyy-MM-dd",
            "projection.event_date.range": "NOW-10YEARS,NOW+1DAYS",
        },
        storage_descriptor=_storage(location),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=list(_OWNED_BY_CRAWLER))),
    )


def _storage(location: str) -> dict[str, Any]:
    return {
        "location": location,
        "input_format": f"{_PARQUET}.MapredParquetInputFormat",
        "output_format": f"{_PARQUET}.MapredParquetOutputFormat",
        "ser_de_info": {"serialization_library": f"{_PARQUET}.serde.ParquetHiveSerDe", "parameters": {"serialization.format": "1"}},
        "columns": [{"name": name, "type": kind} for name, kind in COLUMNS.items()],
    }
