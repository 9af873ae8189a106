"""Athena: a workgroup that nobody can get around, the usual questions, and the roles that query."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.lakehouse.catalog import Catalog
from components.lakehouse.permissions import Permissions
from components.lakehouse.questions import answerable
from components.lakehouse.statements import (
    data_access,
    database_name,
    read_catalogue,
    read_objects,
    read_with_key,
    write_objects,
    write_with_key,
)
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, document, document_output, iam_path, pod_trust, role
from settings.lakehouse import Layer

SERVED: tuple[Layer, ...] = ("silver", "gold")
"""What engines beside Athena may read; bronze is raw, and for engineers."""


@dataclass(frozen=True)
class QueriesArgs:
    """What querying needs."""

    placement: Placement
    keys: Keys
    buckets: dict[str, SecureBucket]
    catalog: Catalog
    permissions: Permissions


class Queries(Component):
    """Ways to ask the lakehouse."""

    workgroup: aws.athena.Workgroup
    policy: aws.iam.Policy
    """For the roles of people: use the workgroup. Which tables they see, Lake Formation decides."""
    spectrum: aws.iam.Role
    """For Redshift: external schemas (Spectrum) over the served layers, through Lake Formation."""
    duckdb: aws.iam.Role
    """For the pods of the service account `duckdb` in the namespace `processing`: the served layers, directly from S3."""

    def __init__(self, name: str, args: QueriesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("lakehouse", name, opts)
        placement, key = args.placement, args.keys.arns["s3"]
        settings = placement.settings.lakehouse
        results = args.buckets["query-results"]
        self.workgroup = aws.athena.Workgroup(
            placement.label("athena"),
            name=placement.physical("lakehouse"),
            # Its saved queries and history go with it, where the stack may be taken down.
            force_destroy=not placement.settings.protect,
            configuration={
                "enforce_workgroup_configuration": True,
                "publish_cloudwatch_metrics_enabled": True,
                "bytes_scanned_cutoff_per_query": settings.query_scan_limit_gib * 1024**3,
                "engine_version": {"selected_engine_version": "Athena engine version 3"},
                "result_configuration": {
                    "output_location": f"s3://{results.bucket_name}/athena/",
                    "expected_bucket_owner": placement.account_id,
                    "encryption_configuration": {"encryption_option": "SSE_KMS", "kms_key_arn": key},
                },
            },
            opts=self.options(depends_on=[results]),
        )
        databases = {layer: database_name(placement, layer) for layer in args.catalog.databases}
        for layer, title, sql in answerable(settings.tables, databases):
            aws.athena.NamedQuery(
                placement.label(title),
                name=title,
                workgroup=self.workgroup.id,
                database=args.catalog.databases[layer].name,
                query=sql,
                opts=self.options(),
            )
        self.policy = aws.iam.Policy(
            placement.label("query"),
            path=iam_path(placement.stack),
            description=f"Query the lakehouse in {placement.region.name} through Athena",
            policy=document_output(*athena_statements(args)),
            opts=self.options(),
        )
        read = [read_with_key(key), read_catalogue(placement, SERVED), data_access()]
        self.spectrum = role(placement, placement.label("spectrum"), redshift_trust(placement), self.options(), read)
        self.duckdb = role(
            placement,
            placement.label("duckdb"),
            pod_trust(placement, placement.physical("eks"), "processing", "duckdb"),
            self.options(),
            [*read, *read_objects([args.buckets[layer] for layer in SERVED])],
        )
        for layer in SERVED:
            args.permissions.grant("spectrum", self.spectrum.arn, layer, "read")
            args.permissions.grant("duckdb", self.duckdb.arn, layer, "read")
        self.register_outputs({"workgroup": self.workgroup.name})


def athena_statements(args: QueriesArgs) -> list[Statement]:
    """Run queries in the workgroup, write and read their results, look at the catalogue."""
    placement = args.placement
    return [
        allow(
            [
                "athena:BatchGetNamedQuery",
                "athena:BatchGetQueryExecution",
                "athena:GetNamedQuery",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetQueryRuntimeStatistics",
                "athena:GetWorkGroup",
                "athena:ListNamedQueries",
                "athena:ListQueryExecutions",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
            ],
            [placement.arn("athena", f"workgroup/{placement.physical('lakehouse')}")],
        ),
        *write_objects([args.buckets["query-results"]]),
        write_with_key(args.keys.arns["s3"]),
        read_catalogue(placement, ("bronze", *SERVED)),
        data_access(),
    ]


def redshift_trust(placement: Placement) -> str:
    """Redshift sends the database user as external ID, no source account: users of this account's clusters and workgroups only.

    https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"]},
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {"sts:ExternalId": placement.arn("redshift", "dbuser:*")}},
        }
    )
