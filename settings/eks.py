"""The Kubernetes control plane, its nodes and its add-ons."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.section import Count, GiB, InstanceType, LogDays, PositiveCount, RoleArn, Section

LabelValue = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$")]


class Taint(Section):
    """Keeps pods off a node group unless they tolerate it."""

    key: Annotated[str, StringConstraints(pattern=r"^([a-z0-9.-]+/)?[A-Za-z0-9_.-]{1,63}$")]
    value: LabelValue = "true"
    effect: Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] = "NO_SCHEDULE"


class NodeGroup(Section):
    """A managed node group."""

    instance_types: Annotated[tuple[InstanceType, ...], Field(min_length=1)]
    """More than one widens the choice for spot capacity; they should be alike in size."""
    min: Count
    """The fewest nodes the cluster scaler leaves."""
    desired: Count
    """Nodes at creation; the cluster scaler owns the number afterwards."""
    max: PositiveCount
    """The most nodes; the pod addresses are planned for all of them."""
    disk_gib: GiB
    """The encrypted gp3 root volume."""
    capacity: Literal["on_demand", "spot"] = "on_demand"
    ami: Literal["al2023", "al2023_nvidia", "bottlerocket"] = "al2023"
    one_per_zone: bool = False
    """A group of its own in each zone, where pods hold zonal volumes: the cluster scaler then adds the node where the volume is. The sizes are spread over the zones."""
    labels: dict[str, LabelValue] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()
    max_unavailable: PositiveCount = 1
    """Nodes replaced at once in an update."""
    priority: Annotated[int, Field(ge=1, le=100)] = 10
    """The cluster autoscaler's priority expander takes the group with the highest number first."""


class Access(Section):
    """An IAM role that may use the cluster, by an EKS access entry."""

    role: RoleArn
    policy: Literal["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSViewPolicy"]
    namespaces: tuple[str, ...] = ()
    """Limits the policy to these namespaces; empty is the whole cluster."""


class Eks(Section):
    """One cluster per region."""

    version: Annotated[str, StringConstraints(pattern=r"^1\.\d{2}$")]
    """Must be in standard support: see `data/eks.json`."""
    public_access_cidrs: tuple[IPv4Network, ...] = ()
    """Networks that reach the API server from outside; none makes the endpoint private."""
    log_days: LogDays = 30
    """How long control-plane logs (all five types) are kept."""
    node_groups: Annotated[dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")], NodeGroup], Field(min_length=1)]
    cluster_scaling: Literal["cluster_autoscaler", "karpenter", "none"] = "cluster_autoscaler"
    """Who adds and removes nodes. Karpenter brings its own nodes beside the managed groups."""
    karpenter_max_vcpus: PositiveCount = 256
    """The most vCPUs that Karpenter may start, in all."""
    fargate_system: bool = False
    """CoreDNS and Karpenter's controller on Fargate, so that they run before any node exists."""
    access: tuple[Access, ...] = ()
