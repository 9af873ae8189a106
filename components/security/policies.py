"""IAM policy documents and roles: least privilege, written once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.placement import Placement
from settings import PROJECT

Statement = Mapping[str, Any]
"""One statement of an IAM policy; values may be outputs."""


def iam_path(stack: str) -> str:
    """The path of the platform's roles and policies: a deployment may manage those, and no others of the account."""
    return f"/{PROJECT}/{stack}/"


def allow(actions: Sequence[str], resources: Sequence[pulumi.Input[str]], sid: str = "", **more: Any) -> dict[str, Any]:
    """A statement that allows; `more` are further elements, such as `Condition` or `Principal`."""
    return ({"Sid": sid} if sid else {}) | {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)} | more


def deny(actions: Sequence[str], resources: Sequence[pulumi.Input[str]], sid: str, **more: Any) -> dict[str, Any]:
    """A statement that forbids, whatever others allow."""
    return allow(actions, resources, sid, **more) | {"Effect": "Deny"}


def tls_only(actions: Sequence[str], resources: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
    """A statement of a resource's policy that refuses whoever comes without TLS."""
    return deny(actions, resources, "TlsOnly", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})


def service_may(
    sid: str, service: str, actions: Sequence[str], resources: Sequence[str], equals: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A statement of a resource's policy that lets an AWS service in, where every condition key of `equals` has its value."""
    more: dict[str, Any] = {"Condition": {"StringEquals": dict(equals)}} if equals else {}
    return allow(actions, resources, sid, Principal={"Service": service}, **more)


def document(*statements: Statement) -> str:
    """A policy document whose values are all known."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def document_output(*statements: Statement) -> pulumi.Output[str]:
    """A policy document that refers to other resources."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def trust(placement: Placement, *services: str) -> str:
    """A trust policy for AWS services that act for this account only (no confused deputy)."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": sorted(services)},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": placement.account_id}},
        }
    )


def trust_without_source(*services: str) -> str:
    """A trust policy for the services that send no source account: EC2, EKS control plane, ECS tasks at launch."""
    return document({"Effect": "Allow", "Principal": {"Service": sorted(services)}, "Action": "sts:AssumeRole"})


def pod_trust(placement: Placement, cluster: str, namespace: str, service_account: str) -> str:
    """A trust policy for one Kubernetes service account, by EKS Pod Identity."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": placement.account_id,
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account,
                },
                "ArnEquals": {"aws:SourceArn": placement.arn("eks", f"cluster/{cluster}")},
            },
        }
    )


def decrypt_schedules(placement: Placement, key: pulumi.Input[str]) -> dict[str, Any]:
    """Decrypt what schedules hand to their targets: EventBridge Scheduler does so as the role that it calls a target with.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
    """
    of_schedules = {"kms:EncryptionContext:aws:scheduler:schedule:arn": placement.arn("scheduler", "schedule/*")}
    return allow(["kms:Decrypt"], [key], Condition={"ArnLike": of_schedules})


def role(
    placement: Placement,
    name: str,
    trust_policy: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    statements: Sequence[Statement] = (),
    *,
    managed: Sequence[str] = (),
) -> aws.iam.Role:
    """A role under the permissions boundary, with one inline policy of `statements` and AWS's `managed` policies by ARN."""
    made = aws.iam.Role(
        name,
        path=iam_path(placement.stack),
        assume_role_policy=trust_policy,
        permissions_boundary=placement.permissions_boundary,
        opts=opts,
    )
    child = pulumi.ResourceOptions(parent=made)
    if statements:
        aws.iam.RolePolicy(name, role=made.name, policy=document_output(*statements), opts=child)
    for arn in managed:
        aws.iam.RolePolicyAttachment(f"{name}-{arn.rpartition('/')[2]}", role=made.name, policy_arn=arn, opts=child)
    return made
