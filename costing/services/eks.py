"""EKS clusters and their nodes."""

import functools
import json
from datetime import date
from pathlib import Path

from costing.bill import Bill
from costing.disks import Disk
from costing.estimators import estimates, free
from costing.machines import Machine, add_machines, machine_of_template, template_of
from costing.price import PriceError
from costing.today import today
from inventory.values import Values

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
COMPONENT = "eks:index:Cluster"
_MAKES_NODES = (NODE_GROUP, "aws:autoscaling/group:Group", "aws:cloudformation/stack:Stack")
_FACTS = Path(__file__).parent.parent.parent / "data" / "eks.json"

_NODE_TYPE = "t3.medium"
"""Of a managed node group that names none; and of the default nodes of an `eks.Cluster`, of which there are two."""
_NODE_DISK_GB = 20
_WINDOWS_NODE_DISK_GB = 50

free(
    "part of the cluster",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/identityProviderConfig:IdentityProviderConfig",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
)
free("AWS's own add-ons cost nothing by themselves", "aws:eks/addon:Addon")
free(
    "what it is made of is paid",
    "eks:index:ManagedNodeGroup",
    "eks:index:NodeGroup",
    "eks:index:NodeGroupV2",
    "eks:index:NodeGroupSecurityGroup",
    "eks:index:ClusterCreationRoleProvider",
    "eks:index:Addon",
    "eks:index:VpcCniAddon",
)


@estimates(CLUSTER)
def cluster(bill: Bill) -> None:
    """The control plane: dearer once its version's standard support has ended, unless it is upgraded by then on its own."""
    if bill.values.flag("computeConfig.enabled") or bill.values.flag("autoMode.enabled"):
        raise PriceError("no price for Auto Mode, whose nodes AWS chooses and charges more for")
    extended = _is_in_extended_support(bill.values)
    text = f"control plane, Kubernetes {bill.values.text('version')} in extended support" if extended else "control plane"
    bill.hours(text, 1, "eks", "cluster_hour_extended_support" if extended else "cluster_hour")


@estimates(COMPONENT)
def cluster_component(bill: Bill) -> None:
    """Where only the component is known, the cluster and the default nodes in it; else these are priced by themselves."""
    inside = {one.type for one in bill.around.of_type(CLUSTER, *_MAKES_NODES) if _is_in(bill, one.parent)}
    if CLUSTER not in inside:
        cluster(bill)
    values = bill.values
    if values.flag("skipDefaultNodeGroup") or values.flag("fargate") or inside & {*_MAKES_NODES}:
        return
    desired = values.number("desiredCapacity")
    disk = Disk("gp2", values.number("nodeRootVolumeSize") or _NODE_DISK_GB)
    machine = Machine(values.text("instanceType") or _NODE_TYPE, [disk])
    add_machines(bill, machine, 2 if desired is None else desired)


@estimates(NODE_GROUP)
def node_group(bill: Bill) -> None:
    """The desired number of nodes, all of the first type; what the Cluster Autoscaler adds is not in it."""
    values = bill.values
    template = template_of(bill, "launchTemplate.id", "launchTemplate.name")
    machine = machine_of_template(template)
    types = values.texts("instanceTypes")
    windows = values.text("amiType").startswith("WINDOWS")
    default_gb = _WINDOWS_NODE_DISK_GB if windows else _NODE_DISK_GB
    machine = Machine(
        instance_type=types[0] if types else machine.instance_type or _NODE_TYPE,
        disks=machine.disks if template else [Disk("gp2", values.number("diskSize") or default_gb)],
        spot=values.text("capacityType") == "SPOT",
        windows=windows,
        detailed_monitoring=machine.detailed_monitoring,
        public_address=machine.public_address,
    )
    add_machines(bill, machine, values.number("scalingConfig.desiredSize") or 0)


@estimates("aws:eks/fargateProfile:FargateProfile")
def fargate_profile(bill: Bill) -> None:
    """Usage: `vcpu_hours` and `gb_hours` of the pods that run on it."""
    bill.add("pods: vCPU", bill.usage("vcpu_hours"), "fargate", "vcpu_hour", by_usage=True)
    bill.add("pods: memory", bill.usage("gb_hours"), "fargate", "gb_hour", by_usage=True)


def _is_in(bill: Bill, parent: str) -> bool:
    while parent and parent != bill.resource.urn:
        around = bill.around.by_urn.get(parent)
        parent = around.parent if around else ""
    return bool(parent)


def _is_in_extended_support(values: Values) -> bool:
    if values.text("upgradePolicy.supportType") == "STANDARD":
        return False
    ends = _standard_support_ends().get(values.text("version"))
    return ends is not None and ends <= today()


@functools.cache
def _standard_support_ends() -> dict[str, date]:
    versions = json.loads(_FACTS.read_text())["versions"]
    ends = {version: facts["standard_support_ends"] for version, facts in versions.items()}
    return {version: date.fromisoformat(end) for version, end in ends.items() if end}
