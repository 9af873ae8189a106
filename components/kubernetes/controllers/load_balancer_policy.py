"""What the AWS Load Balancer Controller may do: its published policy, bound to this cluster's own load balancers.

Published in docs/install/iam_policy.json of https://github.com/kubernetes-sigs/aws-load-balancer-controller (17 August 2026). Left out:
Cognito, certificates kept by IAM, classic WAF, Shield, outposts' addresses, and security groups that are not the controller's.
"""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.placement import Placement
from components.security.policies import Statement, allow

_CLUSTER = "elbv2.k8s.aws/cluster"
"""The tag that the controller gives to all it makes, with the cluster's name."""

_LOOKS = (
    "acm:DescribeCertificate", "acm:ListCertificates", "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeInternetGateways", "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags", "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc", "elasticloadbalancing:Describe*", "wafv2:GetWebACL", "wafv2:GetWebACLForResource",
)  # fmt: skip
_CHANGES = (
    "DeleteLoadBalancer", "DeleteTargetGroup", "DeregisterTargets", "ModifyListenerAttributes", "ModifyLoadBalancerAttributes",
    "ModifyTargetGroup", "ModifyTargetGroupAttributes", "RegisterTargets", "SetIpAddressType", "SetSecurityGroups", "SetSubnets",
)  # fmt: skip
_LISTENERS = (
    "AddListenerCertificates", "CreateListener", "CreateRule", "DeleteListener", "DeleteRule", "ModifyListener", "ModifyRule",
    "RemoveListenerCertificates", "SetRulePriorities", "SetWebAcl",
)  # fmt: skip


def targets_of(groups: Sequence[pulumi.Input[str]]) -> list[Statement]:
    """Register pods in target groups (ARNs) that are not the controller's own."""
    actions = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    return [allow(actions, groups, "EdgeTargets")] if groups else []


def statements(placement: Placement, cluster: str, vpc_id: pulumi.Input[str]) -> list[Statement]:
    """See everything; make, change and delete what carries the cluster's tag."""
    made: dict[str, Any] = {"StringEquals": {f"aws:RequestTag/{_CLUSTER}": cluster}}
    own: dict[str, Any] = {"StringEquals": {f"aws:ResourceTag/{_CLUSTER}": cluster}}
    balancing = placement.arn("elasticloadbalancing", "*")
    groups = placement.arn("ec2", "security-group/*")
    vpc = pulumi.Output.concat(placement.arn("ec2", "vpc/"), vpc_id)
    return [
        allow(_LOOKS, ["*"], "Look"),  # AWS scopes none of these to a resource
        allow(
            ["iam:CreateServiceLinkedRole"],
            [f"arn:aws:iam::{placement.account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"],
            "ServiceRole",
            Condition={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
        allow(["ec2:CreateSecurityGroup"], [vpc], "GroupsInTheVpc"),
        allow(["ec2:CreateSecurityGroup"], [groups], "Groups", Condition=made),
        allow(
            ["ec2:CreateTags"],
            [groups],
            "TagNewGroups",
            Condition={"StringEquals": {**made["StringEquals"], "ec2:CreateAction": "CreateSecurityGroup"}},
        ),
        allow(
            [
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:CreateTags",
                "ec2:DeleteSecurityGroup",
                "ec2:DeleteTags",
                "ec2:RevokeSecurityGroupIngress",
            ],
            [groups],
            "OwnGroups",
            Condition=own,
        ),
        allow(["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"], [balancing], "Make", Condition=made),
        allow(
            ["elasticloadbalancing:AddTags"],
            [balancing],
            "TagNew",
            Condition={
                "StringEquals": {
                    **made["StringEquals"],
                    "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule"],
                }
            },
        ),
        allow([f"elasticloadbalancing:{action}" for action in _CHANGES], [balancing], "Change", Condition=own),
        allow(["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"], [balancing], "TagOwn", Condition=own),
        allow([f"elasticloadbalancing:{action}" for action in _LISTENERS], [balancing], "Listeners", Condition=own),
        allow(["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"], _firewalls(placement), "Firewalls"),
    ]


def _firewalls(placement: Placement) -> list[str]:
    """A web ACL of the region, and what it is put before."""
    return [placement.arn("wafv2", "regional/webacl/*"), placement.arn("elasticloadbalancing", "loadbalancer/app/*")]
