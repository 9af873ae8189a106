"""The stream processor: a service that nobody calls."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecr.registry import Registry
from components.compute.ecs.alarms import too_few_tasks
from components.compute.ecs.cluster import FargateCluster
from components.compute.ecs.scaling import ServiceScaling, ServiceScalingArgs, utilization
from components.compute.ecs.task import Size, Task, TaskArgs
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow
from components.streaming.kafka import Kafka, use_topics
from components.streaming.streams import LATE_MS, EventStream, read_stream
from components.streaming.topics import topic_settings
from settings.compute import Ecs

NAME = "stream-processor"
_CPU_PERCENT, _MEMORY_PERCENT = 65, 75
_FULL_PERCENT = 90


@dataclass(frozen=True)
class FargateProcessorArgs:
    """What the service needs."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    registry: Registry
    cluster: FargateCluster
    stream: EventStream
    """The validated events."""
    kafka: Kafka | None
    settings: Ecs


class FargateProcessor(Component):
    """Reads the validated events shard by shard and hands its results to Kafka, where there is one.

    CodeDeploy moves traffic between target groups, and here is no traffic to move. So tasks are replaced a few at a time, and
    ECS itself goes back when tasks do not start or an alarm goes off.
    """

    service: aws.ecs.Service

    def __init__(self, name: str, args: FargateProcessorArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        size = Size.of(args.settings.stream_processor, args.placement.is_active)
        leases = self._leases(f"{name}-leases")
        task = self._task(leases)
        self.service = self._service(name, task, size, self._alarms(name))
        targets = (utilization("CPU", _CPU_PERCENT), utilization("Memory", _MEMORY_PERCENT))
        ServiceScaling(name, ServiceScalingArgs(self.service, args.cluster.name, NAME, size, targets), self.options())
        too_few_tasks(f"{name}-tasks", args.cluster.name, NAME, Size.of(args.settings.stream_processor, True).min, args.alerts, self)
        self.register_outputs({"name": NAME})

    def _leases(self, name: str) -> aws.dynamodb.Table:
        """Which task reads which shard, and how far it is, as the Kinesis Client Library keeps it."""
        args = self._args
        physical = args.placement.physical(NAME, "leases")
        table = aws.dynamodb.Table(
            name,
            name=physical,
            billing_mode="PAY_PER_REQUEST",
            hash_key="leaseKey",
            attributes=[{"name": "leaseKey", "type": "S"}],
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": args.keys.arns["streams"]},
            deletion_protection_enabled=args.placement.settings.protect,
            opts=self.options(**args.placement.stateful()),
        )
        alarm(
            f"{name}-throttled",
            f"{physical}: writes are refused, so shards are read twice",
            Metric("AWS/DynamoDB", "WriteThrottleEvents", {"TableName": physical}, "Sum"),
            Breach(above=0, period=60, periods=5, of_them=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        return table

    def _task(self, leases: aws.dynamodb.Table) -> Task:
        args = self._args
        environment: dict[str, pulumi.Input[str]] = {"VALIDATED_STREAM_ARN": args.stream.arn, "LEASE_TABLE": leases.name}
        statements: list[Statement] = [
            *read_stream(args.stream),
            allow(
                [
                    "dynamodb:DeleteItem",
                    "dynamodb:DescribeTable",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Scan",
                    "dynamodb:UpdateItem",
                ],
                [leases.arn],
            ),
        ]
        if args.kafka:
            environment["KAFKA_BROKERS"] = args.kafka.iam_brokers
            statements += use_topics(args.kafka, writes=list(topic_settings(args.placement.settings.streaming)))
        given = TaskArgs(
            args.placement,
            args.keys,
            args.registry,
            args.cluster,
            NAME,
            args.settings.stream_processor,
            args.settings.log_days,
            environment,
            statements,
        )
        return Task(args.placement.label(NAME, "task"), given, self.options())

    def _service(self, name: str, task: Task, size: Size, alarms: list[aws.cloudwatch.MetricAlarm]) -> aws.ecs.Service:
        args = self._args
        return aws.ecs.Service(
            name,
            name=NAME,
            cluster=args.cluster.arn,
            task_definition=task.definition.arn,
            desired_count=size.desired,
            capacity_provider_strategies=args.cluster.strategy,
            platform_version="1.4.0",
            deployment_controller={"type": "ECS"},
            deployment_circuit_breaker={"enable": True, "rollback": True},
            alarms={"enable": True, "rollback": True, "alarm_names": [one.name for one in alarms]},
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            availability_zone_rebalancing="ENABLED",
            network_configuration={
                "subnets": args.network.subnet_ids["private"],
                "security_groups": [args.network.security_groups.api.id],
                "assign_public_ip": False,
            },
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            opts=self.options(
                ignore_changes=["desired_count"],  # autoscaling's
                depends_on=[args.network, *task.ready, *args.cluster.ready],
            ),
        )

    def _alarms(self, name: str) -> list[aws.cloudwatch.MetricAlarm]:
        """What a new version is judged by."""
        args = self._args
        of_service = {"ClusterName": args.cluster.name, "ServiceName": NAME}
        lag = Metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": args.stream.name}, "Maximum")
        memory = Metric("AWS/ECS", "MemoryUtilization", of_service, "Maximum")
        return [
            alarm(
                f"{name}-{what}",
                f"{NAME} {meaning}",
                metric,
                Breach(above=above, period=60, periods=3, missing="notBreaching"),
                args.alerts,
                self.options(),
            )
            for what, meaning, metric, above in (
                ("lag", f"or another reader is more than a minute behind on {args.stream.name}", lag, LATE_MS),
                ("memory", f"uses more than {_FULL_PERCENT} % of its memory", memory, _FULL_PERCENT),
            )
        ]
