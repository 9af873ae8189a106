"""Iceberg tables, and Glue's optimizers that keep them small and fast."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.catalog import Catalog
from components.lakehouse.iceberg import iceberg_partitions, iceberg_schema
from components.lakehouse.permissions import Permissions
from components.lakehouse.statements import catalogue, data_access, write_objects, write_with_key
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, document_output, role, trust
from settings.lakehouse import IcebergTable, Layer

TABLES_PREFIX = "tables/"
"""Where Iceberg tables lie in their layer's bucket; crawlers leave it out."""

# Optimizer → the log group that Glue writes to, under a name that cannot be chosen.
_LOG_GROUPS = {
    "compaction": "/aws-glue/iceberg-compaction/logs",
    "retention": "/aws-glue/iceberg-retention/logs",
    "orphan_file_deletion": "/aws-glue/iceberg-orphan-file-deletion/logs",
}

# AWS and the engines write these with every commit; the program must not put them back. See IcebergTable in the settings.
_OWNED_BY_ENGINES = ("openTableFormatInput", "owner", "parameters", "partitionKeys", "retention", "storageDescriptor")


@dataclass(frozen=True)
class TablesArgs:
    """What the tables need."""

    placement: Placement
    keys: Keys
    buckets: dict[str, SecureBucket]
    catalog: Catalog
    permissions: Permissions


class Tables(Component):
    """The tables of the settings, each with the optimizers compaction, snapshot retention and orphan file deletion."""

    by_name: dict[str, aws.glue.CatalogTable]

    def __init__(self, name: str, args: TablesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        settings = args.placement.settings.lakehouse
        self.by_name = {table: self._table(args, table, made) for table, made in settings.tables.items()}
        if settings.tables:
            self._optimizers(args)
        self.register_outputs({table: made.name for table, made in self.by_name.items()})

    def _table(self, args: TablesArgs, name: str, table: IcebergTable) -> aws.glue.CatalogTable:
        bucket = args.buckets[table.layer]
        return aws.glue.CatalogTable(
            args.placement.label(name),
            name=name,
            database_name=args.catalog.databases[table.layer].name,
            table_type="EXTERNAL_TABLE",
            open_table_format_input={
                "iceberg_input": {
                    "metadata_operation": "CREATE",
                    "version": "2",
                    "iceberg_table_input": {
                        "location": f"s3://{bucket.bucket_name}/{TABLES_PREFIX}{name}",
                        "schema": iceberg_schema(table),
                        "partition_spec": iceberg_partitions(table),
                        "properties": {"write.format.default": "parquet", "write.parquet.compression-codec": "zstd"},
                    },
                }
            },
            opts=self.options(
                depends_on=[bucket, args.permissions.locations[table.layer]],
                ignore_changes=list(_OWNED_BY_ENGINES),
                **args.placement.stateful(),
            ),
        )

    def _optimizers(self, args: TablesArgs) -> None:
        placement = args.placement
        settings = placement.settings.lakehouse
        logs = [
            aws.cloudwatch.LogGroup(
                placement.label("optimizer", kind),
                name=group,
                retention_in_days=settings.log_days,
                kms_key_id=args.keys.arns["logs"],
                opts=self.options(),
            )
            for kind, group in _LOG_GROUPS.items()
        ]
        optimizer = role(placement, placement.label("optimizer"), trust(placement, "glue.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            placement.label("optimizer"),
            role=optimizer.name,
            policy=document_output(*optimizer_statements(args)),
            opts=pulumi.ResourceOptions(parent=optimizer),
        )
        # Glue tries the role out when an optimizer is made.
        ready = {
            layer: [allowed, *logs, *args.permissions.grant("optimizer", optimizer.arn, layer, "maintain")] for layer in _layers(placement)
        }
        for table, made in settings.tables.items():
            for kind, configuration in optimizers(made).items():
                aws.glue.CatalogTableOptimizer(
                    placement.label(table, kind),
                    catalog_id=placement.account_id,
                    database_name=args.catalog.databases[made.layer].name,
                    table_name=self.by_name[table].name,
                    type=kind,
                    configuration={"enabled": True, "role_arn": optimizer.arn, **configuration},
                    opts=self.options(depends_on=ready[made.layer]),
                )


def optimizers(table: IcebergTable) -> dict[str, dict[str, Any]]:
    """What each optimizer of a table is told, beside its role."""
    retention = {"snapshot_retention_period_in_days": table.snapshot_days, "number_of_snapshots_to_retain": 1, "clean_expired_files": True}
    orphans = {"orphan_file_retention_period_in_days": table.orphan_days}
    return {
        "compaction": {},
        "retention": {"retention_configuration": {"iceberg_configuration": retention}},
        "orphan_file_deletion": {"orphan_file_deletion_configuration": {"iceberg_configuration": orphans}},
    }


def optimizer_statements(args: TablesArgs) -> list[Statement]:
    """Rewrite the files of the tables and say so in the catalogue.

    https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html
    """
    placement = args.placement
    layers = _layers(placement)
    logs = [placement.arn("logs", f"log-group:{group}:*") for group in _LOG_GROUPS.values()]
    return [
        *write_objects([args.buckets[layer] for layer in layers], TABLES_PREFIX),
        write_with_key(args.keys.arns["s3"]),
        allow(["glue:GetTable", "glue:UpdateTable"], catalogue(placement, layers)),
        data_access(),
        allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], logs),
    ]


def _layers(placement: Placement) -> list[Layer]:
    """The layers that have Iceberg tables."""
    return sorted({table.layer for table in placement.settings.lakehouse.tables.values()})
