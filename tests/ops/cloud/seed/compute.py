"""Clusters with their nodes, services with their bounds, functions with what they read."""

import io
import json
import zipfile

from inventory.resource import Resource
from tests.ops.cloud.seed.seeding import Seeding, chosen

_TARGET = {
    "serviceNamespace": "ServiceNamespace",
    "resourceId": "ResourceId",
    "scalableDimension": "ScalableDimension",
    "minCapacity": "MinCapacity",
    "maxCapacity": "MaxCapacity",
}
_MAPPING = {"batchSize": "BatchSize", "startingPosition": "StartingPosition", "enabled": "Enabled"}


def make(seeding: Seeding) -> None:
    """Everything that computes."""
    _clusters(seeding)
    _services(seeding)
    _functions(seeding)


def _clusters(seeding: Seeding) -> None:
    for cluster, inputs in seeding.of("eks:index:Cluster"):
        role = f"arn:aws:iam::{seeding.world.account_id}:role/{inputs['serviceRole']}"
        given = {"name": inputs["name"], "version": inputs["version"], "roleArn": role, "tags": inputs["tags"]}
        seeding.client("eks", cluster.region).create_cluster(**given, resourcesVpcConfig={"subnetIds": inputs["subnetIds"]})
    for group, inputs in seeding.of("aws:eks/nodeGroup:NodeGroup"):
        seeding.client("eks", group.region).create_nodegroup(
            clusterName=inputs["clusterName"],
            nodegroupName=node_group_name(seeding, group),
            scalingConfig=inputs["scalingConfig"],
            subnets=inputs["subnetIds"],
            nodeRole=inputs["nodeRoleArn"],
            labels=inputs.get("labels", {}),
            tags=inputs["tags"],
        )


def node_group_name(seeding: Seeding, group: Resource) -> str:
    """A node group's name: the one given, or the automatic one."""
    known = seeding.named(group)
    return str(group.inputs.get("nodeGroupName") or known.state.get("nodeGroupName") or f"{group.name}-{known.id[:7]}")


def _services(seeding: Seeding) -> None:
    for cluster, inputs in seeding.of("aws:ecs/cluster:Cluster"):
        seeding.client("ecs", cluster.region).create_cluster(clusterName=inputs["name"])
    for task, inputs in seeding.of("aws:ecs/taskDefinition:TaskDefinition"):
        containers = json.loads(inputs["containerDefinitions"])
        given = {"family": inputs["family"], "cpu": inputs["cpu"], "memory": inputs["memory"], "networkMode": "awsvpc"}
        client = seeding.client("ecs", task.region)
        made = client.register_task_definition(**given, containerDefinitions=containers, requiresCompatibilities=["FARGATE"])
        seeding.made(task, made["taskDefinition"]["taskDefinitionArn"], made["taskDefinition"]["taskDefinitionArn"])
    for service, inputs in seeding.of("aws:ecs/service:Service"):
        client, given = seeding.client("ecs", service.region), {"cluster": inputs["cluster"]}
        client.create_service(
            **given,
            serviceName=inputs["name"],
            taskDefinition=inputs["taskDefinition"],
            desiredCount=inputs["desiredCount"],
            deploymentController={"type": inputs.get("deploymentController", {}).get("type", "ECS")},
            launchType="FARGATE",
        )
    for target, inputs in seeding.of("aws:appautoscaling/target:Target"):
        seeding.client("application-autoscaling", target.region).register_scalable_target(**chosen(inputs, _TARGET))


def _functions(seeding: Seeding) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "def handler(event, context): return event")
    for function, inputs in seeding.of("aws:lambda/function:Function"):
        _role(seeding, inputs["role"])
        seeding.client("lambda", function.region).create_function(
            FunctionName=seeding.name(function),
            Runtime=inputs.get("runtime", "python3.13"),
            Handler=inputs.get("handler", "handler.handler"),
            Role=inputs["role"],
            Code={"ZipFile": code.getvalue()},
            MemorySize=inputs.get("memorySize", 128),
            Timeout=inputs.get("timeout", 3),
            Publish=bool(inputs.get("publish")),
            Tags=inputs.get("tags", {}),
        )
    for alias, inputs in seeding.of("aws:lambda/alias:Alias"):
        given = {"FunctionName": inputs["functionName"], "Name": inputs["name"], "FunctionVersion": inputs["functionVersion"]}
        seeding.client("lambda", alias.region).create_alias(**given)
    for mapping, inputs in seeding.of("aws:lambda/eventSourceMapping:EventSourceMapping"):
        alias = seeding.behind(mapping, "functionName", "aws:lambda/alias:Alias")
        given = {"FunctionName": f"{alias.inputs['functionName']}:{alias.inputs['name']}", "EventSourceArn": _source(seeding, mapping)}
        made = seeding.client("lambda", mapping.region).create_event_source_mapping(**given, **chosen(inputs, _MAPPING))
        seeding.made(mapping, made["UUID"])


def _source(seeding: Seeding, mapping: Resource) -> str:
    """The stream behind a mapping: moto's mappings know no consumers with fan-out."""
    source = str(mapping.inputs["eventSourceArn"])
    if "/consumer/" not in source:
        return str(seeding.real(source))
    consumer = seeding.behind(mapping, "eventSourceArn", "aws:kinesis/streamConsumer:StreamConsumer")
    return str(consumer.inputs["streamArn"])


def _role(seeding: Seeding, arn: str) -> None:
    """Lambda takes no role that is not there."""
    path, _, name = arn.partition(":role")[2].rpartition("/")
    seeding.client("iam", "us-east-1").create_role(Path=f"{path}/", RoleName=name, AssumeRolePolicyDocument="{}")
