"""What a service is watched by."""

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm

ERROR_PERCENT, SLOW_SECONDS = 5, 0.1
"""The rules HighErrorRate and HighLatency."""


def high_error_rate(
    name: str, what: str, load_balancer: pulumi.Input[str], alerts: Alerts, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    """The share of answers that say the service failed.

    Three minutes of five, so that it goes off while a deployment still has most of the traffic on the old version.
    """

    def series(id_: str, metric: str) -> dict[str, object]:
        of = {
            "namespace": "AWS/ApplicationELB",
            "metric_name": metric,
            "dimensions": {"LoadBalancer": load_balancer},
            "period": 60,
            "stat": "Sum",
        }
        return {"id": id_, "metric": of, "return_data": False}

    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=f"HighErrorRate: more than {ERROR_PERCENT} % of requests to {what} fail",
        metric_queries=[
            series("requests", "RequestCount"),
            series("failed", "HTTPCode_Target_5XX_Count"),
            series("unreached", "HTTPCode_ELB_5XX_Count"),
            {
                "id": "percent",
                "expression": "100 * (FILL(failed, 0) + FILL(unreached, 0)) / requests",
                "label": "Failed requests in percent",
                "return_data": True,
            },
        ],
        comparison_operator="GreaterThanThreshold",
        threshold=ERROR_PERCENT,
        evaluation_periods=5,
        datapoints_to_alarm=3,
        treat_missing_data="notBreaching",
        alarm_actions=[alerts.topic_arn],
        ok_actions=[alerts.topic_arn],
        opts=opts,
    )


def high_latency(
    name: str, what: str, load_balancer: pulumi.Input[str], alerts: Alerts, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    """How long the slowest twentieth of the requests takes."""
    return alarm(
        name,
        f"HighLatency: one in twenty requests to {what} takes more than {SLOW_SECONDS} s",
        Metric("AWS/ApplicationELB", "TargetResponseTime", {"LoadBalancer": load_balancer}, "p95"),
        Breach(above=SLOW_SECONDS, period=60, periods=5, of_them=3, missing="notBreaching"),
        alerts,
        opts,
    )


def too_few_tasks(name: str, cluster: str, service: str, fewest: int, alerts: Alerts, of: Component) -> None:
    """Fewer tasks run than autoscaling would leave, for two of five minutes. Nothing where none are wanted."""
    if fewest == 0:
        return
    alarm(
        name,
        f"{service} has fewer than {fewest} tasks",
        Metric("ECS/ContainerInsights", "RunningTaskCount", {"ClusterName": cluster, "ServiceName": service}, "Minimum"),
        Breach(below=fewest, period=60, periods=5, of_them=2, missing="breaching"),
        alerts,
        of.options(),
    )
