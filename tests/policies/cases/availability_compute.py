"""What computes runs more than once, in more than one zone, and goes back by itself from a release that fails."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

GROUP = "aws:autoscaling/group:Group"
ATTACHMENT = "aws:autoscaling/attachment:Attachment"
SERVICE = "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"
DEPLOYMENTS = "aws:codedeploy/deploymentGroup:DeploymentGroup"
FUNCTION = "aws:lambda/function:Function"
TWO = ["subnet-1", "subnet-2"]
ZONES = {"zone-a": "us-east-1a", "zone-b": "us-east-1b", "also-a": "us-east-1a"}
NETWORK = [made("aws:ec2/subnet:Subnet", name, availabilityZone=zone) for name, zone in ZONES.items()]
IN_ONE_ZONE = [ref("zone-a"), ref("also-a")]
CLUSTER = made("aws:eks/cluster:Cluster", "events")


def nodes(name: str, subnets: list[Any], least: float = 2, kind: str = "general", cluster: Any = "events") -> Made:
    """A node group."""
    return made(
        "aws:eks/nodeGroup:NodeGroup",
        name,
        clusterName=cluster,
        subnetIds=subnets,
        labels={"workload": kind},
        scalingConfig={"minSize": least, "maxSize": 9},
    )


CASES = [
    Case(
        "asg-multiple-zones",
        passing=[made(GROUP, vpcZoneIdentifiers=TWO), made(GROUP, availabilityZones=["us-east-1a", "us-east-1b"])],
        failing=[
            made(GROUP),
            made(GROUP, vpcZoneIdentifiers=["subnet-1"]),
            made(GROUP, availabilityZones=["us-east-1a"]),
            [*NETWORK, made(GROUP, vpcZoneIdentifiers=IN_ONE_ZONE)],
        ],
    ),
    Case("asg-minimum-size", passing=[made(GROUP, minSize=2)], failing=[made(GROUP, minSize=1), made(GROUP)]),
    Case(
        "asg-load-balancer-health-checks",
        passing=[
            made(GROUP),
            made(GROUP, targetGroupArns=[ref("web")], healthCheckType="ELB"),
            [made(GROUP, "web", healthCheckType="ELB"), made(ATTACHMENT, autoscalingGroupName=ref("web"))],
        ],
        failing=[
            made(GROUP, targetGroupArns=[ref("web")]),
            made(GROUP, loadBalancers=["web"], healthCheckType="EC2"),
            made(GROUP, trafficSources=[{"identifier": "web"}]),
            [made(GROUP, "web"), made(ATTACHMENT, autoscalingGroupName=ref("web"))],
        ],
    ),
    Case("asg-instance-refresh", passing=[made(GROUP, instanceRefresh={"strategy": "Rolling"})], failing=[made(GROUP)]),
    Case(
        "eks-node-group-zones",
        passing=[
            nodes("a", TWO),
            [nodes("a", ["subnet-1"]), nodes("b", ["subnet-2"])],
            [
                CLUSTER,
                *NETWORK,
                nodes("a", [ref("zone-a")], cluster=ref("events")),
                nodes("b", [ref("zone-b")], cluster=ref("events")),
            ],
        ],
        failing=[
            nodes("a", ["subnet-1"]),
            [*NETWORK, nodes("a", IN_ONE_ZONE)],
            [nodes("a", ["subnet-1"]), nodes("b", ["subnet-1"])],
            [nodes("a", ["subnet-1"]), nodes("b", ["subnet-2"], kind="memory")],
            [nodes("a", ["subnet-1"]), nodes("b", ["subnet-2"], cluster="other")],
        ],
    ),
    Case(
        "eks-node-group-minimum-size",
        passing=[
            nodes("a", TWO, 2),
            nodes("a", TWO, 0),
            [nodes("a", ["subnet-1"], 1), nodes("b", ["subnet-2"], 1)],
        ],
        failing=[nodes("a", TWO, 1), [nodes("a", TWO, 1), nodes("b", TWO, 1, kind="memory")]],
    ),
    Case(
        "ecs-service-tasks",
        passing=[
            made(SERVICE, desiredCount=2),
            made(SERVICE, schedulingStrategy="DAEMON"),
            [made(SERVICE, "api", desiredCount=1), made(TARGET, resourceId=ref("api"), minCapacity=2)],
        ],
        failing=[
            made(SERVICE),
            made(SERVICE, desiredCount=1),
            [made(SERVICE, "api", desiredCount=1), made(TARGET, resourceId=ref("api"), minCapacity=1)],
            [made(SERVICE, "api"), made(TARGET, resourceId=ref("api"))],
        ],
    ),
    Case(
        "ecs-service-zones",
        passing=[made(SERVICE), made(SERVICE, networkConfiguration={"subnets": TWO})],
        failing=[
            made(SERVICE, networkConfiguration={"subnets": ["subnet-1"]}),
            [*NETWORK, made(SERVICE, networkConfiguration={"subnets": IN_ONE_ZONE})],
        ],
    ),
    Case(
        "ecs-deployment-rolls-back",
        passing=[
            made(SERVICE, deploymentCircuitBreaker={"enable": True, "rollback": True}),
            made(SERVICE, alarms={"enable": True, "rollback": True, "alarmNames": ["errors"]}),
            made(SERVICE, deploymentController={"type": "CODE_DEPLOY"}),
        ],
        failing=[
            made(SERVICE),
            made(SERVICE, deploymentCircuitBreaker={"enable": True, "rollback": False}),
            made(SERVICE, deploymentCircuitBreaker={"enable": False, "rollback": True}),
        ],
    ),
    Case(
        "codedeploy-rolls-back",
        passing=[made(DEPLOYMENTS, autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]})],
        failing=[
            made(DEPLOYMENTS),
            made(DEPLOYMENTS, autoRollbackConfiguration={"enabled": False, "events": ["DEPLOYMENT_FAILURE"]}),
            made(DEPLOYMENTS, autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_STOP_ON_REQUEST"]}),
        ],
    ),
    Case(
        "lambda-multiple-zones",
        passing=[made(FUNCTION), made(FUNCTION, vpcConfig={"subnetIds": TWO})],
        failing=[
            made(FUNCTION, vpcConfig={"subnetIds": ["subnet-1"]}),
            [*NETWORK, made(FUNCTION, vpcConfig={"subnetIds": IN_ONE_ZONE})],
        ],
    ),
]
