"""One customer key per purpose and region."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.policies import document

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


class Keys(Component):
    """The region's keys, each with an alias and a key policy of its own."""

    arns: dict[Purpose, pulumi.Output[str]]
    """ARN of the key for each purpose."""

    def __init__(self, name: str, args: KeysArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        self.arns = {purpose: self._key(args, purpose) for purpose in get_args(Purpose)}
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
        return key.arn


def key_policy(placement: Placement, purpose: Purpose) -> str:
    """Who may use a key: the account's own IAM policies decide for roles, the services of the purpose for themselves."""
    statements: list[dict[str, Any]] = [
        {
            "Sid": "AccountDecidesByIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{placement.account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    statements += [_service(placement, *grant) for grant in _SERVICES.get(purpose, ())]
    if purpose == "logs":
        statements.append(
            {
                "Sid": "CloudWatchLogs",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{placement.region.name}.amazonaws.com"},
                "Action": _USE,
                "Resource": "*",
                "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": placement.arn("logs", "*")}},
            }
        )
    return document(*statements)


_USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
_WRITE = ["kms:DescribeKey", "kms:GenerateDataKey*"]

# Purpose → (statement id, service, actions): services that use the key under their own name, for this account only.
_SERVICES: dict[Purpose, tuple[tuple[str, str, list[str]], ...]] = {
    "logs": (
        ("CloudTrail", "cloudtrail.amazonaws.com", _WRITE),
        ("Config", "config.amazonaws.com", [*_WRITE, "kms:Decrypt"]),
        ("FlowLogs", "delivery.logs.amazonaws.com", [*_USE]),
        ("Alarms", "cloudwatch.amazonaws.com", [*_WRITE, "kms:Decrypt"]),
        ("Events", "events.amazonaws.com", [*_WRITE, "kms:Decrypt"]),
    ),
    "s3": (("S3Inventory", "s3.amazonaws.com", _WRITE),),
    "streams": (("Events", "events.amazonaws.com", [*_WRITE, "kms:Decrypt"]),),
}


def _service(placement: Placement, sid: str, service: str, actions: list[str]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": placement.account_id}},
    }
