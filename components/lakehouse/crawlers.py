"""Crawlers: each night they bring the catalogue up to what writers without a catalogue have left in a layer."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.catalog import Catalog
from components.lakehouse.permissions import Permissions
from components.lakehouse.statements import catalogue, read_catalogue, read_objects, write_with_key
from components.lakehouse.tables import TABLES_PREFIX
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, deny, role, trust
from settings.lakehouse import Layer

_CONFIGURATION = {
    "Version": 1.0,
    # bucket/table/partition=…: the folder at the second level is the table, whatever lies in it.
    "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas", "TableLevelConfiguration": 2},
    "CrawlerOutput": {"Partitions": {"AddOrUpdateBehavior": "InheritFromTable"}},
    "CreatePartitionIndex": True,
}


@dataclass(frozen=True)
class CrawlersArgs:
    """What the crawlers need."""

    placement: Placement
    keys: Keys
    buckets: dict[str, SecureBucket]
    catalog: Catalog
    permissions: Permissions


class Crawlers(Component):
    """One crawler for each layer that the settings give a schedule.

    Iceberg tables keep the catalogue up to date themselves. The crawlers leave out their folder, and their roles are forbidden
    to touch them: a crawler would take their data files for tables of its own.
    """

    by_layer: dict[Layer, aws.glue.Crawler]

    def __init__(self, name: str, args: CrawlersArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        schedules = args.placement.settings.lakehouse.crawler_schedules
        self.by_layer = {layer: self._crawler(args, layer, schedule) for layer, schedule in schedules.items()}
        self.register_outputs({layer: crawler.name for layer, crawler in self.by_layer.items()})

    def _crawler(self, args: CrawlersArgs, layer: Layer, schedule: str) -> aws.glue.Crawler:
        name = args.placement.label("crawler", layer)
        access = role(args.placement, name, trust(args.placement, "glue.amazonaws.com"), self.options(), crawler_statements(args, layer))
        granted = args.permissions.grant("crawler", access.arn, layer, "crawl")
        return aws.glue.Crawler(
            name,
            role=access.arn,
            database_name=args.catalog.databases[layer].name,
            schedule=schedule,
            s3_targets=[
                {
                    "path": f"s3://{args.buckets[layer].bucket_name}/",
                    "exclusions": [f"{TABLES_PREFIX}**", "errors/**"],  # what Firehose could not convert is no table
                    # A few files of each folder show its schema; reading all of them would cost more every night.
                    "sample_size": 10,
                }
            ],
            schema_change_policy={"update_behavior": "UPDATE_IN_DATABASE", "delete_behavior": "DELETE_FROM_DATABASE"},
            # Only a whole crawl notices what is gone.
            recrawl_policy={"recrawl_behavior": "CRAWL_EVERYTHING"},
            configuration=json.dumps(_CONFIGURATION),
            security_configuration=args.catalog.security_configuration.name,
            opts=self.options(depends_on=[args.buckets[layer], *granted]),
        )


def crawler_statements(args: CrawlersArgs, layer: Layer) -> list[Statement]:
    """Read the layer's bucket, keep its database, write logs."""
    placement = args.placement
    iceberg = [name for name, table in placement.settings.lakehouse.tables.items() if table.layer == layer]
    mine = [arn for name in iceberg for arn in catalogue(placement, [layer], name) if ":table/" in arn]
    logs = placement.arn("logs", "log-group:/aws-glue/crawlers*")
    return [
        *read_objects([args.buckets[layer]]),
        write_with_key(args.keys.arns["s3"]),
        read_catalogue(placement, [layer]),
        allow(
            [
                "glue:BatchCreatePartition",
                "glue:BatchDeletePartition",
                "glue:BatchDeleteTable",
                "glue:BatchUpdatePartition",
                "glue:CreatePartition",
                "glue:CreatePartitionIndex",
                "glue:CreateTable",
                "glue:DeletePartition",
                "glue:DeleteTable",
                "glue:GetPartitionIndexes",
                "glue:UpdateDatabase",
                "glue:UpdatePartition",
                "glue:UpdateTable",
            ],
            catalogue(placement, [layer]),
        ),
        *([deny(["glue:BatchDeleteTable", "glue:DeleteTable", "glue:UpdateTable"], mine, "IcebergKeepsItself")] if mine else []),
        # Glue has no ARN for a security configuration.
        allow(["glue:GetSecurityConfiguration"], ["*"]),
        allow(["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], [logs, f"{logs}:*"]),
    ]
