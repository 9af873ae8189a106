"""AWS Budgets of a stack: its month, its days, and single services."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings import PROJECT
from settings.governance import DailyBudget, Governance

_METRIC = "UnblendedCost"  # what each day was billed; amortised cost would spread a reservation over days that did not buy it


@dataclass(frozen=True)
class BudgetsArgs:
    """What the budgets need."""

    placement: Placement
    settings: Governance
    topic_arn: pulumi.Input[str]
    """Who is told, beside the mail addresses."""


class Budgets(Component):
    """Budgets of what carries the stack's tags. They tell; they never stop anything."""

    monthly: aws.budgets.Budget
    """The whole stack's."""

    def __init__(self, name: str, args: BudgetsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("governance", name, opts)
        settings = args.settings
        self.monthly = self._monthly(args, "month", settings.monthly_usd)
        if settings.daily:
            self._daily(args, settings.daily)
        for service, usd in settings.services.items():
            self._monthly(args, f"of-{slug(service)}", usd, service)
        self.register_outputs({"monthly": self.monthly.name})

    def _monthly(self, args: BudgetsArgs, word: str, usd: float, service: str | None = None) -> aws.budgets.Budget:
        told = [self._told(args, "ACTUAL", percent) for percent in args.settings.actual_percents]
        if args.settings.forecast_percent:
            told.append(self._told(args, "FORECASTED", args.settings.forecast_percent))
        return self._budget(args, f"budget-{word}", service, told, time_unit="MONTHLY", limit_amount=f"{usd:.2f}", limit_unit="USD")

    def _daily(self, args: BudgetsArgs, daily: DailyBudget) -> None:
        """The limit is the average of the days before, which AWS keeps; it has no forecast of a day."""
        self._budget(
            args,
            "budget-day",
            None,
            [self._told(args, "ACTUAL", daily.percent_of_average)],
            time_unit="DAILY",
            auto_adjust_data=aws.budgets.BudgetAutoAdjustDataArgs(
                auto_adjust_type="HISTORICAL",
                historical_options=aws.budgets.BudgetAutoAdjustDataHistoricalOptionsArgs(budget_adjustment_period=daily.average_days),
            ),
        )

    def _budget(
        self, args: BudgetsArgs, name: str, service: str | None, told: Sequence[aws.budgets.BudgetNotificationArgs], **more: Any
    ) -> aws.budgets.Budget:
        return aws.budgets.Budget(
            name,
            name=args.placement.physical(name),
            budget_type="COST",
            metrics=_METRIC,
            filter_expression=_of_the_stack(args.placement.stack, service),
            notifications=told,
            opts=self.options(),
            **more,
        )

    def _told(self, args: BudgetsArgs, kind: str, percent: int) -> aws.budgets.BudgetNotificationArgs:
        return aws.budgets.BudgetNotificationArgs(
            comparison_operator="GREATER_THAN",
            notification_type=kind,
            threshold=percent,
            threshold_type="PERCENTAGE",
            subscriber_sns_topic_arns=[args.topic_arn],
            subscriber_email_addresses=list(args.settings.emails) or None,
        )


def slug(service: str) -> str:
    """A service's name as part of a budget's name."""
    return re.sub(r"[^a-z0-9]+", "-", service.lower()).strip("-")


def _of_the_stack(stack: str, service: str | None) -> aws.budgets.BudgetFilterExpressionArgs:
    """Cost that carries the stack's tags, of one service or of all."""
    ands = [
        aws.budgets.BudgetFilterExpressionAndArgs(tags=aws.budgets.BudgetFilterExpressionAndTagsArgs(key=key, values=[value]))
        for key, value in (("project", PROJECT), ("stack", stack))
    ]
    if service:
        dimension = aws.budgets.BudgetFilterExpressionAndDimensionsArgs(key="SERVICE", values=[service])
        ands.append(aws.budgets.BudgetFilterExpressionAndArgs(dimensions=dimension))
    return aws.budgets.BudgetFilterExpressionArgs(ands=ands)
