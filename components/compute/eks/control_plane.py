"""The EKS control plane: private, encrypted, logged, in standard support, and empty."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pulumi_kubernetes as kubernetes

from components.component import Component
from components.network.network import Network
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import role, trust_without_source

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def cluster_name(placement: Placement) -> str:
    """The name of the region's cluster, known before it exists, so that trust policies can name it."""
    return placement.physical("eks")


@dataclass(frozen=True)
class ControlPlaneArgs:
    """What a control plane needs."""

    placement: Placement
    network: Network
    keys: Keys


class ControlPlane(Component):
    """The API server and what it needs to start. Nodes, add-ons and access entries are resources of their own beside it."""

    name: pulumi.Output[str]
    """The cluster's name from the cluster itself: what uses it waits for the cluster."""
    endpoint: pulumi.Output[str]
    certificate: pulumi.Output[str]
    """The API server's authority, in base64."""
    issuer: pulumi.Output[str]
    """URL of the issuer of service account tokens."""
    security_group_id: pulumi.Output[str]
    """The group that EKS makes: the control plane's, beside the network's own, and the one of pods on Fargate."""
    kubernetes: kubernetes.Provider

    def __init__(self, name: str, args: ControlPlaneArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, settings = args.placement, args.placement.settings
        service_role = role(placement, placement.label("eks-control-plane"), trust_without_source("eks.amazonaws.com"), self.options())
        rights = aws.iam.RolePolicyAttachment(
            placement.label("eks-control-plane"),
            role=service_role.name,
            policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
            opts=self.options(),
        )
        # EKS would make the log group itself, without encryption and for ever.
        logs = aws.cloudwatch.LogGroup(
            placement.label("eks-control-plane"),
            name=f"/aws/eks/{cluster_name(placement)}/cluster",
            retention_in_days=settings.eks.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(**placement.stateful()),
        )
        cidrs = [str(block) for block in settings.eks.public_access_cidrs]
        cluster = eks.Cluster(
            placement.label("eks"),
            name=cluster_name(placement),
            version=settings.eks.version,
            upgrade_policy={"support_type": "STANDARD"},
            authentication_mode=eks.AuthenticationMode.API,
            vpc_id=args.network.vpc_id,
            cluster_security_group=args.network.security_groups.cluster,
            subnet_ids=args.network.subnet_ids["private"],
            endpoint_private_access=True,
            endpoint_public_access=bool(cidrs),
            public_access_cidrs=cidrs or None,
            encryption_config_key_arn=args.keys.arns["eks"],
            enabled_cluster_log_types=list(LOG_TYPES),
            service_role=service_role,
            deletion_protection=settings.protect,
            cluster_tags={"Name": cluster_name(placement)},
            # All of these would be made inside the component, where no policy and no price list sees them.
            skip_default_node_group=True,
            skip_default_security_groups=True,
            create_instance_role=False,
            create_oidc_provider=False,
            bootstrap_self_managed_addons=False,
            use_default_vpc_cni=True,
            kube_proxy_addon_options={"enabled": False},
            coredns_addon_options={"enabled": False},
            opts=self.options(depends_on=[rights, logs], **placement.stateful()),
        )
        self.name = cluster.eks_cluster.name
        self.endpoint = cluster.eks_cluster.endpoint
        self.certificate = cluster.eks_cluster.certificate_authority.data
        self.issuer = cluster.oidc_provider_url
        self.security_group_id = cluster.eks_cluster.vpc_config.cluster_security_group_id
        self.kubernetes = kubernetes.Provider(placement.label("eks"), kubeconfig=cluster.kubeconfig_json, opts=self.options())
        self.register_outputs({"name": self.name, "endpoint": self.endpoint})
