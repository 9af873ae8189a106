"""S3 and DynamoDB without NAT: gateway endpoints, which cost nothing, with policies that keep data in the account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.network.naming import name_tag
from components.network.vpc import Vpc
from components.placement import Placement
from components.security.policies import allow, document


@dataclass(frozen=True)
class GatewayEndpointsArgs:
    """What the gateway endpoints need."""

    placement: Placement
    vpc: Vpc
    route_table_ids: Sequence[pulumi.Input[str]]


class GatewayEndpoints(Component):
    """The endpoints of S3 and DynamoDB."""

    s3: aws.ec2.VpcEndpoint
    dynamodb: aws.ec2.VpcEndpoint

    def __init__(self, name: str, args: GatewayEndpointsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("network", name, opts)
        self.s3 = self._endpoint(args, "s3", s3_policy(args.placement))
        self.dynamodb = self._endpoint(args, "dynamodb", dynamodb_policy(args.placement))
        self.register_outputs({})

    def _endpoint(self, args: GatewayEndpointsArgs, service: str, policy: str) -> aws.ec2.VpcEndpoint:
        placement = args.placement
        return aws.ec2.VpcEndpoint(
            placement.label("endpoint", service),
            vpc_id=args.vpc.id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{placement.region.name}.{service}",
            route_table_ids=args.route_table_ids,
            policy=policy,
            tags=name_tag(placement, service),
            opts=self.options(),
        )


_ON_OBJECTS = (
    "s3:AbortMultipartUpload", "s3:DeleteObject*", "s3:GetObject*", "s3:ListMultipartUploadParts", "s3:PutObject*", "s3:RestoreObject",
)  # fmt: skip
_ON_BUCKETS = ("s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions")
_ON_TABLES = (
    "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem",
    "dynamodb:CreateTable", "dynamodb:UpdateTable",  # consumers of Kinesis make tables for their leases
)  # fmt: skip


def s3_policy(placement: Placement) -> str:
    """Read and write the stack's own objects, read what others must serve from S3, and nothing else.

    Data cannot leave for someone else's bucket this way, and no workload can change a bucket itself.
    """
    own = f"arn:aws:s3:::{placement.physical('*')}"
    others = [f"arn:aws:s3:::{bucket}/*" for bucket in _served_by_others(placement.region.name)]
    in_account = {"StringEquals": {"aws:ResourceAccount": placement.account_id}}
    return document(
        allow(_ON_OBJECTS, [f"{own}/*"], "OwnObjects", Principal="*", Condition=in_account),
        allow(_ON_BUCKETS, [own], "OwnBuckets", Principal="*", Condition=in_account),
        # These come by links that others have signed, or that need no signature, so no condition on the caller holds.
        allow(["s3:GetObject"], others, "ImagesAndPackages", Principal="*"),
    )


def _served_by_others(region: str) -> tuple[str, ...]:
    """Buckets of others that nodes read from; a registry sends clients inside AWS to S3, and so through this endpoint."""
    return (
        f"prod-{region}-starport-layer-bucket",  # layers of ECR images
        f"prod-registry-k8s-io-{region}",  # layers of registry.k8s.io
        "quayio-production-s3",  # layers of quay.io, in us-east-1
        f"al2023-repos-{region}-de612dc2",  # packages of Amazon Linux 2023
        f"repo.{region}.emr.amazonaws.com",  # packages of EMR
    )


def dynamodb_policy(placement: Placement) -> str:
    """Work with the account's tables in this region, under the account's own roles."""
    in_account = {"StringEquals": {"aws:PrincipalAccount": placement.account_id}}
    return document(allow(_ON_TABLES, [placement.arn("dynamodb", "table/*")], "OwnTables", Principal="*", Condition=in_account))
