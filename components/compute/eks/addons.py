"""EKS add-ons, at the builds pinned in `data/eks.json`.

Those that every node starts with must stand before the first node does, or nodes come up with the defaults of the images; those
that run on nodes become healthy only after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import ControlPlane
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.network.network import Network
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow
from components.tags import common_tags
from settings.eks_versions import addon_versions

_POLICY = "arn:aws:iam::aws:policy/"


@dataclass(frozen=True)
class NodeAddOnsArgs:
    """What the add-ons of every node need."""

    placement: Placement
    network: Network
    control_plane: ControlPlane


class NodeAddOns(Component):
    """Pod identity agent, kube-proxy and VPC CNI: created before the nodes, and gone after them."""

    addons: dict[str, aws.eks.Addon]

    def __init__(self, name: str, args: NodeAddOnsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        agent = addon(self, args.placement, args.control_plane, "eks-pod-identity-agent")
        proxy = addon(self, args.placement, args.control_plane, "kube-proxy")
        identity = PodIdentity(
            args.placement.label("vpc-cni"),
            PodIdentityArgs(args.placement, args.control_plane.name, "kube-system", "aws-node", managed=[f"{_POLICY}AmazonEKS_CNI_Policy"]),
            self.options(),
        )
        cni = addon(self, args.placement, args.control_plane, "vpc-cni", cni_configuration(args), [identity, agent])
        self.addons = {"eks-pod-identity-agent": agent, "kube-proxy": proxy, "vpc-cni": cni}
        self.register_outputs({})


def cni_configuration(args: NodeAddOnsArgs) -> dict[str, Any]:
    """Pods take their addresses from the pod subnet of their node's zone, a /28 at a time, and obey network policies."""
    zones = args.placement.region.zones
    groups = [args.network.security_groups.nodes.id]
    return {
        "env": {
            "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
            "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
            "ENABLE_PREFIX_DELEGATION": "true",
            "WARM_PREFIX_TARGET": "1",
        },
        "enableNetworkPolicy": "true",
        "eniConfig": {
            "create": True,
            "region": args.placement.region.name,
            "subnets": {
                zone: {"id": subnet, "securityGroups": groups} for zone, subnet in zip(zones, args.network.subnet_ids["pods"], strict=True)
            },
        },
    }


@dataclass(frozen=True)
class ClusterAddOnsArgs:
    """What the add-ons that run on nodes need."""

    placement: Placement
    keys: Keys
    control_plane: ControlPlane
    before: Sequence[pulumi.Resource]
    """What their pods run on."""


class ClusterAddOns(Component):
    """DNS, storage drivers and resource metrics."""

    def __init__(self, name: str, args: ClusterAddOnsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, control_plane = args.placement, args.control_plane
        fargate = placement.settings.eks.fargate_system
        addon(self, placement, control_plane, "coredns", {"computeType": "Fargate"} if fargate else {}, args.before)
        addon(self, placement, control_plane, "metrics-server", {}, args.before)
        ebs = PodIdentity(
            placement.label("ebs-csi"),
            PodIdentityArgs(
                placement,
                control_plane.name,
                "kube-system",
                "ebs-csi-controller-sa",
                volume_key_statements(args.keys.arns["eks"]),
                [f"{_POLICY}service-role/AmazonEBSCSIDriverPolicy"],
            ),
            self.options(),
        )
        tags = common_tags(placement.settings, placement.stack, "kubernetes")
        addon(self, placement, control_plane, "aws-ebs-csi-driver", {"controller": {"extraVolumeTags": tags}}, [ebs, *args.before])
        efs = PodIdentity(
            placement.label("efs-csi"),
            PodIdentityArgs(
                placement,
                control_plane.name,
                "kube-system",
                "efs-csi-controller-sa",
                managed=[f"{_POLICY}service-role/AmazonEFSCSIDriverPolicy"],
            ),
            self.options(),
        )
        addon(self, placement, control_plane, "aws-efs-csi-driver", {}, [efs, *args.before])
        self.register_outputs({})


def volume_key_statements(key_arn: pulumi.Input[str]) -> list[Statement]:
    """What one needs of a key to have EC2 encrypt volumes with it."""
    use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    return [
        allow(use, [key_arn], "UseVolumeKey"),
        allow(["kms:CreateGrant"], [key_arn], "GrantVolumeKeyToEc2", Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]


def addon(
    parent: Component,
    placement: Placement,
    control_plane: ControlPlane,
    name: str,
    configuration: Mapping[str, Any] | None = None,
    before: Sequence[pulumi.Resource] = (),
) -> aws.eks.Addon:
    """An add-on that this program alone configures: what someone changes by hand is put back at the next update."""
    return aws.eks.Addon(
        placement.label(name),
        cluster_name=control_plane.name,
        addon_name=name,
        addon_version=addon_versions(placement.settings.eks.version)[name],
        configuration_values=pulumi.Output.json_dumps(configuration, sort_keys=True) if configuration else None,
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="OVERWRITE",
        opts=parent.options(depends_on=list(before)),
    )
