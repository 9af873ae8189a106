"""IAM statements for what works on the lakehouse: its objects, their key, the catalogue."""

from collections.abc import Iterable, Sequence

import pulumi

from components.lakehouse.bucket import SecureBucket
from components.placement import Placement
from components.security.policies import Statement, allow
from settings.lakehouse import Layer


def database_name(placement: Placement, layer: Layer) -> str:
    """The Glue database of a layer; Athena wants underscores."""
    return placement.physical(layer).replace("-", "_")


def read_objects(buckets: Sequence[SecureBucket], prefix: str = "") -> list[Statement]:
    """List the buckets and read what is below the prefix."""
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], [bucket.bucket_arn for bucket in buckets]),
        allow(["s3:GetObject"], [f"{bucket.bucket_arn}/{prefix}*" for bucket in buckets]),
    ]


def write_objects(buckets: Sequence[SecureBucket], prefix: str = "") -> list[Statement]:
    """List the buckets; read, write and delete what is below the prefix."""
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [bucket.bucket_arn for bucket in buckets]),
        allow(
            ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            [f"{bucket.bucket_arn}/{prefix}*" for bucket in buckets],
        ),
    ]


def read_with_key(key_arn: pulumi.Input[str]) -> Statement:
    """Decrypt objects and catalogue entries."""
    return allow(["kms:Decrypt", "kms:DescribeKey"], [key_arn])


def write_with_key(key_arn: pulumi.Input[str]) -> Statement:
    """Decrypt and encrypt objects and catalogue entries."""
    return allow(["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"], [key_arn])


def catalogue(placement: Placement, layers: Iterable[Layer], tables: str = "*") -> list[str]:
    """ARNs of the catalogue, the layers' databases and their tables: Glue asks for all three on every call."""
    names = [database_name(placement, layer) for layer in layers]
    databases = [placement.arn("glue", f"database/{name}") for name in names]
    return [placement.arn("glue", "catalog"), *databases, *(placement.arn("glue", f"table/{name}/{tables}") for name in names)]


def read_catalogue(placement: Placement, layers: Iterable[Layer]) -> Statement:
    """Look at databases, tables and partitions; what of them, Lake Formation decides."""
    return allow(
        [
            "glue:BatchGetPartition",
            "glue:GetDatabase",
            "glue:GetDatabases",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:GetTable",
            "glue:GetTables",
        ],
        catalogue(placement, layers),
    )


def data_access() -> Statement:
    """Ask Lake Formation for credentials to the data of a table. The action knows no resources: Lake Formation's grants are the limit."""
    return allow(["lakeformation:GetDataAccess"], ["*"])
