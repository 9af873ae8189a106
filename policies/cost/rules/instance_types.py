"""Instances, nodes and brokers are of types that are worth their money."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from costing.changes import GRAVITON, KAFKA_GRAVITON, NEXT_GENERATION
from costing.price import PriceError
from costing.sizes import size_of
from policies.cost.places import each_text_at
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_KAFKA = "kafka."
_PREFIXES = ("db.", "cache.", "dax.", "ml.", "mq.", "dms.", _KAFKA)
_SUFFIXES = (".search", ".elasticsearch")
_SEARCH_GRAVITON = {old: new for old, new in GRAVITON.items() if not new.startswith("t")}
_SEARCH = ("clusterConfig.instanceType", "clusterConfig.dedicatedMasterType", "clusterConfig.warmType")
_PLACES: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/instance:Instance": ("instanceType",),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ("instanceType",),
    "aws:ec2/launchTemplate:LaunchTemplate": ("instanceType",),
    "aws:ec2/launchConfiguration:LaunchConfiguration": ("instanceType",),
    "aws:autoscaling/group:Group": ("mixedInstancesPolicy.launchTemplate.overrides[].instanceType",),
    "aws:eks/nodeGroup:NodeGroup": ("instanceTypes",),
    "eks:index:Cluster": ("instanceType",),
    "eks:index:ManagedNodeGroup": ("instanceTypes",),
    "eks:index:NodeGroup": ("instanceType",),
    "eks:index:NodeGroupV2": ("instanceType",),
    "aws:rds/instance:Instance": ("instanceClass",),
    "aws:rds/clusterInstance:ClusterInstance": ("instanceClass",),
    "aws:rds/cluster:Cluster": ("dbClusterInstanceClass",),
    "aws:docdb/clusterInstance:ClusterInstance": ("instanceClass",),
    "aws:neptune/clusterInstance:ClusterInstance": ("instanceClass",),
    "aws:elasticache/cluster:Cluster": ("nodeType",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("nodeType",),
    "aws:memorydb/cluster:Cluster": ("nodeType",),
    "aws:dax/cluster:Cluster": ("nodeType",),
    "aws:opensearch/domain:Domain": _SEARCH,
    "aws:elasticsearch/domain:Domain": _SEARCH,
    "aws:redshift/cluster:Cluster": ("nodeType",),
    "aws:emr/cluster:Cluster": (
        "masterInstanceGroup.instanceType",
        "coreInstanceGroup.instanceType",
        "masterInstanceFleet.instanceTypeConfigs[].instanceType",
        "coreInstanceFleet.instanceTypeConfigs[].instanceType",
    ),
    "aws:emr/instanceGroup:InstanceGroup": ("instanceType",),
    "aws:emr/instanceFleet:InstanceFleet": ("instanceTypeConfigs[].instanceType",),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": ("productionVariants[].instanceType",),
    "aws:sagemaker/notebookInstance:NotebookInstance": ("instanceType",),
    "aws:msk/cluster:Cluster": ("brokerNodeGroupInfo.instanceType",),
    "aws:mq/broker:Broker": ("hostInstanceType",),
    "aws:dms/replicationInstance:ReplicationInstance": ("replicationInstanceClass",),
}
"""Type → where it says of which types its instances are."""


def _bare(instance_type: str) -> str:
    """`r6g.large` of `db.r6g.large` and of `r6g.large.search`."""
    for prefix in _PREFIXES:
        instance_type = instance_type.removeprefix(prefix)
    for suffix in _SUFFIXES:
        instance_type = instance_type.removesuffix(suffix)
    return instance_type


def _family(instance_type: str) -> str:
    return _bare(instance_type).partition(".")[0]


@resource_rule(
    "instance-types-forbidden",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="No instance is of a type that the stack forbids, be it of EC2, EKS, a database, a cache, a search domain or a broker.",
    remedy="Choose another instance type, or take the pattern out of the stack's settings.",
    controls=("platform",),
    types=tuple(_PLACES),
    config={
        "forbidden": {
            "type": "array",
            "items": {"type": "string"},
            "default": ["u-*", "p[3456]*.*", "trn*", "*.metal", "*.metal-*"],
            "description": "Types as EC2 names them, * for any characters: `p5*`, `*.metal`, `x2*`.",
        }
    },
)
def instance_types_forbidden(resource: Subject) -> Iterator[str]:
    def check(instance_type: str) -> Iterator[str]:
        for pattern in resource.settings["forbidden"]:
            if fnmatchcase(_bare(instance_type), str(pattern)):
                yield f"{instance_type} is forbidden by {pattern}"

    yield from each_text_at(resource, _PLACES[resource.type], check)


@resource_rule(
    "instance-size-limit",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="No instance has more vCPUs than the stack allows.",
    remedy="Choose a smaller size, and more of them where the load can be spread.",
    controls=("platform",),
    types=tuple(_PLACES),
    config={"vcpus": {"type": "number", "minimum": 1, "default": 96, "description": "Of one instance, at most."}},
)
def instance_size_limit(resource: Subject) -> Iterator[str]:
    most = resource.settings["vcpus"]

    def check(instance_type: str) -> Iterator[str]:
        try:
            vcpus = size_of(_bare(instance_type)).vcpus
        except PriceError:  # such as ra3.xlplus and db.serverless, which are no machines of EC2
            return
        if vcpus > most:
            yield f"{instance_type} has {vcpus:g} vCPUs, more than {most:g}"

    yield from each_text_at(resource, _PLACES[resource.type], check)


@resource_rule(
    "instance-previous-generation",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="No instance is of a previous generation, which costs more for less.",
    remedy="Choose the family that follows it, which the message names, or a newer one.",
    controls=("platform",),
    types=tuple(_PLACES),
)
def instance_previous_generation(resource: Subject) -> Iterator[str]:
    def check(instance_type: str) -> Iterator[str]:
        if _family(instance_type) in NEXT_GENERATION:
            yield f"{instance_type} is of a previous generation; {NEXT_GENERATION[_family(instance_type)]} follows it"

    yield from each_text_at(resource, _PLACES[resource.type], check)


@resource_rule(
    "instance-graviton",
    topic=Topic.COST,
    severity=Severity.LOW,
    description="Instances use AWS's ARM processors where a family has them, for about a fifth less.",
    remedy="Choose the family that the message names; for machines of one's own, with images for arm64.",
    controls=("platform",),
    types=tuple(_PLACES),
)
def instance_graviton(resource: Subject) -> Iterator[str]:
    def check(instance_type: str) -> Iterator[str]:
        families = _SEARCH_GRAVITON if instance_type.endswith(_SUFFIXES) else GRAVITON
        families = KAFKA_GRAVITON if instance_type.startswith(_KAFKA) else families
        if _family(instance_type) in families:
            yield f"{instance_type} has an ARM counterpart, {families[_family(instance_type)]}"

    yield from each_text_at(resource, _PLACES[resource.type], check)
