"""How many tasks a service has."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecs.task import Size

_GROW_SECONDS, _SHRINK_SECONDS = 60, 300
"""How long after a change the next one waits: capacity comes fast and goes slowly."""


@dataclass(frozen=True)
class Target:
    """A figure that the number of tasks keeps in place."""

    name: str
    value: float
    metric: dict[str, Any]
    """`predefined_metric_specification` or `customized_metric_specification`."""


def utilization(what: str, percent: float) -> Target:
    """The average over all tasks of `CPU` or `Memory`."""
    predefined = {"predefined_metric_type": f"ECSService{what}Utilization"}
    return Target(what.lower(), percent, {"predefined_metric_specification": predefined})


def requests_per_task(requests: float, load_balancer: pulumi.Input[str], cluster: str, service: str) -> Target:
    """Requests that each task gets in a minute.

    Worked out from the whole load balancer, because the metric that AWS offers for it is of one target group, and a blue/green
    deployment changes that.
    """
    of_service = [{"name": "ClusterName", "value": cluster}, {"name": "ServiceName", "value": service}]
    metrics = [
        _series("requests", "AWS/ApplicationELB", "RequestCount", [{"name": "LoadBalancer", "value": load_balancer}], "Sum"),
        _series("tasks", "ECS/ContainerInsights", "RunningTaskCount", of_service, "Average"),
        {"id": "per_task", "expression": "requests / tasks", "label": "Requests in a minute per task", "return_data": True},
    ]
    return Target("requests", requests, {"customized_metric_specification": {"metrics": metrics}})


def _series(id_: str, namespace: str, name: str, dimensions: list[dict[str, Any]], statistic: str) -> dict[str, Any]:
    metric = {"namespace": namespace, "metric_name": name, "dimensions": dimensions}
    return {"id": id_, "metric_stat": {"metric": metric, "stat": statistic}, "return_data": False}


@dataclass(frozen=True)
class ServiceScalingArgs:
    """What scaling needs."""

    service: aws.ecs.Service
    cluster: str
    service_name: str
    size: Size
    targets: tuple[Target, ...]


class ServiceScaling(Component):
    """Application Auto Scaling of one service; `ops` raises the minimum of one that stands by."""

    def __init__(self, name: str, args: ServiceScalingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        target = aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            resource_id=f"service/{args.cluster}/{args.service_name}",
            scalable_dimension="ecs:service:DesiredCount",
            min_capacity=args.size.min,
            max_capacity=args.size.max,
            opts=self.options(depends_on=[args.service]),
        )
        for wanted in args.targets:
            aws.appautoscaling.Policy(
                f"{name}-{wanted.name}",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                resource_id=target.resource_id,
                scalable_dimension=target.scalable_dimension,
                target_tracking_scaling_policy_configuration={
                    "target_value": wanted.value,
                    "scale_out_cooldown": _GROW_SECONDS,
                    "scale_in_cooldown": _SHRINK_SECONDS,
                    **wanted.metric,
                },
                opts=self.options(),
            )
        self.register_outputs({})
