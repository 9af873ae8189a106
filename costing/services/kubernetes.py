"""What Kubernetes objects make AWS provide besides nodes: volumes, load balancers, and Karpenter's nodes."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.claims import claims_of
from costing.demand import RELEASE, gib
from costing.disks import Disk, add_disks
from costing.estimators import estimates
from costing.machines import Machine, add_machines
from costing.price import PriceError
from costing.requests import requests_of
from costing.sizes import size_of
from inventory.instance_sizes import Size
from inventory.resource import Resource
from inventory.values import Values

STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool"
_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_NODE_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
_INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
_EBS = {"ebs.csi.aws.com", "kubernetes.io/aws-ebs", ""}
_KINDS = ("gp3", "gp2", "io2", "io1", "st1", "sc1")
_DEFAULT_KIND = "gp3"
"""Of the EBS driver, for a class that names none."""
_IS_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_NLB_TYPES = {"nlb", "nlb-ip", "external"}
_NODE_GB = 20

_CLAIMS = (
    RELEASE,
    "kubernetes:core/v1:PersistentVolumeClaim",
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation",
    "kubernetes:clickhouse-keeper.altinity.com/v1:ClickHouseKeeperInstallation",
    "kubernetes:kafka.strimzi.io/v1:KafkaNodePool",
    "kubernetes:monitoring.coreos.com/v1:Prometheus",
    "kubernetes:postgresql.cnpg.io/v1:Cluster",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster",
)


@estimates(*_CLAIMS)
def claims(bill: Bill) -> None:
    """The volumes that it claims; and a chart's load balancers. Usage of these: `lcus` that are used on average."""
    volumes = claims_of(bill.resource)
    balancers = _services(bill.values.inner("values")) if bill.resource.type == RELEASE else 0
    if not (volumes or balancers) or not _is_on_aws(bill):
        return
    for one in volumes:
        if kind := _kind_of(bill, one.storage_class):
            add_disks(bill, [Disk(kind, one.gib)], one.count)
    _add_balancers(bill, balancers, "nlb")


@estimates("kubernetes:core/v1:Service")
def service(bill: Bill) -> None:
    """A load balancer, if it asks for one. Usage: `lcus` that are used on average."""
    if bill.values.text("spec.type") != "LoadBalancer" or not _is_on_aws(bill):
        return
    kind = _annotation(bill.values, "service.beta.kubernetes.io/aws-load-balancer-type")
    if kind not in _NLB_TYPES and "nlb" not in bill.values.text("spec.loadBalancerClass"):
        raise PriceError("no price for the Classic Load Balancer that it asks for")
    _add_balancers(bill, 1, "nlb")


@estimates(_INGRESS)
def ingress(bill: Bill) -> None:
    """An Application Load Balancer, if it is of that class; one for each group. Usage: `lcus` that are used on average."""
    if not _is_alb(bill.resource) or not _is_on_aws(bill):
        return
    group = _group(bill.resource)
    same = [one for one in bill.around.of_type(_INGRESS) if _is_alb(one) and group and _group(one) == group]
    if not same or min(same, key=lambda one: one.urn) is bill.resource:
        _add_balancers(bill, 1, "alb")


@estimates(NODE_POOL)
def node_pool(bill: Bill) -> None:
    """Nodes come and go as pods do. Usage: `vcpus` that they have together on average.

    Unless said they carry what is requested beyond the room of the node groups. They are counted as the first kind of
    instance that the pool allows, on spot if it allows that, as Karpenter prefers.
    """
    if not _is_on_aws(bill):
        return
    spec = bill.values.inner("spec.template.spec")
    allowed = {one.text("key"): one.texts("values") for one in spec.items("requirements") if one.text("operator") == "In"}
    machine = Machine(
        instance_type=_first_type(allowed),
        disks=_node_disks(bill, spec.text("nodeClassRef.name")),
        spot="spot" in allowed.get("karpenter.sh/capacity-type", ["on-demand"]),
    )
    size = size_of(machine.instance_type)
    add_machines(bill, machine, bill.usage("vcpus", _requested_beyond_groups(bill, size)) / size.vcpus)


def _requested_beyond_groups(bill: Bill, size: Size) -> float:
    """vCPUs of as many nodes of this size as it takes for what finds no room on the node groups, divided among the pools."""
    inside = [one for one in bill.around.by_urn.values() if one.provider == bill.resource.provider and one.type.startswith("kubernetes:")]
    groups = [Values(dict(one.inputs)) for one in bill.around.of_type(_NODE_GROUP) if one.region == bill.region]
    there = [(size_of(kind), one.number("scalingConfig.desiredSize") or 0) for one in groups for kind in one.texts("instanceTypes")[:1]]
    asked, _ = requests_of(inside, sum(count for _, count in there))
    vcpus = sum(one.vcpus for one in asked) - sum(each.vcpus * count for each, count in there)
    gib_left = sum(one.gib for one in asked) - sum(each.gib * count for each, count in there)
    pools = sum(one.type == NODE_POOL for one in inside)
    return max(vcpus, gib_left * size.vcpus / size.gib, 0) / pools


def _first_type(allowed: dict[str, list[str]]) -> str:
    if types := allowed.get("node.kubernetes.io/instance-type"):
        return types[0]
    if families := allowed.get("karpenter.k8s.aws/instance-family"):
        return f"{families[0]}.xlarge"
    category = (allowed.get("karpenter.k8s.aws/instance-category") or ["m"])[0]
    arm_only = allowed.get("kubernetes.io/arch") == ["arm64"]
    return f"{category}{'7g' if arm_only else '6i'}.xlarge"


def _node_disks(bill: Bill, name: str) -> list[Disk]:
    classes = [Values(dict(one.inputs)) for one in bill.around.of_type(_NODE_CLASS) if one.provider == bill.resource.provider]
    mappings = [ebs for one in classes if one.text("metadata.name") == name for ebs in one.items("spec.blockDeviceMappings")]
    disks = [Disk(one.text("ebs.volumeType") or _DEFAULT_KIND, gib(one.text("ebs.volumeSize"))) for one in mappings]
    return disks or [Disk(_DEFAULT_KIND, _NODE_GB)]


def _add_balancers(bill: Bill, count: int, kind: str) -> None:
    if count:
        bill.hours(f"load balancer ({kind.upper()})", count, "load_balancer", f"{kind}_hour")
        bill.add("LCUs", bill.usage("lcus") * HOURS, "load_balancer", f"{kind}_lcu_hour", by_usage=True)


def _services(values: Values) -> int:
    """How many services of a chart ask for a load balancer."""
    if not isinstance(values.raw, dict):
        return 0
    own = 1 if values.raw.get("type") == "LoadBalancer" and values.flag("enabled", default=True) else 0
    return own + sum(_services(Values(one)) for one in values.raw.values() if isinstance(one, dict))


def _is_alb(resource: Resource) -> bool:
    values = Values(dict(resource.inputs))
    return "alb" in (values.text("spec.ingressClassName"), _annotation(values, "kubernetes.io/ingress.class"))


def _group(resource: Resource) -> str:
    name = _annotation(Values(dict(resource.inputs)), "alb.ingress.kubernetes.io/group.name")
    return f"{resource.provider} {name}" if name else ""


def _annotation(values: Values, key: str) -> str:
    """An annotation: its key has dots, which a path must not."""
    annotations = values.inner("metadata.annotations")
    found = annotations.raw[key] if key in annotations.keys() else ""  # noqa: SIM118  it is no dictionary
    return found if isinstance(found, str) else ""


def _kind_of(bill: Bill, name: str) -> str:
    """The type of EBS volume that a storage class makes; empty for one that makes none, such as EFS's."""
    classes = [Values(dict(one.inputs)) for one in bill.around.of_type(STORAGE_CLASS) if one.provider == bill.resource.provider]
    for one in classes:
        default = _annotation(one, _IS_DEFAULT) == "true"
        if one.text("metadata.name") == name or (default and not name):
            return (one.text("parameters.type") or _DEFAULT_KIND) if one.text("provisioner") in _EBS else ""
    return next((kind for kind in _KINDS if kind in name), "" if "efs" in name else _DEFAULT_KIND)


def _is_on_aws(bill: Bill) -> bool:
    """Whether the stack has anything on AWS. An object is in its cluster's region, or in the only one there is."""
    if bill.region:
        return True
    provider = bill.around.by_urn.get(bill.resource.provider)
    origins = [urn for urns in (provider.property_dependencies.values() if provider else ()) for urn in urns]
    near = {one.region for urn in origins if (one := bill.around.by_urn.get(urn))} - {""}
    regions = near or {one.region for one in bill.around.by_urn.values()} - {""}
    if len(regions) > 1:
        raise PriceError("the region of its cluster is not known")
    bill.region = "".join(regions)
    return bool(regions)
