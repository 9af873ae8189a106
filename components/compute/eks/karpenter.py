"""Karpenter: starts the nodes that waiting pods need, of whatever type and purchase option is cheapest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.eks.control_plane import ControlPlane, cluster_name
from components.compute.eks.fargate import Fargate
from components.compute.eks.interruptions import Interruptions, InterruptionsArgs
from components.compute.eks.karpenter_nodes import NODE_CLASS, node_class, node_pool
from components.compute.eks.karpenter_policy import statements
from components.compute.eks.node_role import NodeRole, NodeRoleArgs
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.helm import release
from components.kubernetes.objects import make
from components.network.network import Network
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import document_output, role

_NAMESPACE = "kube-system"
_SERVICE_ACCOUNT = "karpenter"


@dataclass(frozen=True)
class KarpenterArgs:
    """What Karpenter needs."""

    placement: Placement
    network: Network
    keys: Keys
    control_plane: ControlPlane
    fargate: Fargate | None
    """Where its controller runs; None is on the managed nodes."""
    before: Sequence[pulumi.Resource]
    """What its controller runs on, and its nodes need."""


class Karpenter(Component):
    """Its queue, permissions and charts, and one pool of nodes for all pods that name no managed group."""

    node_role: NodeRole

    def __init__(self, name: str, args: KarpenterArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, cluster = args.placement, args.control_plane
        self._kubernetes = cluster.kubernetes
        self.node_role = NodeRole(placement.label("karpenter-nodes"), NodeRoleArgs(placement), self.options())
        # EKS makes the entries of the managed groups' roles; this one is ours to make.
        entry = aws.eks.AccessEntry(
            placement.label("karpenter-nodes"),
            cluster_name=cluster.name,
            principal_arn=self.node_role.arn,
            type="EC2_LINUX",
            opts=self.options(),
        )
        queue = Interruptions(placement.label("interruptions"), InterruptionsArgs(placement, args.keys), self.options())
        annotations, identity = self._identity(args, queue)
        # The definitions have a chart of their own, so that removing the controller does not remove every node with them.
        definitions = release(
            placement.label("karpenter-crd"),
            "karpenter-crd",
            _NAMESPACE,
            {},
            self.options(provider=self._kubernetes, depends_on=args.before),
        )
        controller = release(
            placement.label("karpenter"),
            "karpenter",
            _NAMESPACE,
            values(placement, cluster, queue.queue_name, annotations),
            self.options(provider=self._kubernetes, depends_on=[definitions, self.node_role, entry, queue, *identity, *args.before]),
        )
        classes = node_class(placement, args.network, self.node_role.name, args.keys.arns["eks"])
        nodes = self._custom(placement.label("karpenter-nodes"), "karpenter.k8s.aws/v1", "EC2NodeClass", classes, controller)
        self._custom(placement.label("karpenter-pool"), "karpenter.sh/v1", "NodePool", node_pool(placement), nodes)
        self.register_outputs({})

    def _identity(self, args: KarpenterArgs, queue: Interruptions) -> tuple[dict[str, pulumi.Input[str]], list[pulumi.Resource]]:
        """The annotations of its service account, and what gives it the permissions."""
        placement, label = args.placement, args.placement.label("karpenter")
        rights = statements(placement, self.node_role.arn, queue.queue_arn, args.keys.arns["eks"])
        if args.fargate is None:
            pod = PodIdentityArgs(placement, args.control_plane.name, _NAMESPACE, _SERVICE_ACCOUNT, rights)
            return {}, [PodIdentity(label, pod, self.options())]
        controller = role(placement, label, args.fargate.pod_trust(_NAMESPACE, _SERVICE_ACCOUNT), self.options())
        policy = aws.iam.RolePolicy(label, role=controller.name, policy=document_output(*rights), opts=self.options())
        return {"eks.amazonaws.com/role-arn": controller.arn}, [policy]

    def _custom(self, label: str, api_version: str, kind: str, spec: dict[str, Any], after: pulumi.Resource) -> pulumi.CustomResource:
        manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": NODE_CLASS}, "spec": spec}
        return make(label, manifest, self.options(provider=self._kubernetes, depends_on=[after]))


def values(placement: Placement, cluster: ControlPlane, queue_name: str, annotations: dict[str, pulumi.Input[str]]) -> dict[str, Any]:
    """The controller chart's values."""
    return {
        "replicas": 2,
        "serviceAccount": {"create": True, "name": _SERVICE_ACCOUNT, "annotations": annotations},
        "settings": {
            "clusterName": cluster_name(placement),
            "clusterEndpoint": cluster.endpoint,
            "interruptionQueue": queue_name,
            "reservedENIs": "1",  # under custom networking a node's first interface carries no pods
        },
        "controller": {
            # Without it the controller asks the metadata service, which pods do not reach.
            "env": [{"name": "AWS_REGION", "value": placement.region.name}],
            "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
        },
    }
