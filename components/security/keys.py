"""One customer key per purpose and region."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.policies import Statement, allow, document, service_may

Purpose = Literal["s3", "eks", "rds", "streams", "logs", "secrets", "backup"]

REPLICATED: frozenset[Purpose] = frozenset(("s3", "rds", "secrets", "backup"))
"""Multi-Region keys: what they encrypt is copied to other regions and must be readable there. Fixed from the first
deployment on, because AWS cannot turn a single-Region key into one."""


@dataclass(frozen=True)
class KeysArgs:
    """What the keys need."""

    placement: Placement
    primary: "Keys | None"
    """The primary region's keys, which this region's multi-Region keys are replicas of; None in the primary region."""
    purposes: tuple[Purpose, ...] = get_args(Purpose)


class Keys(Component):
    """The region's keys, each with an alias and a key policy of its own."""

    region: str
    """Where the keys are."""
    arns: dict[Purpose, pulumi.Output[str]]
    """ARN of the key for each purpose."""

    def __init__(self, name: str, args: KeysArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        self.region = args.placement.region.name
        self.arns = {purpose: self._key(args, purpose) for purpose in args.purposes}
        self.register_outputs({"arns": self.arns})

    def _key(self, args: KeysArgs, purpose: Purpose) -> pulumi.Output[str]:
        placement = args.placement
        name = placement.label("key", purpose)
        common: dict[str, Any] = {
            "description": f"{placement.physical(purpose)} in {placement.region.name}",
            "deletion_window_in_days": placement.settings.security.key_deletion_days,
            "policy": key_policy(placement, purpose),
            "opts": self.options(**placement.stateful()),
        }
        key: aws.kms.Key | aws.kms.ReplicaKey
        if args.primary and purpose in REPLICATED:
            key = aws.kms.ReplicaKey(name, primary_key_arn=args.primary.arns[purpose], **common)
        else:
            key = aws.kms.Key(name, enable_key_rotation=True, multi_region=purpose in REPLICATED, **common)
        aws.kms.Alias(name, name=f"alias/{placement.physical(purpose)}", target_key_id=key.key_id, opts=self.options())
        arn: pulumi.Output[str] = key.arn
        return arn


def trail_arn(placement: Placement) -> str:
    """The stack's trail, in the primary region; its bucket and key trust this one only."""
    return f"arn:aws:cloudtrail:{placement.settings.primary.name}:{placement.account_id}:trail/{placement.physical('trail')}"


def key_policy(placement: Placement, purpose: Purpose) -> str:
    """Who may use a key: the account's own IAM policies decide for roles, the services of the purpose for themselves."""
    return document(
        {
            "Sid": "AccountDecidesByIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{placement.account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        *(_GRANTS[purpose](placement) if purpose in _GRANTS else ()),
    )


WEB = "web"
"""Purpose of the web application's bucket."""

COST_WATCHERS = {"Budgets": "budgets.amazonaws.com", "CostAnomalies": "costalerts.amazonaws.com"}
"""AWS services that publish to the primary region's alerts, with the name of the statement that lets them."""

_USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
_PUBLISH = ["kms:Decrypt", "kms:GenerateDataKey*"]

# Roles that AWS itself starts encrypted instances with. Unlike other roles they have no KMS permission of their own.
_INSTANCE_STARTERS = (
    "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    "ec2fleet.amazonaws.com/AWSServiceRoleForEC2Fleet",
    "spot.amazonaws.com/AWSServiceRoleForEC2Spot",
)


def _eks(placement: Placement) -> list[Statement]:
    """Node volumes. By condition and not by principal, because a key policy may not name a role before its first use makes it."""
    only: dict[str, Any] = {
        "StringEquals": {"kms:CallerAccount": placement.account_id},
        "ArnEquals": {
            "aws:PrincipalArn": [f"arn:aws:iam::{placement.account_id}:role/aws-service-role/{role}" for role in _INSTANCE_STARTERS]
        },
    }
    volumes = only | {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        allow(_USE, ["*"], "InstanceStarters", Principal={"AWS": "*"}, Condition=only),
        allow(["kms:CreateGrant"], ["*"], "InstanceStartersVolumes", Principal={"AWS": "*"}, Condition=volumes),
        allow(  # Karpenter's queue of interruptions
            _PUBLISH,
            ["*"],
            "EventsToQueues",
            Principal={"Service": "events.amazonaws.com"},
            Condition={"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": placement.arn("sqs", "*")}},
        ),
    ]


def _logs(placement: Placement) -> list[Statement]:
    """Logs that AWS services write to CloudWatch and to the log buckets, and topics that alarms and events go to."""
    own = {"aws:SourceAccount": placement.account_id}
    statements: list[Statement] = [
        allow(
            _USE,
            ["*"],
            "CloudWatchLogs",
            Principal={"Service": f"logs.{placement.region.name}.amazonaws.com"},
            Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": placement.arn("logs", "*")}},
        ),
        service_may("LogDelivery", "delivery.logs.amazonaws.com", _USE, ["*"], own),
        service_may("Config", "config.amazonaws.com", _PUBLISH, ["*"], own),
        service_may("S3Inventory", "s3.amazonaws.com", ["kms:GenerateDataKey*"], ["*"], own),
        service_may("Alarms", "cloudwatch.amazonaws.com", _PUBLISH, ["*"], own),
        _events_to_topics(placement),
    ]
    if placement.watches_cost:
        statements += [service_may(sid, service, _PUBLISH, ["*"], own) for sid, service in COST_WATCHERS.items()]
    if placement.is_primary:
        # Decrypt, because the bucket has an S3 bucket key.
        trail = {"aws:SourceArn": trail_arn(placement)}
        statements.append(service_may("Trail", "cloudtrail.amazonaws.com", [*_PUBLISH, "kms:DescribeKey"], ["*"], trail))
    return statements


def _s3(placement: Placement) -> list[Statement]:
    """CloudFront reads the web application, and nothing else that is encrypted with the key: the context names the bucket.

    It signs for a distribution that doesn't exist yet when the key is made, hence any of the account:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    if not placement.has_web:
        return []
    bucket = f"arn:aws:s3:::{placement.bucket(WEB)}"
    only = {
        "ArnLike": {"aws:SourceArn": distributions(placement)},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket, f"{bucket}/*"]},
    }
    return [allow(["kms:Decrypt"], ["*"], "CloudFront", Principal={"Service": "cloudfront.amazonaws.com"}, Condition=only)]


def distributions(placement: Placement) -> str:
    """ARN of every CloudFront distribution of the account."""
    return f"arn:aws:cloudfront::{placement.account_id}:distribution/*"


def _streams(placement: Placement) -> list[Statement]:
    own = {"aws:SourceAccount": placement.account_id}
    return [
        _events_to_topics(placement),
        service_may("TopicsToQueues", "sns.amazonaws.com", _PUBLISH, ["*"], own),
        service_may("BucketsToQueues", "s3.amazonaws.com", _PUBLISH, ["*"], own),
        *_flink(placement),
    ]


def _flink(placement: Placement) -> list[Statement]:
    """State of Flink applications: kept by one service, worked on by another, which reads it under a grant.

    https://docs.aws.amazon.com/managed-flink/latest/java/manage-cmk-api.html
    """
    keeps, works = "kinesisanalytics.amazonaws.com", "infrastructure.kinesisanalytics.amazonaws.com"
    applications = placement.arn("kinesisanalytics", "application/*")
    state = {"kms:EncryptionContext:aws:kinesisanalytics:arn": applications}
    only_decrypt: dict[str, Any] = {
        "StringLike": state,
        "StringEquals": {"kms:GrantConstraintType": "EncryptionContextSubset"},
        "ForAllValues:StringEquals": {"kms:GrantOperations": "Decrypt"},
    }
    return [
        allow(
            ["kms:DescribeKey"],
            ["*"],
            "FlinkLooks",
            Principal={"Service": [works, keeps]},
            Condition={"StringEquals": {"aws:SourceAccount": placement.account_id}},
        ),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            ["*"],
            "FlinkKeepsState",
            Principal={"Service": keeps},
            Condition={"StringLike": state},
        ),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"],
            ["*"],
            "FlinkWorksOnState",
            Principal={"Service": works},
            Condition={"StringLike": state},
        ),
        allow(["kms:CreateGrant"], ["*"], "FlinkGrantsItself", Principal={"Service": works}, Condition=only_decrypt),
    ]


def _events_to_topics(placement: Placement) -> Statement:
    """EventBridge publishing to encrypted topics sends no source account or ARN; the topic itself is the limit.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    return allow(
        _PUBLISH,
        ["*"],
        "EventsToTopics",
        Principal={"Service": "events.amazonaws.com"},
        Condition={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": placement.arn("sns", "*")}},
    )


# Whoever uses a key as itself, without a role of the account. Firehose, RDS, DynamoDB, MSK, Backup and Secrets Manager use
# it for the caller or a role, to whom IAM gives the permission.
_GRANTS: dict[Purpose, Callable[[Placement], list[Statement]]] = {"eks": _eks, "logs": _logs, "s3": _s3, "streams": _streams}
