"""The Kubernetes cluster of one region: control plane, nodes, add-ons, storage, access and scaling."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.component import Component
from components.compute.eks.access import Access, AccessArgs
from components.compute.eks.addons import ClusterAddOns, ClusterAddOnsArgs, NodeAddOns, NodeAddOnsArgs
from components.compute.eks.cluster_autoscaler import ClusterAutoscaler, ClusterAutoscalerArgs
from components.compute.eks.control_plane import ControlPlane, ControlPlaneArgs, cluster_name
from components.compute.eks.fargate import Fargate, FargateArgs
from components.compute.eks.karpenter import Karpenter, KarpenterArgs
from components.compute.eks.node_groups import NodeGroups, NodeGroupsArgs
from components.compute.eks.node_role import NodeRole
from components.compute.eks.storage import Storage, StorageArgs
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys


@dataclass(frozen=True)
class EksClusterArgs:
    """What a cluster needs."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts


class EksCluster(Component):
    """A cluster that is ready for workloads; they depend on the whole component.

    So it comes down in the order in which its parts need each other: workloads, scaling and add-ons, nodes, CNI, control plane.
    """

    cluster_name: str
    """Known before deployment, so that policies can name it."""
    name: pulumi.Output[str]
    """The same name, from the cluster itself: use it where order of creation matters."""
    endpoint: pulumi.Output[str]
    kubernetes: kubernetes.Provider
    cluster_security_group_id: pulumi.Output[str]
    """The group that EKS makes. Nodes and their pods are not in it, but in the network's `nodes`."""
    node_role: NodeRole
    node_groups: dict[str, aws.eks.NodeGroup]
    """By the names that `plan_groups` gives."""
    storage_classes: dict[str, pulumi.CustomResource]

    def __init__(self, name: str, args: EksClusterArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, label = args.placement, args.placement.label
        plane = ControlPlane(label("control-plane"), ControlPlaneArgs(placement, args.network, args.keys), self.options())
        self.cluster_name, self.name, self.endpoint = cluster_name(placement), plane.name, plane.endpoint
        self.kubernetes, self.cluster_security_group_id = plane.kubernetes, plane.security_group_id
        access = Access(label("access"), AccessArgs(placement, plane.name), self.options())
        first = NodeAddOns(label("node-addons"), NodeAddOnsArgs(placement, args.network, plane), self.options())
        # The whole network: without its rules and endpoints a node does not find the cluster.
        needs = [first, args.network]
        fargate = None
        if placement.settings.eks.fargate_system:
            fargate = Fargate(label("fargate"), FargateArgs(placement, args.network, plane), self.options())
        nodes = NodeGroups(label("node-groups"), NodeGroupsArgs(placement, args.network, args.keys, plane, needs), self.options())
        self.node_role, self.node_groups = nodes.role, nodes.groups
        ready: list[pulumi.Resource] = [nodes, access, *([fargate] if fargate else [])]
        addons = ClusterAddOns(label("cluster-addons"), ClusterAddOnsArgs(placement, args.keys, plane, ready), self.options())
        self.storage_classes = Storage(
            label("storage"), StorageArgs(placement, args.network, args.keys, args.alerts, plane), self.options()
        ).classes
        ready.append(addons)
        match placement.settings.eks.cluster_scaling:
            case "cluster_autoscaler":
                ClusterAutoscaler(label("cluster-autoscaler"), ClusterAutoscalerArgs(placement, plane, ready), self.options())
            case "karpenter":
                Karpenter(label("karpenter"), KarpenterArgs(placement, args.network, args.keys, plane, fargate, ready), self.options())
        self.register_outputs({"name": self.name, "endpoint": self.endpoint})
