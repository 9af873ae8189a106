"""System pods on Fargate, so that a cluster whose nodes come from Karpenter can start without any."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import ControlPlane, cluster_name
from components.network.network import Network
from components.placement import Placement
from components.security.policies import document, document_output, role

_DNS = 53

# What runs there → the labels of its pods, all in kube-system.
_PODS = {"coredns": {"k8s-app": "kube-dns"}, "karpenter": {"app.kubernetes.io/name": "karpenter"}}


@dataclass(frozen=True)
class FargateArgs:
    """What Fargate needs."""

    placement: Placement
    network: Network
    control_plane: ControlPlane


class Fargate(Component):
    """The Fargate profile, and an OpenID provider: the pod identity agent is a DaemonSet and so not on Fargate, whose pods take on
    their roles by the cluster's own tokens instead (IRSA)."""

    profile: aws.eks.FargateProfile

    def __init__(self, name: str, args: FargateArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement = args.placement
        execution = role(placement, name, _trust(placement), self.options())
        rights = aws.iam.RolePolicyAttachment(
            name, role=execution.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy", opts=self.options()
        )
        self.profile = aws.eks.FargateProfile(
            name,
            cluster_name=args.control_plane.name,
            fargate_profile_name="system",
            pod_execution_role_arn=execution.arn,
            subnet_ids=args.network.subnet_ids["private"],
            selectors=[{"namespace": "kube-system", "labels": labels} for labels in _PODS.values()],
            opts=self.options(depends_on=[rights]),
        )
        self._let_nodes_ask_dns(args)
        self._issuer = args.control_plane.issuer
        self._openid = aws.iam.OpenIdConnectProvider(name, url=self._issuer, client_id_lists=["sts.amazonaws.com"], opts=self.options())
        self.register_outputs({})

    def _let_nodes_ask_dns(self, args: FargateArgs) -> None:
        """Pods on Fargate are in the group that EKS makes, which nodes neither belong to nor reach."""
        nodes, pods = args.network.security_groups.nodes.id, args.control_plane.security_group_id
        for protocol in ("tcp", "udp"):
            dns: dict[str, Any] = {"ip_protocol": protocol, "from_port": _DNS, "to_port": _DNS, "opts": self.options()}
            aws.vpc.SecurityGroupIngressRule(
                args.placement.label("fargate-from-nodes", protocol),
                security_group_id=pods,
                referenced_security_group_id=nodes,
                description="DNS from nodes",
                **dns,
            )
            aws.vpc.SecurityGroupEgressRule(
                args.placement.label("nodes-to-fargate", protocol),
                security_group_id=nodes,
                referenced_security_group_id=pods,
                description="DNS to CoreDNS on Fargate",
                **dns,
            )

    def pod_trust(self, namespace: str, service_account: str) -> pulumi.Output[str]:
        """A trust policy for one service account, whose pods run on Fargate."""
        issuer = self._issuer.apply(lambda url: url.removeprefix("https://"))
        condition = issuer.apply(
            lambda host: {
                "StringEquals": {
                    f"{host}:aud": "sts.amazonaws.com",
                    f"{host}:sub": f"system:serviceaccount:{namespace}:{service_account}",
                }
            }
        )
        return document_output(
            {
                "Effect": "Allow",
                "Principal": {"Federated": self._openid.arn},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": condition,
            }
        )


def _trust(placement: Placement) -> str:
    """Fargate, for profiles of this cluster only."""
    profiles = placement.arn("eks", f"fargateprofile/{cluster_name(placement)}/*")
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "eks-fargate-pods.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:SourceArn": profiles}, "StringEquals": {"aws:SourceAccount": placement.account_id}},
        }
    )
