"""The S3 lakehouse with its catalogue and query engine."""

from typing import Annotated, Literal

from pydantic import Field

from settings.cron import Cron
from settings.section import Days, LogDays, PositiveCount, RoleArn, Section, matches

Layer = Literal["bronze", "silver", "gold"]
DataBucket = Literal["bronze", "silver", "gold", "raw-events", "processed"]
_SIMPLE = r"(string|boolean|int|bigint|float|double|date|timestamp|binary|decimal\(\d{1,2},\d{1,2}\))"
Identifier = Annotated[str, matches(r"[a-z][a-z0-9_]*", "small letters, digits or _, with a letter first")]
ColumnType = Annotated[
    str,
    matches(
        rf"{_SIMPLE}|array<{_SIMPLE}>|map<{_SIMPLE},{_SIMPLE}>",
        "a column type: string, boolean, int, bigint, float, double, date, timestamp, binary, decimal(18,4),"
        " or an array<…> or map<…,…> of them",
    ),
]
"""An Athena type, such as `string`, `decimal(18,4)` or `map<string,string>`."""


class Tiering(Section):
    """When objects move to cheaper classes; days since creation, each later than the one before."""

    infrequent_access: Days | None = None
    glacier: Days | None = None
    deep_archive: Days | None = None
    intelligent: bool = False
    """Intelligent-Tiering from the first day, for data whose reads cannot be foreseen."""
    expire: Days | None = None


class IcebergTable(Section):
    """An Apache Iceberg table in the Glue catalogue.

    Columns and partitions shape the table when it is made. Afterwards its own metadata is the truth, which `ALTER TABLE` in
    Athena or Spark changes: Iceberg numbers its columns, and a new list of columns would number them anew.
    """

    layer: Layer
    columns: Annotated[dict[Identifier, ColumnType], Field(min_length=1)]
    partition_by: tuple[str, ...] = ()
    """Columns of the partition spec, in order (identity transform)."""
    snapshot_days: Days = 5
    """How long a snapshot can be read or rolled back to."""
    orphan_days: Days = 3
    """When files that no snapshot refers to are deleted."""


TIERING: dict[DataBucket, Tiering] = {
    "raw-events": Tiering(infrequent_access=30, glacier=90, deep_archive=365),
    "bronze": Tiering(infrequent_access=30, glacier=90, deep_archive=365),
    "processed": Tiering(infrequent_access=60, glacier=180),
    "silver": Tiering(infrequent_access=60, glacier=180),
    "gold": Tiering(intelligent=True),
}

TABLES = {
    "events": IcebergTable(
        layer="silver",
        columns={
            "event_id": "string",
            "user_id": "string",
            "event_type": "string",
            "occurred_at": "timestamp",
            "received_at": "timestamp",
            "event_date": "date",
            "region": "string",
            "properties": "map<string,string>",
        },
        partition_by=("event_date",),
    ),
    "sessions": IcebergTable(
        layer="silver",
        columns={
            "session_id": "string",
            "user_id": "string",
            "started_at": "timestamp",
            "ended_at": "timestamp",
            "event_count": "bigint",
            "session_date": "date",
        },
        partition_by=("session_date",),
    ),
    "attribution": IcebergTable(
        layer="gold",
        columns={
            "conversion_id": "string",
            "user_id": "string",
            "campaign_id": "string",
            "channel": "string",
            "weight": "double",
            "revenue": "decimal(18,4)",
            "conversion_date": "date",
        },
        partition_by=("conversion_date",),
    ),
    "campaign_performance": IcebergTable(
        layer="gold",
        columns={
            "campaign_id": "string",
            "channel": "string",
            "impressions": "bigint",
            "clicks": "bigint",
            "conversions": "bigint",
            "spend": "decimal(18,4)",
            "revenue": "decimal(18,4)",
            "performance_date": "date",
        },
        partition_by=("performance_date",),
    ),
}


CRAWLER_SCHEDULES: dict[Layer, str] = {"bronze": "cron(0 2 * * ? *)", "silver": "cron(0 3 * * ? *)"}


class Lakehouse(Section):
    """Buckets, catalogue, crawlers, permissions and queries."""

    tiering: dict[DataBucket, Tiering] = Field(default_factory=lambda: dict(TIERING))
    noncurrent_days: Days
    """How long an overwritten or deleted object can still be brought back."""
    backup_lock_days: Days
    """How long a backup cannot be deleted (S3 Object Lock)."""
    backup_lock_mode: Literal["GOVERNANCE", "COMPLIANCE"] = "COMPLIANCE"
    """COMPLIANCE binds even root; GOVERNANCE lets a role with `s3:BypassGovernanceRetention` take a rehearsal stack down."""
    access_log_days: Days = 90
    """How long S3 and load balancer access logs are kept."""
    query_result_days: Days = 14
    """How long Athena's results are kept."""
    inventory: bool = True
    """A weekly list of all objects, for audits and cost analysis."""
    replicate: bool = True
    """Copies raw, bronze, silver and gold to the `dr` region within 15 minutes (replication time control)."""
    tables: dict[Identifier, IcebergTable] = Field(default_factory=lambda: dict(TABLES))
    crawler_schedules: dict[Layer, Cron] = Field(default_factory=lambda: dict(CRAWLER_SCHEDULES))
    """Glue cron expressions, in UTC."""
    log_days: LogDays = 30
    """How long CloudWatch keeps the logs of the table optimizers."""
    engineers: tuple[RoleArn, ...] = ()
    """Roles of people who read and write every layer, by Lake Formation. They need the exported policy `query_policy_arn`, too."""
    analysts: tuple[RoleArn, ...] = ()
    """Roles of people who read the gold layer and nothing else, by Lake Formation. They need the exported policy, too."""
    query_scan_limit_gib: PositiveCount
    """Athena cancels a query that would scan more: the guard against a forgotten WHERE."""
    data_quality: bool = False
    """Glue Data Quality rulesets on the Iceberg tables."""
