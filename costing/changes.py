"""The same resources with something about them made cheaper: other instance types, other disks, spot capacity."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from inventory.resource import Resource

_TYPE = re.compile(
    r"(?P<service>(?:db|cache|kafka|dax|ml)\.)?(?P<family>[a-z]+\d[a-z]*)\."
    r"(?P<size>(?:nano|micro|small|medium|large|\d*xlarge|metal)(?:\.search|\.elasticsearch)?)"
)
GRAVITON = {
    **dict.fromkeys(("t2", "t3", "t3a"), "t4g"),
    **dict.fromkeys(("m4", "m5", "m5a"), "m6g"),
    **dict.fromkeys(("m5d", "m5ad", "m6id"), "m6gd"),
    **dict.fromkeys(("m6i", "m6a", "m7i", "m7a"), "m7g"),
    **dict.fromkeys(("c4", "c5", "c5a"), "c6g"),
    **dict.fromkeys(("c5d", "c5ad", "c6id"), "c6gd"),
    **dict.fromkeys(("c5n", "c6in"), "c6gn"),
    **dict.fromkeys(("c6i", "c6a", "c7i", "c7a"), "c7g"),
    **dict.fromkeys(("r4", "r5", "r5a"), "r6g"),
    **dict.fromkeys(("r5d", "r5ad", "r6id"), "r6gd"),
    **dict.fromkeys(("r6i", "r6a", "r7i", "r7a"), "r7g"),
    **dict.fromkeys(("i3", "i4i"), "i4g"),
}
KAFKA_GRAVITON = {"m5": "m7g"}
NEXT_GENERATION = {
    **dict.fromkeys(("m1", "m3", "m4"), "m5"),
    **dict.fromkeys(("c1", "c3", "c4"), "c5"),
    **dict.fromkeys(("m2", "r3", "r4"), "r5"),
    **dict.fromkeys(("t1", "t2"), "t3"),
    "i2": "i3",
    "d2": "d3",
    "g2": "g4dn",
    "g3": "g4dn",
    "p2": "p3",
}
"""Families that AWS calls previous generations → those that follow them."""
_DISKS_LIKE_EC2S = ("aws:ec2/", "aws:ebs/", "aws:autoscaling/")


def on_graviton(resource: Resource) -> Resource:
    """On AWS's own ARM processors: instances, Lambda functions, Fargate tasks."""
    if resource.type == "aws:lambda/function:Function":
        return _with(resource, architectures=["arm64"])
    if resource.type == "aws:ecs/taskDefinition:TaskDefinition":
        platform = _mapping(resource.inputs.get("runtimePlatform"))
        if str(platform.get("operatingSystemFamily", "LINUX")).startswith("WINDOWS"):
            return resource
        return _with(resource, runtimePlatform={**platform, "cpuArchitecture": "ARM64"})
    return replace(resource, inputs=_retyped(resource.inputs, "", _graviton))


def on_next_generation(resource: Resource) -> Resource:
    """On the instance family that follows a previous generation's."""
    return replace(resource, inputs=_retyped(resource.inputs, "", lambda _, family: NEXT_GENERATION.get(family, family)))


def on_gp3(resource: Resource) -> Resource:
    """With gp3 disks that are as fast as the gp2 ones in their place."""
    return replace(resource, inputs=_with_gp3(resource.inputs, resource.type.startswith(_DISKS_LIKE_EC2S)))


def on_spot(resource: Resource) -> Resource:
    """On spot capacity, if it may lose instances: tasks, an Auto Scaling group, a group of nodes that scales and is not tied to a zone."""
    if resource.type == "aws:eks/nodeGroup:NodeGroup":
        scaling = _mapping(resource.inputs.get("scalingConfig"))
        scales = scaling.get("maxSize") != scaling.get("minSize")
        subnets = resource.inputs.get("subnetIds")
        tied = isinstance(subnets, list) and len(subnets) == 1
        return _with(resource, capacityType="SPOT") if scales and not tied else resource
    if resource.type == "aws:ecs/service:Service":
        return _tasks_on_spot(resource)
    if resource.type == "aws:autoscaling/group:Group":
        return _group_on_spot(resource)
    return resource


def _tasks_on_spot(service: Resource) -> Resource:
    strategies = service.inputs.get("capacityProviderStrategies")
    if isinstance(strategies, list) and strategies:
        spot = [
            {**one, "capacityProvider": "FARGATE_SPOT"} if isinstance(one, dict) and one.get("capacityProvider") == "FARGATE" else one
            for one in strategies
        ]
        return _with(service, capacityProviderStrategies=spot)
    if service.inputs.get("launchType") == "FARGATE":
        return _with(service, launchType=None, capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}])
    return service


def _group_on_spot(group: Resource) -> Resource:
    policy, template = group.inputs.get("mixedInstancesPolicy"), group.inputs.get("launchTemplate")
    spot = {"onDemandPercentageAboveBaseCapacity": 0}
    if isinstance(policy, dict):
        distribution = {**_mapping(policy.get("instancesDistribution")), **spot}
        return _with(group, mixedInstancesPolicy={**policy, "instancesDistribution": distribution})
    if not isinstance(template, dict):
        return group
    named = {"launchTemplateId": template.get("id"), "launchTemplateName": template.get("name")}
    specification = {key: value for key, value in named.items() if value is not None}
    mixed = {"launchTemplate": {"launchTemplateSpecification": specification}, "instancesDistribution": spot}
    origins = {**group.property_dependencies, "mixedInstancesPolicy": group.property_dependencies.get("launchTemplate", ())}
    return replace(_with(group, launchTemplate=None, mixedInstancesPolicy=mixed), property_dependencies=origins)


def _mapping(value: Any) -> dict[str, Any]:
    """An object; an empty one if it is anything else."""
    return dict(value) if isinstance(value, Mapping) else {}


def _with(resource: Resource, **inputs: Any) -> Resource:
    """The resource with some inputs changed; None takes one away."""
    merged = {**resource.inputs, **inputs}
    return replace(resource, inputs={key: value for key, value in merged.items() if value is not None})


def _graviton(service: str, family: str) -> str:
    families = KAFKA_GRAVITON if service == "kafka." else GRAVITON
    return families.get(family, family)


def _retyped(value: Any, key: str, to: Callable[[str, str], str]) -> Any:
    """The value with each instance type in it of another family; they stand in properties such as `instanceType` or `instanceClass`."""
    if isinstance(value, Mapping):
        return {name: _retyped(inner, name, to) for name, inner in value.items()}
    if isinstance(value, list):
        return [_retyped(inner, key, to) for inner in value]
    named = isinstance(value, str) and key.lower().endswith(("type", "types", "class"))
    if named and (found := _TYPE.fullmatch(value)):
        service = found["service"] or ""
        return f"{service}{to(service, found['family'])}.{found['size']}"
    return value


def _with_gp3(value: Any, like_ec2s: bool) -> Any:
    if isinstance(value, list):
        return [_with_gp3(inner, like_ec2s) for inner in value]
    if not isinstance(value, Mapping):
        return value
    changed = {name: _with_gp3(inner, like_ec2s) for name, inner in value.items()}
    for key in ("type", "volumeType", "storageType"):
        if changed.get(key) == "gp2":
            changed[key] = "gp3"
            if like_ec2s:
                changed |= _as_fast_as_gp2(changed.get("size") or changed.get("volumeSize"))
    return changed


def _as_fast_as_gp2(gb: Any) -> dict[str, float]:
    """What a gp3 disk needs beyond its baseline of 3000 IOPS and 125 MiB/s; gp2 has 3 IOPS for each GB, and 250 MiB/s from 334 GB on."""
    size = float(gb) if isinstance(gb, int | float) else 0.0
    iops = min(3 * size, 16_000)
    return {**({"iops": iops} if iops > 3000 else {}), **({"throughput": 250.0} if size >= 334 else {})}
