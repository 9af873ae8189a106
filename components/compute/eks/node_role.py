"""The role of nodes."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.policies import role, trust_without_source

# Joining the cluster, pulling images, and a shell by Session Manager where one must look. What pods need, they have by pod
# identity, the VPC CNI included.
_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore")


@dataclass(frozen=True)
class NodeRoleArgs:
    """What a node role needs."""

    placement: Placement


class NodeRole(Component):
    """A role with its policies. Nodes depend on the component, so that they lose no policy while they still run."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: NodeRoleArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        made = role(args.placement, name, trust_without_source("ec2.amazonaws.com"), self.options())
        for policy in _POLICIES:
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}", role=made.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=self.options()
            )
        self.name, self.arn = made.name, made.arn
        self.register_outputs({"arn": self.arn})
