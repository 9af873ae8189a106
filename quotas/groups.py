"""Who starts EC2 instances: how many, of which types, with which disks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.resource import Resource
from inventory.values import Values
from quotas.counting import One

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
SCALING_GROUP = "aws:autoscaling/group:Group"
INSTANCE = "aws:ec2/instance:Instance"
SPOT_REQUEST = "aws:ec2/spotInstanceRequest:SpotInstanceRequest"
NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool"
EMR_CLUSTER = "aws:emr/cluster:Cluster"
EMR_FLEET = "aws:emr/instanceFleet:InstanceFleet"
EMR_GROUP = "aws:emr/instanceGroup:InstanceGroup"
EMR_SCALING = "aws:emr/managedScalingPolicy:ManagedScalingPolicy"
TYPES = (NODE_GROUP, SCALING_GROUP, INSTANCE, SPOT_REQUEST, NODE_POOL, EMR_CLUSTER, EMR_FLEET, EMR_GROUP, EMR_SCALING)

_NODE_TYPE = "t3.medium"
_NODE_DISK_GIB = 20
_ROOT_GIB = 8
_DEFAULT_KIND = "gp2"


@dataclass(frozen=True)
class Disk:
    """One volume."""

    kind: str
    gib: float
    iops: float = 0


@dataclass(frozen=True)
class Group:
    """Some equal instances."""

    types: Sequence[str]
    """That they may be of, the first first."""
    now: float
    most: float
    spot: bool = False
    disks: Sequence[Disk] = ()
    vcpus: float = 0
    """Where only the vCPUs are limited, which something starts by itself."""


def disk_of(values: Values, default_gib: float = 0) -> Disk:
    """A volume as a resource describes it."""
    kind = values.text("volumeType") or values.text("type") or _DEFAULT_KIND
    return Disk(kind, values.number("volumeSize") or values.number("size") or default_gib, values.number("iops") or 0)


def groups_of(one: One) -> Iterator[Group]:
    """The instances that a resource starts, alone or in groups."""
    match one.resource.type:
        case t if t == NODE_GROUP:
            yield _node_group(one)
        case t if t == SCALING_GROUP:
            yield from _scaling_group(one)
        case t if t in (INSTANCE, SPOT_REQUEST):
            yield _instance(one)
        case t if t == NODE_POOL:
            yield from _node_pool(one)
        case t if t == EMR_CLUSTER:
            yield from _emr_cluster(one.values)
        case t if t == EMR_FLEET:
            yield from _emr_fleet(one.values)
        case t if t == EMR_GROUP:
            yield _emr_group(one.values)
        case _:
            yield from _emr_scaling(one)


def _template(one: One, *properties: str) -> Values | None:
    found = (one.stack.target(one.resource, name, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION) for name in properties)
    template = next((resource for resource in found if resource), None)
    return one.stack.values(template) if template else None


def _template_disks(template: Values) -> list[Disk]:
    if template.has("blockDeviceMappings"):
        return [disk_of(one.inner("ebs")) for one in template.items("blockDeviceMappings") if one.has("ebs")]
    return _own_disks(template)


def _own_disks(values: Values) -> list[Disk]:
    return [disk_of(values.inner("rootBlockDevice"), _ROOT_GIB), *(disk_of(one) for one in values.items("ebsBlockDevices"))]


def _is_spot(template: Values | None) -> bool:
    return template is not None and (template.text("instanceMarketOptions.marketType") == "spot" or template.has("spotPrice"))


def _node_group(one: One) -> Group:
    values, template = one.values, _template(one, "launchTemplate.id", "launchTemplate.name")
    types = values.texts("instanceTypes") or [template.text("instanceType") if template else ""]
    disks = _template_disks(template) if template else [Disk(_DEFAULT_KIND, values.number("diskSize") or _NODE_DISK_GIB)]
    desired = values.number("scalingConfig.desiredSize") or 0
    most = values.number("scalingConfig.maxSize") or desired
    return Group([name or _NODE_TYPE for name in types], desired, most, values.text("capacityType") == "SPOT", disks)


def _scaling_group(one: One) -> Iterator[Group]:
    values = one.values
    desired = values.number("desiredCapacity")
    now = values.number("minSize") or 0 if desired is None else desired
    most = max(values.number("maxSize") or 0, now)
    specification = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"
    names = ("launchTemplate.id", "launchTemplate.name", "launchConfiguration")
    template = _template(one, *names, f"{specification}.launchTemplateId", f"{specification}.launchTemplateName")
    types = [template.text("instanceType") if template else ""]
    disks = _template_disks(template) if template else ()
    mixed = values.inner("mixedInstancesPolicy")
    if not mixed.raw:
        yield Group(types, now, most, _is_spot(template), disks)
        return
    overrides = mixed.inner("launchTemplate").items("overrides")
    types = [name for override in overrides if (name := override.text("instanceType"))] or types
    weight = next((override.number("weightedCapacity") for override in overrides), None) or 1
    distribution = mixed.inner("instancesDistribution")
    base, percentage = distribution.number("onDemandBaseCapacity") or 0, distribution.number("onDemandPercentageAboveBaseCapacity")
    share = (100 if percentage is None else percentage) / 100

    def on_demand(capacity: float) -> float:
        fixed = min(base, capacity)
        return fixed + (capacity - fixed) * share

    yield Group(types, math.ceil(on_demand(now) / weight), math.ceil(on_demand(most) / weight), False, disks)
    yield Group(types, math.ceil((now - on_demand(now)) / weight), math.ceil((most - on_demand(most)) / weight), True, disks)


def _instance(one: One) -> Group:
    values, template = one.values, _template(one, "launchTemplate.id", "launchTemplate.name")
    type_ = values.text("instanceType") or (template.text("instanceType") if template else "")
    spot = one.resource.type == SPOT_REQUEST or values.text("instanceMarketOptions.marketType") == "spot" or _is_spot(template)
    disks = _template_disks(template) if template and not values.has("rootBlockDevice") else _own_disks(values)
    return Group([type_], 1, 1, spot, disks)


def _node_pool(one: One) -> Iterator[Group]:
    """What Karpenter may start, all of it on demand or all of it on spot, of standard families; its limit is on vCPUs."""
    limit = one.values.number("spec.limits.cpu")
    if not limit:
        return
    requirements = one.values.items("spec.template.spec.requirements")
    markets = [value for one in requirements if one.text("key") == "karpenter.sh/capacity-type" for value in one.texts("values")]
    for market in markets or ["on-demand"]:
        yield Group((), 0, 0, market == "spot", vcpus=limit)


def _emr_disks(values: Values) -> list[Disk]:
    return [
        Disk(one.text("type") or _DEFAULT_KIND, (one.number("size") or 0) * (one.number("volumesPerInstance") or 1))
        for one in values.items("ebsConfigs") or values.items("ebsConfig")
    ]


def _emr_group(values: Values) -> Group:
    count = values.number("instanceCount")
    number = 1 if count is None else count
    return Group([values.text("instanceType")], number, number, values.has("bidPrice"), _emr_disks(values))


def _emr_fleet(values: Values) -> Iterator[Group]:
    configs = values.items("instanceTypeConfigs")
    if not configs:
        return
    weight = configs[0].number("weightedCapacity") or 1
    types, disks = [config.text("instanceType") for config in configs], _emr_disks(configs[0])
    for property_, spot in (("targetOnDemandCapacity", False), ("targetSpotCapacity", True)):
        if count := math.ceil((values.number(property_) or 0) / weight):
            yield Group(types, count, count, spot, disks)


def _emr_cluster(values: Values) -> Iterator[Group]:
    for role in ("master", "core"):
        if values.has(f"{role}InstanceGroup"):
            yield _emr_group(values.inner(f"{role}InstanceGroup"))
        yield from _emr_fleet(values.inner(f"{role}InstanceFleet"))


def _emr_scaling(one: One) -> Iterator[Group]:
    """What managed scaling may add to core and task nodes, of the type of the core nodes."""
    cluster = one.stack.target(one.resource, "clusterId", EMR_CLUSTER)
    limits = one.values.inner("computeLimits")
    most = limits.number("maximumCapacityUnits") or 0
    if cluster is None or not most:
        return
    core, tasks = one.stack.values(cluster), _tasks(one, cluster)
    fixed = [
        *_emr_fleet(core.inner("coreInstanceFleet")),
        *([_emr_group(core.inner("coreInstanceGroup"))] if core.has("coreInstanceGroup") else []),
    ]
    running = [*fixed, *tasks]
    on_demand = sum(group.now for group in running if not group.spot)
    spot = sum(group.now for group in running if group.spot)
    limit = limits.number("maximumOndemandCapacityUnits")
    types, disks = (running[0].types, running[0].disks) if running else ([""], ())
    more_on_demand = max(min(most, most if limit is None else limit) - on_demand, 0)
    yield Group(types, 0, more_on_demand, False, disks)
    if limit is not None and limit < most:
        yield Group(types, 0, max(most - limit - spot, 0), True, disks)


def _tasks(one: One, cluster: Resource) -> list[Group]:
    found: list[Group] = []
    for other in one.stack.of_type(EMR_FLEET, EMR_GROUP):
        if one.stack.target(other, "clusterId", EMR_CLUSTER) is cluster:
            values = one.stack.values(other)
            found += _emr_fleet(values) if other.type == EMR_FLEET else [_emr_group(values)]
    return found
