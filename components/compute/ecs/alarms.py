"""What a service is watched by."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm

SLOW_SECONDS = 0.1
"""The rule HighLatency."""


@dataclass(frozen=True)
class Failures:
    """When too many requests fail: more than `percent` in `bad` of `minutes`."""

    percent: float
    bad: int
    minutes: int


BAD_VERSION = Failures(5, 3, 5)
"""Goes off while a deployment still has most of the traffic on the old version."""
UNEASE = Failures(1, 5, 10)
"""What the chat is told of."""


def high_error_rate(
    name: str, what: str, load_balancer: pulumi.Input[str], failures: Failures, alerts: Alerts, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    """The share of answers that say the service failed."""

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
        alarm_description=f"HighErrorRate: more than {failures.percent:g} % of requests to {what} fail",
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
        threshold=failures.percent,
        evaluation_periods=failures.minutes,
        datapoints_to_alarm=failures.bad,
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


def too_few_tasks(name: str, cluster: str, service: str, fewest: int, alerts: Alerts, of: Component, rule: str = "") -> None:
    """Fewer tasks run than autoscaling would leave, for two of five minutes. Nothing where none are wanted.

    A service that stands by is measured by what is wanted of it then: the alarm is the same before and after a failover.
    With the name of a `rule`, somebody is woken.
    """
    if fewest == 0:
        return

    def count(id_: str, metric: str, statistic: str) -> dict[str, object]:
        dimensions = {"ClusterName": cluster, "ServiceName": service}
        of_service = {
            "namespace": "ECS/ContainerInsights",
            "metric_name": metric,
            "dimensions": dimensions,
            "period": 60,
            "stat": statistic,
        }
        return {"id": id_, "metric": of_service, "return_data": False}

    topics = [alerts.topic_arn, *([alerts.pages_arn] if rule else [])]
    aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=f"{rule}: {service} has fewer than {fewest} tasks".removeprefix(": "),
        metric_queries=[
            count("running", "RunningTaskCount", "Minimum"),
            count("wanted", "DesiredTaskCount", "Maximum"),
            {
                "id": "missing",
                "expression": f"IF(wanted < {fewest}, wanted, {fewest}) - FILL(running, 0)",
                "label": "Tasks that are missing",
                "return_data": True,
            },
        ],
        comparison_operator="GreaterThanThreshold",
        threshold=0,
        evaluation_periods=5,
        datapoints_to_alarm=2,
        treat_missing_data="breaching",
        alarm_actions=topics,
        ok_actions=topics,
        opts=of.options(),
    )
