"""Rules that Glue checks each Iceberg table by, on demand or from a pipeline."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.catalog import Catalog
from components.lakehouse.tables import Tables
from components.placement import Placement
from settings.lakehouse import IcebergTable


@dataclass(frozen=True)
class DataQualityArgs:
    """What the rulesets need."""

    placement: Placement
    catalog: Catalog
    tables: Tables


class DataQuality(Component):
    """A ruleset for each table."""

    def __init__(self, name: str, args: DataQualityArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement = args.placement
        for table, settings in placement.settings.lakehouse.tables.items():
            aws.glue.DataQualityRuleset(
                placement.label("quality", table),
                description=f"What every load of {table} must hold",
                ruleset=ruleset(settings),
                target_table={"database_name": args.catalog.databases[settings.layer].name, "table_name": args.tables.by_name[table].name},
                opts=self.options(),
            )
        self.register_outputs({})


def ruleset(table: IcebergTable) -> str:
    """Rules in DQDL: rows are there, with all columns; the first column, which names the row, and the partitions are never empty.

    https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
    """
    filled = dict.fromkeys((next(iter(table.columns)), *table.partition_by))
    rules = ["RowCount > 0", *(f'ColumnExists "{column}"' for column in table.columns), *(f'IsComplete "{column}"' for column in filled)]
    return "Rules = [\n" + ",\n".join(f"    {rule}" for rule in rules) + "\n]"
