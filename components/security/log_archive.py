"""The region's log buckets: who accessed what, what happened in the network and to resources, who did what."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.lakehouse.bucket import SecureBucket, SecureBucketArgs
from components.placement import Placement
from components.security.keys import Keys, trail_arn
from components.security.policies import Statement, service_may
from settings.lakehouse import Tiering

INVENTORY_PREFIX = "inventory"
"""Where S3 inventory reports go in the bucket `logs`."""


FLOW_LOGS = "vpc-flow-logs"
"""Where VPC flow logs go in the bucket `logs`: `<prefix>/AWSLogs/aws-account-id=<account>/aws-service=vpcflowlogs/…/hour=<hour>/`."""


@dataclass(frozen=True)
class LogArchiveArgs:
    """What the log buckets need."""

    placement: Placement
    keys: Keys


class LogArchive(Component):
    """Buckets that AWS services write logs to, each under its own condition on this account."""

    access_logs: SecureBucket
    """S3 server access logs (below the source bucket's name) and load balancer logs (below `AWSLogs/`)."""
    logs: SecureBucket
    """VPC flow logs (below `vpc-flow-logs/`), DNS queries and AWS Config (below `AWSLogs/`), S3 inventory reports (below `inventory/`)."""
    audit: SecureBucket | None
    """CloudTrail of all regions, under Object Lock; only in the primary region."""

    def __init__(self, name: str, args: LogArchiveArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement, key = args.placement, args.keys.arns["logs"]
        settings = placement.settings
        common: dict[str, Any] = {"placement": placement, "noncurrent_days": settings.lakehouse.noncurrent_days}
        self.access_logs = SecureBucket(
            placement.label("access-logs"),
            SecureBucketArgs(
                purpose="access-logs",
                key_arn=None,
                access_logs=None,
                tiering=Tiering(expire=settings.lakehouse.access_log_days),
                statements=access_log_statements(placement, _arn(placement, "access-logs")),
                **common,
            ),
            self.options(),
        )
        logged = self.options(depends_on=[self.access_logs])
        self.logs = SecureBucket(
            placement.label("logs"),
            SecureBucketArgs(
                purpose="logs",
                key_arn=key,
                access_logs=self.access_logs.bucket_name,
                tiering=Tiering(expire=settings.network.flow_log_days),
                statements=log_statements(placement, _arn(placement, "logs")),
                **common,
            ),
            logged,
        )
        self.audit = None
        if placement.is_primary:
            days = settings.security.audit_lock_days
            self.audit = SecureBucket(
                placement.label("audit"),
                SecureBucketArgs(
                    purpose="audit",
                    key_arn=key,
                    access_logs=self.access_logs.bucket_name,
                    tiering=Tiering(expire=days),
                    lock_days=days,
                    lock_mode=settings.security.audit_lock_mode,
                    statements=audit_statements(placement, _arn(placement, "audit")),
                    **common,
                ),
                logged,
            )
        self.register_outputs({"access_logs": self.access_logs.name, "logs": self.logs.name})


def _arn(placement: Placement, purpose: str) -> str:
    return f"arn:aws:s3:::{placement.bucket(purpose)}"


def access_log_statements(placement: Placement, bucket: str) -> list[Statement]:
    """S3 writes server access logs; load balancers write theirs, the application ones under ELB's name, the network ones under Logs'."""
    return [
        service_may("S3AccessLogs", "logging.s3.amazonaws.com", ["s3:PutObject"], [f"{bucket}/*"], _from_account(placement)),
        # Load balancers send no source account: the account's own path is the limit that AWS documents.
        service_may(
            "LoadBalancerLogs",
            "logdelivery.elasticloadbalancing.amazonaws.com",
            ["s3:PutObject"],
            [f"{bucket}/AWSLogs/{placement.account_id}/*"],
        ),
        *_log_delivery(placement, bucket),
    ]


def log_statements(placement: Placement, bucket: str) -> list[Statement]:
    """Flow logs, AWS Config and S3 inventory."""
    own = _from_account(placement)
    return [
        *_log_delivery(placement, bucket),
        service_may("ConfigLooks", "config.amazonaws.com", ["s3:GetBucketAcl", "s3:ListBucket"], [bucket], own),
        service_may(
            "ConfigWrites",
            "config.amazonaws.com",
            ["s3:PutObject"],
            [f"{bucket}/AWSLogs/{placement.account_id}/Config/*"],
            own | _OWNER_CONTROLS,
        ),
        service_may("InventoryWrites", "s3.amazonaws.com", ["s3:PutObject"], [f"{bucket}/{INVENTORY_PREFIX}/*"], own | _OWNER_CONTROLS),
    ]


def audit_statements(placement: Placement, bucket: str) -> list[Statement]:
    """This stack's trail, and no other one of the account."""
    trail = {"aws:SourceArn": trail_arn(placement)}
    return [
        service_may("TrailLooks", "cloudtrail.amazonaws.com", ["s3:GetBucketAcl"], [bucket], trail),
        service_may(
            "TrailWrites",
            "cloudtrail.amazonaws.com",
            ["s3:PutObject"],
            [f"{bucket}/AWSLogs/{placement.account_id}/*"],
            trail | _OWNER_CONTROLS,
        ),
    ]


_OWNER_CONTROLS = {"s3:x-amz-acl": "bucket-owner-full-control"}


def _from_account(placement: Placement) -> dict[str, str]:
    return {"aws:SourceAccount": placement.account_id}


def _log_delivery(placement: Placement, bucket: str) -> list[Statement]:
    """CloudWatch's log delivery: VPC flow logs, DNS queries, network load balancers, CloudFront, WAF."""
    service = "delivery.logs.amazonaws.com"
    own = _from_account(placement)
    return [
        service_may("DeliveryLooks", service, ["s3:GetBucketAcl", "s3:ListBucket"], [bucket], own),
        service_may(
            "DeliveryWrites",
            service,
            ["s3:PutObject"],
            [f"{bucket}/AWSLogs/{placement.account_id}/*", f"{bucket}/{FLOW_LOGS}/AWSLogs/aws-account-id={placement.account_id}/*"],
            own | _OWNER_CONTROLS,
        ),
    ]
