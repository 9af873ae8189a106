"""What Karpenter's controller may do: its project's documented policy, for one cluster, with the account in every ARN.

Everything it makes carries the cluster's tag, and it can touch only what carries the tag. Source:
https://karpenter.sh/docs/reference/cloudformation/ (version 1.14).
"""

from typing import Any

import pulumi

from components.compute.eks.control_plane import cluster_name
from components.placement import Placement
from components.security.policies import Statement, allow


def statements(
    placement: Placement, node_role_arn: pulumi.Input[str], queue_arn: str, volume_key_arn: pulumi.Input[str]
) -> list[Statement]:
    """All statements of the controller's policy."""
    return [
        *_launching(placement),
        *_instance_profiles(placement, node_role_arn),
        *_looking(placement),
        *_encrypting(placement, volume_key_arn),
        allow(["eks:DescribeCluster"], [placement.arn("eks", f"cluster/{cluster_name(placement)}")], "FindApiServer"),
        allow(["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], [queue_arn], "ReadInterruptions"),
    ]


def _launching(placement: Placement) -> list[Statement]:
    cluster = cluster_name(placement)
    owned = f"kubernetes.io/cluster/{cluster}"
    is_ours: dict[str, Any] = {
        "StringEquals": {f"aws:ResourceTag/{owned}": "owned"},
        "StringLike": {"aws:ResourceTag/karpenter.sh/nodepool": "*"},
    }
    becomes_ours: dict[str, Any] = {
        "StringEquals": {f"aws:RequestTag/{owned}": "owned", "aws:RequestTag/eks:eks-cluster-name": cluster},
        "StringLike": {"aws:RequestTag/karpenter.sh/nodepool": "*"},
    }
    region = placement.region.name
    public = [f"arn:aws:ec2:{region}::{kind}/*" for kind in ("image", "snapshot")]
    used = ("capacity-reservation", "placement-group", "security-group", "subnet")
    made = ("fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume")
    start, templates = ["ec2:CreateFleet", "ec2:RunInstances"], placement.arn("ec2", "launch-template/*")
    made_arns = [placement.arn("ec2", f"{kind}/*") for kind in made]
    by_creation = becomes_ours | {
        "StringEquals": becomes_ours["StringEquals"] | {"ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]}
    }
    by_name = is_ours | {
        "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": cluster},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"]},
    }
    return [
        allow(start, [*public, *(placement.arn("ec2", f"{kind}/*") for kind in used)], "StartWith"),
        allow(start, [templates], "StartFromOwnTemplates", Condition=is_ours),
        allow([*start, "ec2:CreateLaunchTemplate"], made_arns, "StartTagged", Condition=becomes_ours),
        allow(["ec2:CreateTags"], made_arns, "TagAtStart", Condition=by_creation),
        allow(["ec2:CreateTags"], [placement.arn("ec2", "instance/*")], "TagNodes", Condition=by_name),
        allow(
            ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"],
            [placement.arn("ec2", "instance/*"), templates],
            "RemoveOwn",
            Condition=is_ours,
        ),
    ]


def _instance_profiles(placement: Placement, node_role_arn: pulumi.Input[str]) -> list[Statement]:
    cluster = cluster_name(placement)
    owned, region = f"kubernetes.io/cluster/{cluster}", "topology.kubernetes.io/region"
    profiles = [f"arn:aws:iam::{placement.account_id}:instance-profile/*"]
    is_ours = {f"aws:ResourceTag/{owned}": "owned", f"aws:ResourceTag/{region}": placement.region.name}
    becomes_ours = {
        f"aws:RequestTag/{owned}": "owned",
        f"aws:RequestTag/{region}": placement.region.name,
        "aws:RequestTag/eks:eks-cluster-name": cluster,
    }
    was_class = {"aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass": "*"}
    gets_class = {"aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "*"}
    return [
        allow(
            ["iam:PassRole"],
            [node_role_arn],
            "GiveNodesTheirRole",
            Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        ),
        allow(["iam:CreateInstanceProfile"], profiles, "MakeProfile", Condition={"StringEquals": becomes_ours, "StringLike": gets_class}),
        allow(
            ["iam:TagInstanceProfile"],
            profiles,
            "TagProfile",
            Condition={"StringEquals": is_ours | becomes_ours, "StringLike": was_class | gets_class},
        ),
        allow(
            ["iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
            profiles,
            "ChangeOwnProfile",
            Condition={"StringEquals": is_ours, "StringLike": was_class},
        ),
        allow(["iam:GetInstanceProfile"], profiles, "LookAtProfiles"),
        allow(["iam:ListInstanceProfiles"], ["*"], "ListProfiles"),  # AWS scopes it to no resource
    ]


def _looking(placement: Placement) -> list[Statement]:
    region = placement.region.name
    describe = (
        "CapacityReservations", "Images", "InstanceStatus", "InstanceTypeOfferings", "InstanceTypes", "Instances",
        "LaunchTemplates", "PlacementGroups", "SecurityGroups", "SpotPriceHistory", "Subnets",
    )  # fmt: skip
    return [
        allow(
            [f"ec2:Describe{what}" for what in describe],
            ["*"],
            "LookInRegion",
            Condition={"StringEquals": {"aws:RequestedRegion": region}},
        ),
        allow(["ssm:GetParameter"], [f"arn:aws:ssm:{region}::parameter/aws/service/*"], "FindImages"),
        allow(["pricing:GetProducts"], ["*"], "ComparePrices"),  # AWS scopes it to no resource
    ]


def _encrypting(placement: Placement, key_arn: pulumi.Input[str]) -> list[Statement]:
    """EC2 encrypts a node's volume in the name of the one who starts it."""
    by_ec2 = {"StringEquals": {"kms:ViaService": f"ec2.{placement.region.name}.amazonaws.com"}}
    use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    return [
        allow(use, [key_arn], "EncryptVolumes", Condition=by_ec2),
        allow(["kms:CreateGrant"], [key_arn], "GrantVolumeKeyToEc2", Condition=by_ec2 | {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]
