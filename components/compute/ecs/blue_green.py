"""CodeDeploy for an ECS service behind a load balancer."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.codedeploy import BLUE_GREEN, rolls_back_on, watch_alarms
from components.compute.ecs.cluster import FargateCluster
from components.compute.ecs.load_balancer import LoadBalancer
from components.compute.ecs.task import Task
from components.placement import Placement
from components.security.policies import Statement, allow, role, trust
from settings.compute import Ecs

_WAIT_FOR_TASKS_MINUTES = 10


@dataclass(frozen=True)
class BlueGreenArgs:
    """What a deployment works on."""

    placement: Placement
    settings: Ecs
    cluster: FargateCluster
    service: aws.ecs.Service
    service_name: str
    port: int
    task: Task
    load_balancer: LoadBalancer
    alarms: list[aws.cloudwatch.MetricAlarm]


class BlueGreen(Component):
    """Starts the new version beside the old one, lets the test listener at it, moves the traffic, and keeps the old one for a while."""

    exports: dict[str, pulumi.Input[str]]
    """What a pipeline needs to start a deployment, the AppSpec among it."""

    def __init__(self, name: str, args: BlueGreenArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, balancer = args.placement, args.load_balancer
        acts = role(placement, f"{name}-deploy", trust(placement, "codedeploy.amazonaws.com"), self.options(), _statements(args))
        application = aws.codedeploy.Application(name, compute_platform="ECS", opts=self.options())
        group = aws.codedeploy.DeploymentGroup(
            name,
            app_name=application.name,
            deployment_group_name=args.service_name,
            service_role_arn=acts.arn,
            deployment_config_name=f"CodeDeployDefault.{args.settings.deployment}",
            deployment_style=BLUE_GREEN,
            ecs_service={"cluster_name": args.cluster.name, "service_name": args.service.name},
            blue_green_deployment_config={
                "deployment_ready_option": {"action_on_timeout": "CONTINUE_DEPLOYMENT"},
                "terminate_blue_instances_on_deployment_success": {
                    "action": "TERMINATE",
                    "termination_wait_time_in_minutes": args.settings.keep_old_minutes,
                },
            },
            load_balancer_info={
                "target_group_pair_info": {
                    "prod_traffic_route": {"listener_arns": [balancer.production.arn]},
                    "test_traffic_route": {"listener_arns": [balancer.test.arn]},
                    "target_groups": [{"name": group.name} for group in balancer.groups],
                }
            },
            **rolls_back_on(args.alarms),
            opts=self.options(depends_on=acts),
        )
        self.exports = {
            "application": application.name,
            "group": group.deployment_group_name,
            "app_spec": pulumi.Output.json_dumps(_app_spec(args), sort_keys=True),
        }
        self.register_outputs({})


def _statements(args: BlueGreenArgs) -> list[Statement]:
    """What AWS's own AWSCodeDeployRoleForECS allows, of this service alone."""
    placement = args.placement
    named = f"{args.cluster.name}/{args.service_name}"
    return [
        allow(
            ["ecs:CreateTaskSet", "ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"],
            [placement.arn("ecs", f"service/{named}"), placement.arn("ecs", f"task-set/{named}/*")],
        ),
        allow(["elasticloadbalancing:ModifyListener"], [args.load_balancer.production.arn, args.load_balancer.test.arn]),
        # Looking knows no resources.
        allow(
            ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups"],
            ["*"],
        ),
        watch_alarms(),
        allow(
            ["iam:PassRole"],
            [one.arn for one in args.task.roles],
            Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    ]


def _app_spec(args: BlueGreenArgs) -> dict[str, Any]:
    """What is to be deployed: the newest revision.

    With the capacity provider, or CodeDeploy would put the tasks on Fargate without Spot.
    """
    properties = {
        "TaskDefinition": args.task.definition.arn,
        "LoadBalancerInfo": {"ContainerName": args.service_name, "ContainerPort": args.port},
        "CapacityProviderStrategy": [{"CapacityProvider": args.cluster.provider, "Base": 0, "Weight": 1}],
    }
    return {"version": 0.0, "Resources": [{"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}]}
