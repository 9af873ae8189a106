"""The Glue Data Catalog of a region: who administers it, how it is encrypted, a database per layer."""

from dataclasses import dataclass
from typing import get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.statements import database_name
from components.placement import Placement
from components.security.keys import Keys
from settings.lakehouse import Layer


@dataclass(frozen=True)
class CatalogArgs:
    """What the catalogue needs."""

    placement: Placement
    keys: Keys
    buckets: dict[str, SecureBucket]


class Catalog(Component):
    """Settings that an account has once per region, and the databases made under them.

    Lake Formation decides who may use a table. AWS switches that off for a new database and table by granting everything on
    it to everyone whom IAM lets in (`IAM_ALLOWED_PRINCIPALS`), unless its settings say otherwise first: so these come before
    the databases, and at teardown go last, when every grant has been revoked by an administrator.
    """

    settings: aws.lakeformation.DataLakeSettings
    databases: dict[Layer, aws.glue.CatalogDatabase]
    security_configuration: aws.glue.SecurityConfiguration
    """How crawlers and jobs encrypt what they write."""

    def __init__(self, name: str, args: CatalogArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement, key = args.placement, args.keys.arns["s3"]
        self.settings = aws.lakeformation.DataLakeSettings(
            name,
            admins=administrators(placement),
            # Left out, these would be cleared too; written down, because everything hangs on them.
            create_database_default_permissions=[],
            create_table_default_permissions=[],
            # Spark and DuckDB get credentials for a table only where they may read all of it: they filter no rows or columns.
            allow_full_table_external_data_access=True,
            opts=self.options(),
        )
        encryption = aws.glue.DataCatalogEncryptionSettings(
            name,
            data_catalog_encryption_settings={
                "encryption_at_rest": {"catalog_encryption_mode": "SSE-KMS", "sse_aws_kms_key_id": key},
                "connection_password_encryption": {"return_connection_password_encrypted": True, "aws_kms_key_id": key},
            },
            opts=self.options(),
        )
        self.security_configuration = aws.glue.SecurityConfiguration(
            name,
            encryption_configuration={
                "cloudwatch_encryption": {"cloudwatch_encryption_mode": "SSE-KMS", "kms_key_arn": args.keys.arns["logs"]},
                "job_bookmarks_encryption": {"job_bookmarks_encryption_mode": "CSE-KMS", "kms_key_arn": key},
                "s3_encryption": {"s3_encryption_mode": "SSE-KMS", "kms_key_arn": key},
            },
            opts=self.options(),
        )
        self.databases = {
            layer: aws.glue.CatalogDatabase(
                placement.label(layer),
                name=database_name(placement, layer),
                location_uri=f"s3://{args.buckets[layer].bucket_name}/",
                opts=self.options(depends_on=[self.settings, encryption, args.buckets[layer]], **placement.stateful()),
            )
            for layer in get_args(Layer)
        }
        self.register_outputs({"databases": {layer: database.name for layer, database in self.databases.items()}})


def administrators(placement: Placement) -> list[str]:
    """Who may grant: the roles of the settings, and the workflow's deploy role, or the next deployment could grant nothing."""
    security = placement.settings.security
    deployment = [f"arn:aws:iam::{placement.account_id}:role/{placement.physical('deploy')}"] if security.github else []
    return sorted({*security.administrators, *deployment})
