"""The lakehouse of one region: buckets, catalogue, permissions, tables, crawlers, queries."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.buckets import Buckets, BucketsArgs
from components.lakehouse.catalog import Catalog, CatalogArgs
from components.lakehouse.crawlers import Crawlers, CrawlersArgs
from components.lakehouse.data_quality import DataQuality, DataQualityArgs
from components.lakehouse.permissions import Permissions, PermissionsArgs
from components.lakehouse.queries import Queries, QueriesArgs
from components.lakehouse.tables import Tables, TablesArgs
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from settings.lakehouse import Layer


@dataclass(frozen=True)
class LakehouseArgs:
    """What the lakehouse needs."""

    placement: Placement
    keys: Keys
    logs: LogArchive


class Lakehouse(Component):
    """Where events end up and are asked about: bronze as they came, silver cleaned, gold as people use them."""

    buckets: dict[str, SecureBucket]
    databases: dict[Layer, aws.glue.CatalogDatabase]
    permissions: Permissions
    """Who fills or reads tables asks here: `permissions.grant(...)`."""
    tables: dict[str, aws.glue.CatalogTable]
    queries: Queries
    workgroup: aws.athena.Workgroup

    def __init__(self, name: str, args: LakehouseArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement, keys = args.placement, args.keys
        label = placement.label
        self.buckets = Buckets(label("buckets"), BucketsArgs(placement, keys, args.logs), self.options()).by_purpose
        catalog = Catalog(label("catalog"), CatalogArgs(placement, keys, self.buckets), self.options())
        self.databases = catalog.databases
        self.permissions = Permissions(label("permissions"), PermissionsArgs(placement, keys, self.buckets, catalog), self.options())
        parts = (placement, keys, self.buckets, catalog, self.permissions)
        tables = Tables(label("tables"), TablesArgs(*parts), self.options())
        self.tables = tables.by_name
        Crawlers(label("crawlers"), CrawlersArgs(*parts), self.options())
        self.queries = Queries(label("queries"), QueriesArgs(*parts), self.options())
        self.workgroup = self.queries.workgroup
        if placement.settings.lakehouse.data_quality:
            DataQuality(label("data-quality"), DataQualityArgs(placement, catalog, tables), self.options())
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        return {
            "buckets": {purpose: bucket.name for purpose, bucket in self.buckets.items()},
            "databases": {layer: database.name for layer, database in self.databases.items()},
            "workgroup": self.workgroup.name,
            "query_policy_arn": self.queries.policy.arn,
            "spectrum_role_arn": self.queries.spectrum.arn,
            "duckdb_role_arn": self.queries.duckdb.arn,
        }
