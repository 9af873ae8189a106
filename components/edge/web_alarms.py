"""When somebody is told about CloudFront."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm

_HOUR = 3600


@dataclass(frozen=True)
class WebAlarmsArgs:
    """What is watched, and who is told."""

    distribution: aws.cloudfront.Distribution
    hit_percent: int
    alerts: Alerts
    """Of us-east-1, where CloudFront's metrics are."""


class WebAlarms(Component):
    """Failures, and a cache that is worth less than planned. CloudFront sends the rate of hits only where it is asked to."""

    def __init__(self, name: str, args: WebAlarmsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        of = {"DistributionId": args.distribution.id, "Region": "Global"}
        aws.cloudfront.MonitoringSubscription(
            name,
            distribution_id=args.distribution.id,
            monitoring_subscription={"realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}},
            opts=self.options(),
        )
        alarm(
            f"{name}-errors",
            "More than 5 % of what CloudFront answers are errors of servers",
            Metric("AWS/CloudFront", "5xxErrorRate", of),
            Breach(above=5, period=60, periods=5, of_them=3, missing="notBreaching", pages=True),
            args.alerts,
            self.options(),
        )
        alarm(
            f"{name}-hits",
            f"CloudFront answers less than {args.hit_percent} % of requests itself",
            Metric("AWS/CloudFront", "CacheHitRate", of),
            Breach(below=args.hit_percent, period=_HOUR, periods=6, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs({})
