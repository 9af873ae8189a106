"""What computes runs more than once, in more than one zone, and goes back by itself from a release that fails."""

from collections.abc import Iterator

from inventory.values import Values
from policies.resilience.zones import spans_zones, zone_count, zones_of
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_GROUP = "aws:autoscaling/group:Group"
_NODES = "aws:eks/nodeGroup:NodeGroup"
_BALANCERS = ("targetGroupArns", "loadBalancers", "trafficSources")
_SERVICE = "aws:ecs/service:Service"


@stack_rule(
    "asg-multiple-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Auto Scaling groups spread over at least two zones.",
    remedy="Give vpc_zone_identifiers subnets in two zones or more.",
    controls=("FSBP AutoScaling.2",),
    types=(_GROUP,),
)
def asg_multiple_zones(group: Subject, stack: Stack) -> Iterator[str]:
    if not spans_zones(2, group, stack, "vpcZoneIdentifiers", "availabilityZones"):
        yield "vpcZoneIdentifiers are in fewer than 2 zones"


@resource_rule(
    "asg-minimum-size",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Auto Scaling groups never shrink to a single instance.",
    remedy="Set min_size to 2 or more.",
    controls=("platform",),
    types=(_GROUP,),
    config={"instances": {"type": "integer", "minimum": 1, "default": 2, "description": "How many instances a group has at least."}},
)
def asg_minimum_size(group: Subject) -> Iterator[str]:
    size = group.values.number("minSize") or 0
    if size < group.settings["instances"]:
        yield f"minSize is {size:g}, less than {group.settings['instances']:g}"


@stack_rule(
    "asg-load-balancer-health-checks",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Auto Scaling groups behind a load balancer replace the instances that it finds unhealthy.",
    remedy='Set health_check_type="ELB"; without it only a stopped instance counts as unhealthy.',
    controls=("FSBP AutoScaling.1", "CKV2_AWS_15"),
    types=(_GROUP,),
)
def asg_load_balancer_health_checks(group: Subject, stack: Stack) -> Iterator[str]:
    balanced = any_of(
        *(
            lambda property_=property_: stack.given(group, property_)
            for property_ in ("targetGroupArns", "loadBalancers", "trafficSources")
        ),
        lambda: bool(stack.companions(group, "aws:autoscaling/attachment:Attachment", "autoscalingGroupName")),
    )
    if balanced and group.values.text("healthCheckType") != "ELB":
        yield "healthCheckType is not ELB"


@resource_rule(
    "asg-instance-refresh",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="A new launch template reaches the instances of a group step by step.",
    remedy='Set instance_refresh={"strategy": "Rolling", …}.',
    controls=("platform",),
    types=(_GROUP,),
)
def asg_instance_refresh(group: Subject) -> Iterator[str]:
    if not group.values.has("instanceRefresh"):
        yield "instanceRefresh is missing"


@stack_rule(
    "eks-node-group-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="EKS nodes of a kind stand in at least two zones, in one node group or in one for each zone.",
    remedy="Give subnet_ids of two zones, or add a node group with the same labels in another zone.",
    controls=("platform",),
    types=(_NODES,),
)
def eks_node_group_zones(group: Subject, stack: Stack) -> Iterator[str]:
    if len({place for sibling in _of_a_kind(group, stack) for place in _places(sibling, stack)}) < 2:
        yield "subnetIds are in one zone, and no node group with its labels is elsewhere"


@stack_rule(
    "eks-node-group-minimum-size",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="EKS nodes of a kind come from zero on demand, or there are at least two.",
    remedy="Set scaling_config's min_size to 2 or more, or to 0.",
    controls=("platform",),
    types=(_NODES,),
    config={"nodes": {"type": "integer", "minimum": 1, "default": 2, "description": "How many nodes of a kind there are, if any."}},
)
def eks_node_group_minimum_size(group: Subject, stack: Stack) -> Iterator[str]:
    if not _minimum(group):
        return
    size = sum(_minimum(sibling) for sibling in _of_a_kind(group, stack))
    if size < group.settings["nodes"]:
        yield f"scalingConfig.minSize is {size:g}, less than {group.settings['nodes']:g}"


def _of_a_kind(group: Subject, stack: Stack) -> list[Subject]:
    """The node groups of its cluster that have its labels, itself among them."""
    own = _cluster(group), group.values.get("labels")
    return [other for other in stack.of_type(_NODES) if (_cluster(other), other.values.get("labels")) == own]


def _cluster(group: Subject) -> frozenset[str] | str:
    return group.property_dependencies.get("clusterName") or group.values.text("clusterName")


def _places(group: Subject, stack: Stack) -> frozenset[str]:
    """Its zones, or else its subnets."""
    zones = zones_of(group, stack, "subnetIds")
    return zones or group.property_dependencies.get("subnetIds") or frozenset(group.values.texts("subnetIds"))


def _minimum(group: Subject) -> float:
    return group.values.number("scalingConfig.minSize") or 0


@stack_rule(
    "ecs-service-tasks",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="ECS services run at least two tasks.",
    remedy="Set desired_count to 2 or more, or add an aws.appautoscaling.Target for the service with min_capacity of 2 or more.",
    controls=("platform",),
    types=(_SERVICE,),
    config={"tasks": {"type": "integer", "minimum": 1, "default": 2, "description": "How many tasks a service has at least."}},
)
def ecs_service_tasks(service: Subject, stack: Stack) -> Iterator[str]:
    if service.values.text("schedulingStrategy") == "DAEMON":
        return
    wanted = service.settings["tasks"]
    targets = "aws:appautoscaling/target:Target"
    if not any_of(
        lambda: (service.values.number("desiredCount") or 0) >= wanted,
        lambda: any((target.values.number("minCapacity") or 0) >= wanted for target in stack.companions(service, targets, "resourceId")),
    ):
        yield f"desiredCount is less than {wanted:g}, and no scaling target keeps {wanted:g}"


@stack_rule(
    "ecs-service-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="ECS services run in at least two zones.",
    remedy="Give network_configuration subnets in two zones or more.",
    controls=("platform",),
    types=(_SERVICE,),
)
def ecs_service_zones(service: Subject, stack: Stack) -> Iterator[str]:
    if service.values.has("networkConfiguration") and zone_count(service, stack, "networkConfiguration.subnets") < 2:
        yield "networkConfiguration.subnets are in fewer than 2 zones"


@resource_rule(
    "ecs-deployment-rolls-back",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="An ECS deployment that fails goes back to what ran before.",
    remedy='Set deployment_circuit_breaker={"enable": True, "rollback": True}, or alarms with rollback.',
    controls=("platform",),
    types=(_SERVICE,),
)
def ecs_deployment_rolls_back(service: Subject) -> Iterator[str]:
    if service.values.text("deploymentController.type") in ("CODE_DEPLOY", "EXTERNAL"):
        return  # which roll back themselves
    if not any_of(lambda: _rolls_back(service.values, "deploymentCircuitBreaker"), lambda: _rolls_back(service.values, "alarms")):
        yield "neither deploymentCircuitBreaker nor alarms roll back"


def _rolls_back(values: Values, by: str) -> bool:
    return values.flag(f"{by}.enable") and values.flag(f"{by}.rollback")


@resource_rule(
    "codedeploy-rolls-back",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="CodeDeploy goes back to what ran before when a deployment fails.",
    remedy='Set auto_rollback_configuration={"enabled": True, "events": ["DEPLOYMENT_FAILURE", …]}.',
    controls=("platform",),
    types=("aws:codedeploy/deploymentGroup:DeploymentGroup",),
)
def codedeploy_rolls_back(group: Subject) -> Iterator[str]:
    def enabled(values: Values) -> Iterator[str]:
        if not values.flag("autoRollbackConfiguration.enabled"):
            yield "autoRollbackConfiguration.enabled is not true"

    def on_failure(values: Values) -> Iterator[str]:
        if "DEPLOYMENT_FAILURE" not in values.texts("autoRollbackConfiguration.events"):
            yield "autoRollbackConfiguration.events has no DEPLOYMENT_FAILURE"

    yield from group.separately(enabled, on_failure)


@stack_rule(
    "lambda-multiple-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Functions in a network run in at least two of its zones.",
    remedy="Give vpc_config subnets in two zones or more.",
    controls=("FSBP Lambda.5",),
    types=("aws:lambda/function:Function",),
)
def lambda_multiple_zones(function: Subject, stack: Stack) -> Iterator[str]:
    if zone_count(function, stack, "vpcConfig.subnetIds") == 1:
        yield "vpcConfig.subnetIds are in one zone"
