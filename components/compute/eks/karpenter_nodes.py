"""The nodes that Karpenter may start: custom resources of its own."""

from typing import Any

import pulumi

from components.compute.eks.control_plane import cluster_name
from components.network.network import Network
from components.placement import Placement
from components.tags import common_tags
from settings.eks import architecture

NODE_CLASS = "default"
_DISK_GIB = 100
_PODS = 110  # what EKS recommends up to 30 vCPUs; every size from large up carries it by prefix delegation


def node_class(placement: Placement, network: Network, role_name: pulumi.Input[str], key_arn: pulumi.Input[str]) -> dict[str, Any]:
    """How nodes start: the same closed metadata service, encrypted volume, subnets and groups as those of the managed groups."""
    ami = placement.settings.eks.karpenter_ami
    return {
        "role": role_name,
        "amiSelectorTerms": [{"alias": ami}],
        "subnetSelectorTerms": [{"id": subnet} for subnet in network.subnet_ids["private"]],
        "securityGroupSelectorTerms": [{"id": network.security_groups.nodes.id}],
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpProtocolIPv6": "disabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        },
        "blockDeviceMappings": [
            {
                # Bottlerocket keeps images and pods on its second volume.
                "deviceName": "/dev/xvdb" if ami.startswith("bottlerocket") else "/dev/xvda",
                "ebs": {
                    "volumeSize": f"{_DISK_GIB}Gi",
                    "volumeType": "gp3",
                    "encrypted": True,
                    "kmsKeyID": key_arn,
                    "deleteOnTermination": True,
                },
            }
        ],
        "kubelet": {"maxPods": _PODS},
        "tags": common_tags(placement.settings, placement.stack, "compute") | {"Name": f"{cluster_name(placement)}-karpenter"},
    }


def node_pool(placement: Placement) -> dict[str, Any]:
    """Which nodes, how many, and when they go: spot first, of any current general type, replaced at the latest after 30 days."""
    settings = placement.settings.eks
    architectures = sorted({architecture(kind) for group in settings.node_groups.values() for kind in group.instance_types})
    requirements = {
        "kubernetes.io/os": ("In", ["linux"]),
        "kubernetes.io/arch": ("In", architectures),
        "topology.kubernetes.io/zone": ("In", list(placement.region.zones)),
        "karpenter.sh/capacity-type": ("In", ["on-demand", "spot"]),
        "karpenter.k8s.aws/instance-category": ("In", ["c", "m", "r"]),
        "karpenter.k8s.aws/instance-generation": ("Gt", ["4"]),
        "karpenter.k8s.aws/instance-cpu": ("Gt", ["3"]),
    }
    return {
        "template": {
            "spec": {
                "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": NODE_CLASS},
                "requirements": [{"key": key, "operator": operator, "values": values} for key, (operator, values) in requirements.items()],
                "expireAfter": "720h",
            }
        },
        "limits": {"cpu": str(settings.karpenter_max_vcpus)},
        "disruption": {"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "1m", "budgets": [{"nodes": "10%"}]},
    }
