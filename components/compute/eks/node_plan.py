"""Node groups worked out from the settings, before any resource: pure functions."""

import base64
from dataclasses import dataclass
from typing import Any

from capacity.addressing import size_in
from capacity.nodes import max_pods
from settings.eks import Eks, NodeGroup
from settings.regions import NodeGroupSize, Region

_AMI_TYPES = {
    ("al2023", "amd64"): "AL2023_x86_64_STANDARD",
    ("al2023", "arm64"): "AL2023_ARM_64_STANDARD",
    ("al2023_nvidia", "amd64"): "AL2023_x86_64_NVIDIA",
    ("al2023_nvidia", "arm64"): "AL2023_ARM_64_NVIDIA",
    ("bottlerocket", "amd64"): "BOTTLEROCKET_x86_64",
    ("bottlerocket", "arm64"): "BOTTLEROCKET_ARM_64",
}
_TAINT_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
_TEMPLATE = "k8s.io/cluster-autoscaler/node-template"
_BOTTLEROCKET_SYSTEM_GIB = 4  # its own volume; images and pods are on the second one


@dataclass(frozen=True)
class PlannedGroup:
    """One managed node group as it will stand in AWS."""

    name: str
    """The group's name in the settings, and its zone's letter where it has one."""
    group: NodeGroup
    zones: tuple[int, ...]
    """Which of the region's zones it uses, as positions in their order."""
    size: NodeGroupSize
    zone: str | None = None
    """Its only zone, where pods hold zonal volumes."""

    @property
    def ami_type(self) -> str:
        """EKS's name of the image."""
        return _AMI_TYPES[self.group.ami, self.group.architecture]

    @property
    def pods(self) -> int:
        """Pods per node. The smallest type decides, because the nodes of a group share one kubelet configuration."""
        return min(max_pods(kind) for kind in self.group.instance_types)


def plan_groups(eks: Eks, region: Region, active: bool) -> list[PlannedGroup]:
    """The node groups of a region while it works or stands by; one that is `one_per_zone` becomes a group in each."""
    planned: list[PlannedGroup] = []
    for name, group in eks.node_groups.items():
        size = size_in(region, name, group, active)
        if group.one_per_zone:
            sizes = spread(size, region.availability_zones)
            planned += [
                PlannedGroup(f"{name}-{zone.removeprefix(region.name)}", group, (index,), sizes[index], zone)
                for index, zone in enumerate(region.zones)
            ]
        else:
            planned.append(PlannedGroup(name, group, tuple(range(region.availability_zones)), size))
    return planned


def spread(size: NodeGroupSize, zones: int) -> list[NodeGroupSize]:
    """A size divided over zones as evenly as whole nodes allow; the first zones get what is left over."""

    def share(count: int, zone: int) -> int:
        return count // zones + (zone < count % zones)

    return [NodeGroupSize(min=share(size.min, zone), desired=share(size.desired, zone), max=share(size.max, zone)) for zone in range(zones)]


def user_data(planned: PlannedGroup) -> str:
    """What tells the kubelet how many pods a node takes: the image's own default counts single addresses, not prefixes. Base64.

    EKS adds the rest that a node needs to join.
    """
    if planned.group.ami == "bottlerocket":
        text = f"[settings.kubernetes]\nmax-pods = {planned.pods}\n"
    else:
        text = _NODE_CONFIG.format(pods=planned.pods)
    return base64.b64encode(text.encode()).decode()


_NODE_CONFIG = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="//"

--//
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: {pods}

--//--
"""


def volumes(planned: PlannedGroup) -> dict[str, int]:
    """Device → GiB."""
    if planned.group.ami == "bottlerocket":
        return {"/dev/xvda": _BOTTLEROCKET_SYSTEM_GIB, "/dev/xvdb": planned.group.disk_gib}
    return {"/dev/xvda": planned.group.disk_gib}


def taints(group: NodeGroup) -> list[dict[str, str]]:
    """The taints in EKS's form."""
    return [taint.model_dump() for taint in group.taints]


def autoscaler_tags(planned: PlannedGroup, cluster: str) -> dict[str, str]:
    """Tags of the Auto Scaling group: by the first two the cluster autoscaler finds it; the others say what a node would be like
    while there is none to look at."""
    tags = {"k8s.io/cluster-autoscaler/enabled": "true", f"k8s.io/cluster-autoscaler/{cluster}": "owned"}
    for key, value in sorted(planned.group.labels.items()):
        tags[f"{_TEMPLATE}/label/{key}"] = value
    if planned.zone:
        # The label that the EBS driver ties a volume to its zone with; only the running driver would set it.
        tags[f"{_TEMPLATE}/label/topology.ebs.csi.aws.com/zone"] = planned.zone
    for taint in planned.group.taints:
        tags[f"{_TEMPLATE}/taint/{taint.key}"] = f"{taint.value}:{_TAINT_EFFECTS[taint.effect]}"
    return tags


def metadata_options() -> dict[str, Any]:
    """IMDSv2 only, and only for the host: one hop does not reach into pods, whose permissions come by pod identity.

    What reads the metadata service (VPC CNI, CSI node drivers) runs on the host network.
    """
    return {"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1, "instance_metadata_tags": "disabled"}
