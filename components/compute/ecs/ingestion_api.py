"""The ingestion API: events by HTTP, written to a stream."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecr.registry import Registry
from components.compute.ecs.alarms import BAD_VERSION, UNEASE, high_error_rate, high_latency, too_few_tasks
from components.compute.ecs.blue_green import BlueGreen, BlueGreenArgs
from components.compute.ecs.cluster import FargateCluster
from components.compute.ecs.load_balancer import LoadBalancer, LoadBalancerArgs
from components.compute.ecs.scaling import ServiceScaling, ServiceScalingArgs, requests_per_task, utilization
from components.compute.ecs.task import Size, Task, TaskArgs
from components.edge.certificate import Certificate, CertificateArgs
from components.network.flows import APP
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.secrets import Secrets
from components.streaming.streams import EventStream, write_stream
from settings.compute import Ecs, PublicZone

NAME = "data-ingestion-api"
_CPU_PERCENT = 65
_FIRST_CHECK_SECONDS = 60
"""How long a starting task may fail its health check."""


@dataclass(frozen=True)
class IngestionApiArgs:
    """What the service needs."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    secrets: Secrets
    registry: Registry
    cluster: FargateCluster
    stream: EventStream
    """The raw events."""
    settings: Ecs


class IngestionApi(Component):
    """An ECS service behind a load balancer of its own. New versions come by blue/green and go back when an alarm says so."""

    zone: PublicZone
    """Where the certificate is proven."""
    certificate: Certificate
    """For a name of this region. Nothing has to answer at it; callers ask the load balancer to prove it (docs/decisions/ecs-tls.md)."""
    load_balancer: LoadBalancer
    deployment: BlueGreen
    errors: aws.cloudwatch.MetricAlarm
    """Goes off where requests fail."""

    def __init__(self, name: str, args: IngestionApiArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        placement, alerts = args.placement, args.alerts
        label = placement.label
        zone = self.zone = args.settings.zone
        proving = CertificateArgs([f"ingest.{placement.region.name}.{zone.domain}"], zone.id)
        moved = pulumi.Alias(type_="platform:compute:Certificate")
        self.certificate = Certificate(label("ingest"), proving, self.options(aliases=[moved]))
        balancing = LoadBalancerArgs(placement, args.network, args.logs, self.certificate)
        # Short, because AWS allows 32 characters for names of load balancers and target groups.
        self.load_balancer = LoadBalancer(label("api"), balancing, self.options())
        suffix = self.load_balancer.balancer.arn_suffix
        size = Size.of(args.settings.data_ingestion_api, placement.is_active)
        task = self._task()
        service = self._service(name, task, size)
        load = requests_per_task(args.settings.requests_per_task, suffix, args.cluster.name, NAME)
        scaling = ServiceScalingArgs(service, args.cluster.name, NAME, size, (utilization("CPU", _CPU_PERCENT), load))
        ServiceScaling(name, scaling, self.options())
        alarms = [
            high_error_rate(f"{name}-errors", NAME, suffix, BAD_VERSION, alerts, self.options()),
            high_latency(f"{name}-latency", NAME, suffix, alerts, self.options()),
        ]
        self.errors = alarms[0]
        high_error_rate(f"{name}-some-errors", NAME, suffix, UNEASE, alerts, self.options())
        too_few_tasks(
            f"{name}-tasks", args.cluster.name, NAME, Size.of(args.settings.data_ingestion_api, True).min, alerts, self, "IngestionAPIDown"
        )
        deploying = BlueGreenArgs(placement, args.settings, args.cluster, service, NAME, APP.first, task, self.load_balancer, alarms)
        self.deployment = BlueGreen(name, deploying, self.options())
        self.register_outputs(self.exports())

    def _task(self) -> Task:
        args = self._args
        given = TaskArgs(
            args.placement,
            args.keys,
            args.registry,
            args.cluster,
            NAME,
            args.settings.data_ingestion_api,
            args.settings.log_days,
            {"PORT": str(APP.first), "RAW_STREAM_ARN": args.stream.arn},
            write_stream(args.stream),
            {"API_SIGNING_KEY": args.secrets.arns["api-signing-key"]},
            APP.first,
        )
        return Task(args.placement.label(NAME, "task"), given, self.options())

    def _service(self, name: str, task: Task, size: Size) -> aws.ecs.Service:
        args, balancer = self._args, self.load_balancer
        return aws.ecs.Service(
            name,
            name=NAME,
            cluster=args.cluster.arn,
            task_definition=task.definition.arn,
            desired_count=size.desired,
            capacity_provider_strategies=args.cluster.strategy,
            platform_version="1.4.0",
            deployment_controller={"type": "CODE_DEPLOY"},
            network_configuration={
                "subnets": args.network.subnet_ids["private"],
                "security_groups": [args.network.security_groups.api.id],
                "assign_public_ip": False,
            },
            load_balancers=[{"target_group_arn": balancer.groups[0].arn, "container_name": NAME, "container_port": APP.first}],
            health_check_grace_period_seconds=_FIRST_CHECK_SECONDS,
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            opts=self.options(
                # The number is autoscaling's; the others change with every deployment by CodeDeploy.
                ignore_changes=["desired_count", "task_definition", "load_balancers", "capacity_provider_strategies", "platform_version"],
                depends_on=[balancer.production, balancer.test, args.network, *task.ready, *args.cluster.ready],
            ),
        )

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What a pipeline and the edge need to know."""
        return {"dns_name": self.load_balancer.balancer.dns_name, "deployment": self.deployment.exports}
