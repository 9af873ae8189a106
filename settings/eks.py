"""The Kubernetes control plane, its nodes and its add-ons."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from settings.section import Cidr, Count, GiB, InstanceType, LogDays, PositiveCount, RoleArn, Section, matches

Architecture = Literal["amd64", "arm64"]

KubernetesVersion = Annotated[str, matches(r"1\.\d{2}", 'a Kubernetes version, such as "1.35"')]

LabelValue = Annotated[
    str, matches(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?", "1 to 63 letters, digits, _ . or -, with a letter or digit at both ends")
]


class Taint(Section):
    """Keeps pods off a node group unless they tolerate it."""

    key: Annotated[str, matches(r"([a-z0-9.-]+/)?[A-Za-z0-9_.-]{1,63}", "a Kubernetes key, such as gpu or nvidia.com/gpu")]
    value: LabelValue = "true"
    effect: Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] = "NO_SCHEDULE"


def architecture(instance_type: str) -> Architecture:
    """The processor of an instance type, by AWS's naming: a `g` after the generation is Graviton (`c7g`, `im4gn`, but not `g5`)."""
    family = re.match(r"[a-z]+(?:-\w+)?\d+([a-z]*)", instance_type)
    graviton = instance_type.startswith("a1.") or (family is not None and "g" in family[1])
    return "arm64" if graviton else "amd64"


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
    """A group of its own in each zone, where pods hold zonal volumes: the cluster scaler then adds the node where the volume is.
    The sizes are spread over the zones."""
    labels: dict[str, LabelValue] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()
    max_unavailable: PositiveCount = 1
    """Nodes replaced at once in an update."""
    priority: Annotated[int, Field(ge=1, le=100)] = 10
    """The cluster autoscaler's priority expander takes the group with the highest number first."""

    @field_validator("instance_types")
    @classmethod
    def _are_of_one_architecture(cls, instance_types: tuple[str, ...]) -> tuple[str, ...]:
        if len({architecture(kind) for kind in instance_types}) > 1:
            raise ValueError("mixes amd64 and arm64; a node group has one image, so give each architecture a group")
        return instance_types

    @property
    def architecture(self) -> Architecture:
        """The processor that all its instance types share."""
        return architecture(self.instance_types[0])


class Access(Section):
    """An IAM role that may use the cluster, by an EKS access entry."""

    role: RoleArn
    policy: Literal[
        "AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSViewPolicy"
    ]
    namespaces: tuple[str, ...] = ()
    """Limits the policy to these namespaces; empty is the whole cluster."""


class Eks(Section):
    """One cluster per region."""

    version: KubernetesVersion
    """Must be in standard support: see `data/eks.json`."""
    public_access_cidrs: tuple[Cidr, ...] = ()
    """Networks that reach the API server from outside, at most a /8 each; none makes the endpoint private."""
    log_days: LogDays = 30
    """How long control-plane logs (all five types) are kept."""
    node_groups: Annotated[
        dict[Annotated[str, matches(r"[a-z][a-z0-9-]{0,19}", "1 to 20 small letters, digits or -, with a letter first")], NodeGroup],
        Field(min_length=1),
    ]
    cluster_scaling: Literal["cluster_autoscaler", "karpenter", "none"] = "cluster_autoscaler"
    """Who adds and removes nodes. Karpenter brings its own nodes beside the managed groups."""
    karpenter_max_vcpus: PositiveCount = 256
    """The most vCPUs that Karpenter may start, in all."""
    karpenter_ami: Annotated[
        str, matches(r"al2023@v\d{8}|bottlerocket@v\d+\.\d+\.\d+", "a released image, such as al2023@v20261023 or bottlerocket@v1.50.0")
    ] = "al2023@v20261023"
    """The image of Karpenter's nodes; never `latest`, which would replace every node on the day AWS publishes. Releases: https://github.com/awslabs/amazon-eks-ami/releases"""
    fargate_system: bool = False
    """CoreDNS and Karpenter's controller on Fargate, so that they run before any node exists."""
    access: tuple[Access, ...] = ()
