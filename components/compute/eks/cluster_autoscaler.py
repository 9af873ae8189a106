"""Cluster Autoscaler: changes the size of the managed node groups to fit the pods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.control_plane import ControlPlane, cluster_name
from components.compute.eks.node_groups import node_group_label
from components.compute.eks.node_plan import plan_groups
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.helm import release
from components.placement import Placement
from components.security.policies import Statement, allow

_NAMESPACE = "kube-system"
_SERVICE_ACCOUNT = "cluster-autoscaler"


@dataclass(frozen=True)
class ClusterAutoscalerArgs:
    """What the autoscaler needs."""

    placement: Placement
    control_plane: ControlPlane
    before: Sequence[pulumi.Resource]
    """What its pods run on."""


class ClusterAutoscaler(Component):
    """The autoscaler's chart and its permissions."""

    def __init__(self, name: str, args: ClusterAutoscalerArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        identity = PodIdentity(
            name,
            PodIdentityArgs(args.placement, args.control_plane.name, _NAMESPACE, _SERVICE_ACCOUNT, statements(args.placement)),
            self.options(),
        )
        release(
            name,
            "cluster-autoscaler",
            _NAMESPACE,
            values(args.placement),
            self.options(provider=args.control_plane.kubernetes, depends_on=[identity, *args.before]),
        )
        self.register_outputs({})


def statements(placement: Placement) -> list[Statement]:
    """Look at everything, change only the groups tagged as this cluster's."""
    cluster = cluster_name(placement)
    return [
        allow(
            [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
            ],
            ["*"],  # AWS scopes none of these to a resource
            "Look",
        ),
        allow(["eks:DescribeNodegroup"], [placement.arn("eks", f"nodegroup/{cluster}/*")], "LookAtNodeGroups"),
        allow(
            ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            [placement.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/eks-*")],
            "Resize",
            Condition={"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster}": "owned"}},
        ),
    ]


def values(placement: Placement) -> dict[str, Any]:
    """The chart's values; times and thresholds are the platform's requirement."""
    return {
        "autoDiscovery": {"clusterName": cluster_name(placement)},
        "awsRegion": placement.region.name,
        "replicaCount": 2,  # one works, the other takes over when its node is lost
        "rbac": {"serviceAccount": {"create": True, "name": _SERVICE_ACCOUNT}},
        "expanderPriorities": expander_priorities(placement),
        "extraArgs": {
            "expander": "priority",
            "balance-similar-node-groups": True,
            "max-node-provision-time": "15m",
            "scale-down-delay-after-add": "10m",
            "scale-down-unneeded-time": "10m",
            "scale-down-utilization-threshold": 0.5,
        },
        "resources": {"requests": {"cpu": "100m", "memory": "600Mi"}, "limits": {"memory": "600Mi"}},
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "runAsGroup": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "containerSecurityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def expander_priorities(placement: Placement) -> dict[str, list[str]]:
    """Priority → patterns of the Auto Scaling groups that have it; the chart turns the keys into the numbers they stand for.

    EKS names a group's Auto Scaling group `eks-<node group>-<uuid>`, and Pulumi the node group by its logical name and seven hex digits.
    """
    patterns: dict[str, list[str]] = {}
    for planned in plan_groups(placement.settings.eks, placement.region, placement.is_active):
        pattern = f"^eks-{node_group_label(placement, planned)}-[0-9a-f]{{7}}-"
        patterns.setdefault(str(planned.group.priority), []).append(pattern)
    return patterns
