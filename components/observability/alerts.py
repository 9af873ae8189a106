"""The topics that every alarm of a region goes to, and the one way to make an alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.keys import COST_WATCHERS, Keys
from components.security.policies import Statement, allow, document, service_may, tls_only


@dataclass(frozen=True)
class AlertsArgs:
    """What the alerts need."""

    placement: Placement
    keys: Keys


class Alerts(Component):
    """Two encrypted topics that CloudWatch and EventBridge, and in the primary region what watches costs, may publish to."""

    topic_arn: pulumi.Output[str]
    """Where every alarm goes; chat subscribes."""
    pages_arn: pulumi.Output[str]
    """Where those go besides that somebody must get up for; the pager subscribes."""

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        self.topic_arn = self._topic(name, args, "alerts", self._cost_watchers(args.placement, "alerts"))
        self.pages_arn = self._topic(args.placement.label("pages"), args, "pages")
        self.register_outputs({"topic_arn": self.topic_arn, "pages_arn": self.pages_arn})

    def _cost_watchers(self, placement: Placement, purpose: str) -> list[Statement]:
        """Money wakes nobody, so only the alerts hear of it."""
        topic, own = placement.arn("sns", placement.physical(purpose)), {"aws:SourceAccount": placement.account_id}
        watchers = COST_WATCHERS.items() if placement.watches_cost else ()
        return [service_may(sid, service, ["sns:Publish"], [topic], own) for sid, service in watchers]

    def _topic(self, name: str, args: AlertsArgs, purpose: str, others: Sequence[Statement] = ()) -> pulumi.Output[str]:
        placement = args.placement
        physical = placement.physical(purpose)
        planned_arn = placement.arn("sns", physical)
        topic = aws.sns.Topic(name, name=physical, kms_master_key_id=args.keys.arns["logs"], opts=self.options())
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=document(
                {
                    "Sid": "AlarmsOfThisAccount",
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Action": "sns:Publish",
                    "Resource": planned_arn,
                    "Condition": {"StringEquals": {"aws:SourceAccount": placement.account_id}},
                },
                # Without a condition, because EventBridge sends neither source account nor rule:
                # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
                allow(["sns:Publish"], [planned_arn], "Events", Principal={"Service": "events.amazonaws.com"}),
                *others,
                tls_only(["sns:Publish"], [planned_arn]),
            ),
            opts=self.options(),
        )
        arn: pulumi.Output[str] = topic.arn
        return arn


@dataclass(frozen=True)
class Metric:
    """A CloudWatch metric and how it is reduced to one number."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Average"
    """`Average`, `Sum`, `Maximum`, `Minimum`, or a percentile such as `p99`."""


@dataclass(frozen=True)
class Breach:
    """When a metric is bad enough to call somebody."""

    above: float | None = None
    below: float | None = None
    period: int = 300
    """Seconds that one data point covers."""
    periods: int = 1
    """Data points looked at."""
    of_them: int | None = None
    """How many of them must be bad; all unless given."""
    missing: Literal["missing", "breaching", "notBreaching", "ignore"] = "missing"
    """What no data means: `breaching` for a heartbeat, `notBreaching` for a counter that is only sent when something happens."""
    pages: bool = False
    """Somebody is woken, beside the line in the chat."""


def late(placement: Placement, unit: int = 1, missing: Literal["breaching", "notBreaching"] = "notBreaching") -> Breach:
    """Replication to another region is behind as `recovery.lag` says, which is what recovery points are reckoned with.

    `unit`: what the metric counts a second in, such as 1000 for milliseconds.
    """
    lag = placement.settings.recovery.lag
    return Breach(above=lag.seconds * unit, period=60, periods=lag.minutes, missing=missing)


def alarm(
    name: str, description: str, metric: Metric, breach: Breach, alerts: Alerts, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    """An alarm that tells the region's topics when it starts and when it ends."""
    percentile = metric.statistic.startswith("p")
    threshold = breach.above if breach.above is not None else breach.below
    if threshold is None or (breach.above is not None and breach.below is not None):
        raise ValueError(f"alarm {name}: give a Breach either above or below")
    topics = [alerts.topic_arn, *([alerts.pages_arn] if breach.pages else [])]
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=description,
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions=dict(metric.dimensions),
        statistic=None if percentile else metric.statistic,
        extended_statistic=metric.statistic if percentile else None,
        comparison_operator="GreaterThanThreshold" if breach.above is not None else "LessThanThreshold",
        threshold=threshold,
        period=breach.period,
        evaluation_periods=breach.periods,
        datapoints_to_alarm=breach.of_them or breach.periods,
        treat_missing_data=breach.missing,
        alarm_actions=topics,
        ok_actions=topics,
        opts=opts,
    )
