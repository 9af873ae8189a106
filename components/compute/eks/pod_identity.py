"""AWS permissions for one Kubernetes service account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import cluster_name
from components.placement import Placement
from components.security.policies import Statement, document_output, pod_trust, role


@dataclass(frozen=True)
class PodIdentityArgs:
    """Who gets which permissions."""

    placement: Placement
    cluster_name: pulumi.Input[str]
    """From the cluster itself (`EksCluster.name`), so that the association waits for it."""
    namespace: str
    service_account: str
    statements: Sequence[Statement] = ()
    managed: Sequence[str] = ()
    """ARNs of AWS's own policies, for add-ons whose permissions AWS keeps up to date."""


class PodIdentity(Component):
    """A role that only this service account of this cluster can take on (EKS Pod Identity), and its policy."""

    role: aws.iam.Role
    association: aws.eks.PodIdentityAssociation

    def __init__(self, name: str, args: PodIdentityArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        trust_policy = pod_trust(args.placement, cluster_name(args.placement), args.namespace, args.service_account)
        self.role = role(args.placement, name, trust_policy, self.options())
        rights: list[pulumi.Resource] = [
            aws.iam.RolePolicyAttachment(f"{name}-{arn.rpartition('/')[2]}", role=self.role.name, policy_arn=arn, opts=self.options())
            for arn in args.managed
        ]
        if args.statements:
            rights.append(aws.iam.RolePolicy(name, role=self.role.name, policy=document_output(*args.statements), opts=self.options()))
        # After its rights: pods that start now get a role that can already do what they need.
        self.association = aws.eks.PodIdentityAssociation(
            name,
            cluster_name=args.cluster_name,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=self.role.arn,
            opts=self.options(depends_on=rights),
        )
        self.register_outputs({"role_arn": self.role.arn})
