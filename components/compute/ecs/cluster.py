"""The ECS cluster of a region: Fargate only, so there are no machines in it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import Keys
from settings.compute import Ecs


@dataclass(frozen=True)
class FargateClusterArgs:
    """What the cluster needs."""

    placement: Placement
    keys: Keys
    settings: Ecs


class FargateCluster(Component):
    """A cluster with metrics of every service, where nobody opens a shell without a record of it."""

    name: str
    """Known before deployment, so that alarms can be made before the services that are rolled back on them."""
    arn: pulumi.Output[str]
    provider: str
    """`FARGATE` or `FARGATE_SPOT`: where services start tasks."""
    ready: list[pulumi.Resource]
    """What services wait for."""

    def __init__(self, name: str, args: FargateClusterArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        self.name = args.placement.physical("ecs")
        shells = self._log_group("shells", f"/ecs/{self.name}/shells")
        # ECS would make this one itself, without key and without end.
        metrics = self._log_group("insights", f"/aws/ecs/containerinsights/{self.name}/performance")
        cluster = aws.ecs.Cluster(
            name,
            name=self.name,
            settings=[{"name": "containerInsights", "value": "enabled"}],
            configuration={
                "execute_command_configuration": {
                    "kms_key_id": args.keys.arns["logs"],
                    "logging": "OVERRIDE",
                    "log_configuration": {"cloud_watch_encryption_enabled": True, "cloud_watch_log_group_name": shells.name},
                }
            },
            opts=self.options(depends_on=[metrics]),
        )
        self.arn = cluster.arn
        self.provider = "FARGATE_SPOT" if args.settings.spot else "FARGATE"
        providers = aws.ecs.ClusterCapacityProviders(
            name,
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=self.strategy,
            opts=self.options(),
        )
        self.ready = [providers]
        self.register_outputs({"name": self.name, "arn": self.arn})

    @property
    def strategy(self) -> list[dict[str, str | int]]:
        """Where tasks are started."""
        return [{"capacity_provider": self.provider, "weight": 1}]

    def _log_group(self, what: str, name: str) -> aws.cloudwatch.LogGroup:
        args = self._args
        return aws.cloudwatch.LogGroup(
            args.placement.label("ecs", what),
            name=name,
            retention_in_days=args.settings.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
