"""Who did what in the account, in all regions: CloudTrail."""

from dataclasses import dataclass
from typing import get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.bucket import SecureBucket
from components.placement import Placement
from components.security.keys import Keys, trail_arn
from components.security.policies import allow, role, trust_without_source
from settings.lakehouse import DataBucket


@dataclass(frozen=True)
class AuditTrailArgs:
    """What the trail needs."""

    placement: Placement
    keys: Keys
    bucket: SecureBucket
    """The audit bucket, whose policy trusts this trail."""


class AuditTrail(Component):
    """One trail for the account: every management call, every access to lakehouse objects, and what is unusual among them."""

    log_group: aws.cloudwatch.LogGroup
    """The newest events, for searching and for metric filters; the audit bucket keeps them all."""

    def __init__(self, name: str, args: AuditTrailArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement, key = args.placement, args.keys.arns["logs"]
        self.log_group = aws.cloudwatch.LogGroup(
            name, retention_in_days=placement.settings.security.audit_search_days, kms_key_id=key, opts=self.options()
        )
        streams = pulumi.Output.concat(self.log_group.arn, f":log-stream:{placement.account_id}_CloudTrail_*")
        writer = role(
            placement,
            placement.label("trail-logs"),
            # CloudTrail documents no source account for this role.
            trust_without_source("cloudtrail.amazonaws.com"),
            self.options(),
            [allow(["logs:CreateLogStream", "logs:PutLogEvents"], [streams])],
        )
        aws.cloudtrail.Trail(
            name,
            name=trail_arn(placement).rpartition("/")[2],
            s3_bucket_name=args.bucket.name,
            kms_key_id=key,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_logging=True,
            enable_log_file_validation=True,
            cloud_watch_logs_group_arn=pulumi.Output.concat(self.log_group.arn, ":*"),
            cloud_watch_logs_role_arn=writer.arn,
            advanced_event_selectors=[_MANAGEMENT, _objects(placement)],
            insight_selectors=[{"insight_type": "ApiCallRateInsight"}, {"insight_type": "ApiErrorRateInsight"}],
            opts=self.options(depends_on=[args.bucket, writer]),
        )
        self.register_outputs({})


_MANAGEMENT = {"name": "Management calls", "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}]}


def _objects(placement: Placement) -> dict[str, object]:
    """Data events of the lakehouse's buckets in every region; not of log buckets, where each delivery would log itself."""
    buckets = sorted(f"arn:aws:s3:::{placement.physical(bucket)}-" for bucket in get_args(DataBucket))
    return {
        "name": "Lakehouse objects",
        "field_selectors": [
            {"field": "eventCategory", "equals": ["Data"]},
            {"field": "resources.type", "equals": ["AWS::S3::Object"]},
            {"field": "resources.ARN", "starts_withs": buckets},
        ],
    }
