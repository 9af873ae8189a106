"""What a Spark job may do, on a cluster as on EMR Serverless."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.lakehouse.lakehouse import Lakehouse
from components.lakehouse.statements import (
    catalogue,
    data_access,
    read_catalogue,
    read_objects,
    read_with_key,
    write_objects,
    write_with_key,
)
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.policies import Statement, allow
from settings.compute import Emr
from settings.lakehouse import Layer

LOG_PREFIX = "emr/"
"""Where logs of jobs go in the bucket `logs`."""

_READS: tuple[Layer, ...] = ("bronze", "silver", "gold")
_WRITES: tuple[Layer, ...] = ("silver", "gold")


@dataclass(frozen=True)
class SparkArgs:
    """What Spark needs, wherever it runs."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    lakehouse: Lakehouse
    settings: Emr


def job_statements(args: SparkArgs) -> list[Statement]:
    """Read everything, write what is derived: silver, gold and the working area; code comes from `artifacts`."""
    buckets, keys, placement = args.lakehouse.buckets, args.keys.arns, args.placement
    return [
        *read_objects([buckets["artifacts"]], "emr/"),
        *read_objects([buckets[name] for name in ("raw-events", "bronze")]),
        *write_objects([buckets[name] for name in ("silver", "gold", "processed")]),
        write_with_key(keys["s3"]),
        read_catalogue(placement, _READS),
        allow(
            ["glue:BatchCreatePartition", "glue:BatchUpdatePartition", "glue:CreateTable", "glue:UpdateTable"],
            catalogue(placement, _WRITES),
        ),
        data_access(),
        *write_objects([args.logs.logs], LOG_PREFIX),
        allow(["kms:GenerateDataKey"], [keys["logs"]]),
        read_with_key(keys["logs"]),
    ]


def grant_layers(args: SparkArgs, name: str, job: aws.iam.Role) -> list[pulumi.Resource]:
    """Lake Formation's side of it."""
    grants = args.lakehouse.permissions.grant(name, job.arn, "bronze", "read")
    for layer in _WRITES:
        grants += args.lakehouse.permissions.grant(name, job.arn, layer, "write")
    return grants
