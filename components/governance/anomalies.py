"""Cost Anomaly Detection: what AWS's own model of the bill finds unusual."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings.governance import Anomalies as Limits


@dataclass(frozen=True)
class AnomaliesArgs:
    """What the monitors need."""

    placement: Placement
    limits: Limits
    emails: Sequence[str]
    topic_arn: pulumi.Input[str]
    """Who is told at once; mails come once a day."""


class Anomalies(Component):
    """A monitor of the account by service, one of the stack by its tag, and who is told of their findings."""

    def __init__(self, name: str, args: AnomaliesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("governance", name, opts)
        placement = args.placement
        by_stack = aws.costexplorer.AnomalyMonitor(
            "cost-of-stack",
            name=placement.physical("cost-of-stack"),
            monitor_type="CUSTOM",
            # The empty entries are what AWS answers with; without them every preview would show a change.
            monitor_specification=json.dumps(
                {
                    "And": None,
                    "CostCategories": None,
                    "Dimensions": None,
                    "Not": None,
                    "Or": None,
                    "Tags": {"Key": "stack", "MatchOptions": None, "Values": [placement.stack]},
                }
            ),
            opts=self.options(),
        )
        monitors = [args.limits.service_monitor_arn or self._by_service(placement), by_stack.arn]
        self._tell(args, "cost-anomalies-topic", "IMMEDIATE", [("SNS", args.topic_arn)], monitors)
        if args.emails:
            self._tell(args, "cost-anomalies-mail", "DAILY", [("EMAIL", address) for address in args.emails], monitors)
        self.register_outputs({})

    def _by_service(self, placement: Placement) -> pulumi.Output[str]:
        monitor = aws.costexplorer.AnomalyMonitor(
            "cost-by-service",
            name=placement.physical("cost-by-service"),
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=self.options(),
        )
        arn: pulumi.Output[str] = monitor.arn
        return arn

    def _tell(
        self,
        args: AnomaliesArgs,
        name: str,
        frequency: str,
        subscribers: Sequence[tuple[str, pulumi.Input[str]]],
        monitors: Sequence[pulumi.Input[str]],
    ) -> None:
        """Topics are told at once and mails daily: AWS allows no other pairs."""
        limits = {"ABSOLUTE": args.limits.impact_usd, "PERCENTAGE": args.limits.impact_percent}
        aws.costexplorer.AnomalySubscription(
            name,
            name=args.placement.physical(name),
            frequency=frequency,
            monitor_arn_lists=list(monitors),
            subscribers=[aws.costexplorer.AnomalySubscriptionSubscriberArgs(type=kind, address=address) for kind, address in subscribers],
            threshold_expression=aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(
                ands=[
                    aws.costexplorer.AnomalySubscriptionThresholdExpressionAndArgs(
                        dimension=aws.costexplorer.AnomalySubscriptionThresholdExpressionAndDimensionArgs(
                            key=f"ANOMALY_TOTAL_IMPACT_{kind}", match_options=["GREATER_THAN_OR_EQUAL"], values=[f"{limit:g}"]
                        )
                    )
                    for kind, limit in limits.items()
                ]
            ),
            opts=self.options(),
        )
