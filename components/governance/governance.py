"""Who is told what a stack spends: budgets, and anomalies of the bill."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.governance.anomalies import Anomalies, AnomaliesArgs
from components.governance.budgets import Budgets, BudgetsArgs
from components.placement import Placement
from settings.governance import Governance


@dataclass(frozen=True)
class CostGovernanceArgs:
    """What watching the bill needs."""

    placement: Placement
    """The primary region. Budgets and Cost Explorer are global: every region's provider reaches their one endpoint in us-east-1."""
    settings: Governance
    topic_arn: pulumi.Input[str]
    """The alerts, which both services may publish to."""


class CostGovernance(Component):
    """Once per stack: its budgets, and the monitors of its cost."""

    budgets: Budgets
    anomalies: Anomalies | None

    def __init__(self, name: str, args: CostGovernanceArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("governance", name, opts)
        self.budgets = Budgets("budgets", BudgetsArgs(args.placement, args.settings, args.topic_arn), self.options())
        self.anomalies = None
        if args.settings.anomalies:
            told = AnomaliesArgs(args.placement, args.settings.anomalies, args.settings.emails, args.topic_arn)
            self.anomalies = Anomalies("cost-anomalies", told, self.options())
        self.register_outputs({})
