"""What a service starts: one container, its roles and its log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecr.registry import Registry, pull_images
from components.compute.ecs.cluster import FargateCluster
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, role, trust, trust_without_source
from settings.compute import FargateService

_NOT_RELEASED = "not-released-yet"
"""The tag of a service without an image. It has no task, so nobody pulls it."""
_STOP_SECONDS = 60
"""How long a task may finish its work; Spot gives two minutes in all."""


@dataclass(frozen=True)
class TaskArgs:
    """What sets one service's tasks apart from another's."""

    placement: Placement
    keys: Keys
    registry: Registry
    cluster: FargateCluster
    service: str
    """Its name, and that of its repository."""
    settings: FargateService
    log_days: int
    environment: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Statement]
    """What the container itself may do."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variable → ARN of the secret that ECS puts there."""
    port: int | None = None


class Task(Component):
    """A task definition: not root, nothing to write to, no capability, its image by a tag that never moves or by digest.

    Every change is a new revision; old ones stay, so that a rollback finds them.
    """

    definition: aws.ecs.TaskDefinition
    roles: list[aws.iam.Role]
    """What starts the container, and what the container is."""
    ready: list[pulumi.Resource]
    """The rights that a first task needs at once."""

    def __init__(self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        placement, settings = args.placement, args.settings
        repository = args.registry.repositories[args.service]
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/ecs/{args.cluster.name}/{args.service}",
            retention_in_days=args.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        # It starts nothing of another account's: the image, the log and the secrets are all that it can reach.
        starts = role(placement, f"{name}-start", trust_without_source("ecs-tasks.amazonaws.com"), self.options())
        acts = role(placement, name, trust(placement, "ecs-tasks.amazonaws.com"), self.options())
        self.roles = [starts, acts]
        start_statements = [
            *pull_images(repository),
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")]),
        ]
        if args.secrets:
            start_statements += [
                allow(["secretsmanager:GetSecretValue"], list(args.secrets.values())),
                allow(["kms:Decrypt"], [args.keys.arns["secrets"]]),
            ]
        self.ready = [self._policy(f"{name}-start", starts, start_statements), self._policy(name, acts, args.statements)]
        self.definition = aws.ecs.TaskDefinition(
            name,
            family=placement.physical(args.service),
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            runtime_platform={"cpu_architecture": "ARM64", "operating_system_family": "LINUX"},
            cpu=str(settings.cpu),
            memory=str(settings.memory_mib),
            execution_role_arn=starts.arn,
            task_role_arn=acts.arn,
            container_definitions=pulumi.Output.json_dumps([self._container(args, repository, logs)], sort_keys=True),
            skip_destroy=True,
            opts=self.options(),
        )
        self.register_outputs({"arn": self.definition.arn})

    def _policy(self, name: str, of: aws.iam.Role, statements: Sequence[Statement]) -> aws.iam.RolePolicy:
        policy = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)
        return aws.iam.RolePolicy(name, role=of.name, policy=policy, opts=pulumi.ResourceOptions(parent=of))

    def _container(self, args: TaskArgs, repository: aws.ecr.Repository, logs: aws.cloudwatch.LogGroup) -> dict[str, Any]:
        image = args.settings.image or _NOT_RELEASED
        return {
            "name": args.service,
            "image": pulumi.Output.concat(repository.repository_url, "@" if image.startswith("sha256:") else ":", image),
            "essential": True,
            "user": "1000:1000",
            "readonlyRootFilesystem": True,
            "privileged": False,
            "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
            "stopTimeout": _STOP_SECONDS,
            "portMappings": [{"containerPort": args.port, "protocol": "tcp"}] if args.port else [],
            "environment": [{"name": key, "value": value} for key, value in sorted(args.environment.items())],
            "secrets": [{"name": key, "valueFrom": arn} for key, arn in sorted(args.secrets.items())],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": logs.name,
                    "awslogs-region": args.placement.region.name,
                    "awslogs-stream-prefix": args.service,
                    # A container that logs faster than CloudWatch takes loses lines, not requests.
                    "mode": "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
        }


@dataclass(frozen=True)
class Size:
    """How many tasks a service has here."""

    min: int
    desired: int
    max: int

    @staticmethod
    def of(settings: FargateService, active: bool) -> "Size":
        """By the settings: none without an image, those on standby where the region stands by."""
        if settings.image is None:
            return Size(0, 0, 0)
        if not active:
            return Size(settings.standby, settings.standby, settings.tasks.max)
        return Size(settings.tasks.min, settings.tasks.desired, settings.tasks.max)
