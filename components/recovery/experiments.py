"""AWS FIS: templates of the faults that are rehearsed in a region."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.recovery.faults import Fault, experiments
from components.region import RegionStack
from components.security.policies import allow, role, trust
from settings.recovery import Experiments as ExperimentsSettings


@dataclass(frozen=True)
class ExperimentsArgs:
    """Where, and how hard."""

    region: RegionStack
    settings: ExperimentsSettings


class Experiments(Component):
    """A template for each kind of loss, with a role of its own that may do this and nothing else.

    The region's own alarms stop it: events that lie unread for more than a minute, and an ingestion API that fails.
    """

    templates: dict[str, aws.fis.ExperimentTemplate]

    def __init__(self, name: str, args: ExperimentsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("recovery", name, opts)
        placement, keys = args.region.placement, args.region.keys
        # By vended logs' name, which needs no room in the account's resource policies for logs.
        self._logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/vendedlogs/fis/{placement.physical('experiments')}",
            retention_in_days=args.settings.log_days,
            kms_key_id=keys.arns["logs"],
            opts=self.options(),
        )
        self.templates = {
            kind: self._template(args.region, kind, description, faults)
            for kind, description, faults in experiments(args.region, args.settings)
        }
        self.register_outputs({kind: template.id for kind, template in self.templates.items()})

    def _template(self, region: RegionStack, kind: str, description: str, faults: Sequence[Fault]) -> aws.fis.ExperimentTemplate:
        placement = region.placement
        name = placement.label(kind)
        acts = role(
            placement,
            name,
            trust(placement, "fis.amazonaws.com"),
            self.options(),
            [
                *(statement for fault in faults for statement in fault.statements),
                # Delivery of logs knows no resources.
                allow(
                    ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"], ["*"]
                ),
            ],
        )
        return aws.fis.ExperimentTemplate(
            name,
            description=description,
            role_arn=acts.arn,
            targets=[{"name": fault.target, "resource_type": fault.kind, "selection_mode": "ALL", **fault.what} for fault in faults],
            actions=[
                {
                    "name": fault.target,
                    "action_id": fault.action,
                    "target": {"key": fault.target, "value": fault.target},
                    "parameters": [{"key": key, "value": value} for key, value in sorted(fault.parameters.items())],
                }
                for fault in faults
            ],
            stop_conditions=[{"source": "aws:cloudwatch:alarm", "value": arn} for arn in stops(region)],
            # A pilot light has no nodes in some zones.
            experiment_options={"account_targeting": "single-account", "empty_target_resolution_mode": "skip"},
            log_configuration={
                "log_schema_version": 2,
                "cloudwatch_logs_configuration": {"log_group_arn": pulumi.Output.concat(self._logs.arn, ":*")},
            },
            tags={"Name": placement.physical(kind)},
            opts=self.options(),
        )


def stops(region: RegionStack) -> list[pulumi.Output[str]]:
    """The alarms that end an experiment; FIS takes five of them."""
    api = [region.ecs.api.errors] if region.ecs else []
    alarms = [*(stream.lag for stream in region.streaming.streams.values()), *api]
    return [alarm.arn for alarm in alarms][:5]
