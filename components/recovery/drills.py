"""The calendar of drills: experiments that start by themselves where the settings say so, and what people are told to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.recovery.months import by_turns
from components.security.keys import Keys
from components.security.policies import Statement, allow, decrypt_schedules, role, trust
from components.security.queues import refuse_plain_http
from settings.recovery import Drills as DrillsSettings

_EXECUTION = "<aws.scheduler.execution-id>"  # EventBridge Scheduler puts it in
_KEPT_SECONDS = 14 * 86400


@dataclass(frozen=True)
class DrillsArgs:
    """What is drilled; it stands in the primary region."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    settings: DrillsSettings
    templates: Mapping[str, aws.fis.ExperimentTemplate]
    """The region's experiments, by kind; none where there are none."""


class Drills(Component):
    """Schedules. What they cannot do goes to a queue, and somebody is told."""

    def __init__(self, name: str, args: DrillsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("recovery", name, opts)
        self._args = args
        placement, settings = args.placement, args.settings
        self._group = aws.scheduler.ScheduleGroup(name, name=placement.physical("drills"), opts=self.options())
        self._failed = self._queue(name)
        if settings.monthly and settings.automatic:
            self._start_experiments(settings.monthly)
        told = {what: when for what, when in _told(args).items() if when}
        if told:
            self._tell(told)
        if args.templates:
            self._watch(name)
        self.register_outputs({})

    def _queue(self, name: str) -> aws.sqs.Queue:
        args = self._args
        physical = args.placement.physical("drills-failed")
        queue = aws.sqs.Queue(
            name,
            name=physical,
            message_retention_seconds=_KEPT_SECONDS,
            kms_master_key_id=args.keys.arns["streams"],
            opts=self.options(),
        )
        refuse_plain_http(name, queue, self.options())
        alarm(
            name,
            "A drill could not be started, or nobody could be told of it",
            Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": physical}, "Maximum"),
            Breach(above=0, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        return queue

    def _start_experiments(self, monthly: str) -> None:
        """One each month, by turns."""
        args, placement = self._args, self._args.placement
        experiment = placement.arn("fis", "experiment/*")
        linked = f"arn:aws:iam::{placement.account_id}:role/aws-service-role/fis.amazonaws.com/AWSServiceRoleForFIS"
        starts = self._role(
            "start",
            allow(["fis:StartExperiment"], [*(_template_arn(args, one) for one in args.templates.values()), experiment]),
            # FIS has it made with the account's first experiment.
            allow(
                ["iam:CreateServiceLinkedRole"],
                [linked],
                Condition={"StringEquals": {"iam:AWSServiceName": "fis.amazonaws.com"}},
            ),
        )
        for kind, when in by_turns(monthly, list(args.templates)).items():
            request = {"ClientToken": _EXECUTION, "ExperimentTemplateId": args.templates[kind].id}
            call = {"arn": "arn:aws:scheduler:::aws-sdk:fis:startExperiment", "input": pulumi.Output.json_dumps(request, sort_keys=True)}
            self._schedule(kind, f"Starts the experiment {kind}", when, starts, call)

    def _tell(self, told: Mapping[str, str]) -> None:
        """Through the topic of alarms, in the form that AWS's chat shows."""
        args = self._args
        topic = args.placement.arn("sns", args.placement.physical("alerts"))
        tells = self._role("tell", allow(["sns:Publish"], [topic]), allow(["kms:Decrypt", "kms:GenerateDataKey"], [args.keys.arns["logs"]]))
        for what, when in told.items():
            call = {"arn": args.alerts.topic_arn, "input": message(what, args.placement)}
            self._schedule(what, f"Tells people of the {what} drill", when, tells, call)

    def _role(self, does: str, *statements: Statement) -> aws.iam.Role:
        args, placement = self._args, self._args.placement
        key = args.keys.arns["streams"]
        fails = [allow(["sqs:SendMessage"], [self._failed.arn]), allow(["kms:Decrypt", "kms:GenerateDataKey"], [key])]
        may = [*statements, *fails, decrypt_schedules(placement, key)]
        return role(placement, placement.label("drills", does), trust(placement, "scheduler.amazonaws.com"), self.options(), may)

    def _schedule(self, what: str, description: str, when: str, acts: aws.iam.Role, call: Mapping[str, Any]) -> None:
        args = self._args
        aws.scheduler.Schedule(
            args.placement.label("drill", what),
            name=what,
            group_name=self._group.name,
            description=description,
            schedule_expression=when,
            flexible_time_window={"mode": "OFF"},
            kms_key_arn=args.keys.arns["streams"],
            target={
                **call,
                "role_arn": acts.arn,
                "dead_letter_config": {"arn": self._failed.arn},
                # One that is hours late finds nobody at work.
                "retry_policy": {"maximum_event_age_in_seconds": 3600, "maximum_retry_attempts": 10},
            },
            opts=self.options(),
        )

    def _watch(self, name: str) -> None:
        """The chat hears when an experiment begins and how it ends."""
        pattern = {"source": ["aws.fis"], "detail-type": ["FIS Experiment State Change"]}
        changes = aws.cloudwatch.EventRule(
            name, description="Experiments that begin and end", event_pattern=json.dumps(pattern, sort_keys=True), opts=self.options()
        )
        aws.cloudwatch.EventTarget(name, rule=changes.name, arn=self._args.alerts.topic_arn, opts=self.options())


def _template_arn(args: DrillsArgs, template: aws.fis.ExperimentTemplate) -> pulumi.Output[str]:
    return pulumi.Output.concat(args.placement.arn("fis", "experiment-template/"), template.id)


def _told(args: DrillsArgs) -> dict[str, str | None]:
    """Drill → when people are told of it."""
    settings = args.settings
    goes_over = args.placement.settings.dr is not None
    return {
        "monthly": None if settings.automatic else settings.monthly,
        "quarterly": settings.quarterly if goes_over else None,
        "annual": settings.annual,
    }


_STEPS = {
    "monthly": ("A component is lost", "aws fis list-experiment-templates; then aws fis start-experiment of one that was not held lately"),
    "quarterly": ("A region is lost", "python -m ops failover --stack {stack} --dry-run; then without, and back again"),
    "annual": (
        "Everything: a region from its backups, who decides, who is called",
        "python -m ops backup restore --stack {stack} --dry-run",
    ),
}


def message(what: str, placement: Placement) -> str:
    """What is shown. Its figures belong into the settings: `recovery.assumptions`."""
    title, command = _STEPS[what]
    content = {
        "title": f"{what.capitalize()} drill of {placement.stack}: {title}",
        "description": "Measure each step and put the figures into recovery.assumptions; preflight recovery says what they mean.",
        "nextSteps": [command.format(stack=placement.stack)],
    }
    return json.dumps({"version": "1.0", "source": "custom", "content": content}, sort_keys=True)
