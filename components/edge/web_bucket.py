"""Where the web application's files are."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.lakehouse.replication import CopyEnd, copy_rule, copy_statements
from components.placement import Placement
from components.region import RegionStack
from components.security.keys import WEB, distributions
from components.security.policies import Statement, allow, document_output, role, trust_without_source


@dataclass(frozen=True)
class WebBucketsArgs:
    """Which regions have one."""

    regions: dict[str, RegionStack]
    """The primary, and the dr region if there is one."""
    providers: Mapping[str, aws.Provider]


class WebBuckets(Component):
    """One in the primary and one in the dr region, each copied to the other: a release may be put into either."""

    by_region: dict[str, SecureBucket]

    def __init__(self, name: str, args: WebBucketsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        self.by_region = {region: self._bucket(stack) for region, stack in args.regions.items()}
        for source in args.regions:
            for target in args.regions:
                if source != target:
                    self._copy(source, target)
        self.register_outputs({region: bucket.name for region, bucket in self.by_region.items()})

    def _bucket(self, region: RegionStack) -> SecureBucket:
        placement = region.placement
        made = SecureBucketArgs(
            placement=placement,
            purpose=WEB,
            key_arn=region.keys.arns["s3"],
            access_logs=region.logs.access_logs.bucket_name,
            noncurrent_days=placement.settings.lakehouse.noncurrent_days,
            statements=_cloudfront_reads(placement),
        )
        opts = self.options(providers={"aws": self._args.providers[placement.region.name]}, depends_on=[region.logs.access_logs])
        return SecureBucket(placement.label(WEB), made, opts)

    def _copy(self, source: str, target: str) -> None:
        here, there = self._args.regions[source], self._args.regions[target]
        bucket, copy = self.by_region[source], self.by_region[target]
        ends = (
            CopyEnd(here.placement, here.keys.arns["s3"], [bucket.bucket_arn]),
            CopyEnd(there.placement, there.keys.arns["s3"], [copy.bucket_arn]),
        )
        name, opts = here.placement.label("web-copy"), self.options(provider=self._args.providers[source])
        # As for the lakehouse's copies, S3 documents no source account or ARN.
        copier = role(here.placement, name, trust_without_source("s3.amazonaws.com"), opts)
        allowed = aws.iam.RolePolicy(
            name, role=copier.name, policy=document_output(*copy_statements(*ends)), opts=pulumi.ResourceOptions(parent=copier)
        )
        aws.s3.BucketReplicationConfig(
            here.placement.label(WEB),
            bucket=bucket.name,
            role=copier.arn,
            rules=[copy_rule(copy, there.keys.arns["s3"])],
            opts=self.options(provider=self._args.providers[source], depends_on=[bucket.versioning, copy, allowed]),
        )


def _cloudfront_reads(placement: Placement) -> list[Statement]:
    """With the right to list, S3 says of what is missing that it is missing, and not that it is forbidden."""
    bucket = f"arn:aws:s3:::{placement.bucket(WEB)}"
    signed = {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"ArnLike": {"aws:SourceArn": distributions(placement)}},
    }
    return [
        allow(["s3:GetObject"], [f"{bucket}/*"], "CloudFrontReads", **signed),
        allow(["s3:ListBucket"], [bucket], "CloudFrontLooks", **signed),
    ]
