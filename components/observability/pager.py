"""Alarms that somebody must get up for, sent on to PagerDuty.

Not by a subscription of PagerDuty's address itself: it holds the integration's key, and SNS shows addresses to all who may list them.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import allow, role, trust
from components.security.queues import refuse_plain_http
from functions.package import sources

_KEPT_SECONDS = 14 * 24 * 3600  # the longest that SQS allows


@dataclass(frozen=True)
class PagerArgs:
    """What the pager needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    secret_arn: pulumi.Input[str]
    """Of the integration's key, which a person puts in."""


class Pager(Component):
    """A function between the topic and PagerDuty. It needs the internet and nothing in the VPC, so it is not in there."""

    def __init__(self, name: str, args: PagerArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        placement, keys = args.placement, args.keys.arns
        physical = placement.physical("alarm-pager")
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{physical}",
            retention_in_days=placement.settings.compute.functions.log_days,
            kms_key_id=keys["logs"],
            opts=self.options(),
        )
        unsent = aws.sqs.Queue(name, message_retention_seconds=_KEPT_SECONDS, kms_master_key_id=keys["streams"], opts=self.options())
        refuse_plain_http(name, unsent, self.options())
        runs_as = role(
            placement,
            name,
            trust(placement, "lambda.amazonaws.com"),
            self.options(),
            [
                allow(["secretsmanager:GetSecretValue"], [args.secret_arn]),
                allow(["kms:Decrypt"], [keys["secrets"]]),
                allow(["kms:Decrypt", "kms:GenerateDataKey"], [keys["streams"]]),
                allow(["sqs:SendMessage"], [unsent.arn]),
                allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")]),
                allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
            ],
        )
        function = aws.lambda_.Function(
            name,
            name=physical,
            description="Makes an incident in PagerDuty of an alarm, and ends it",
            role=runs_as.arn,
            handler="functions.alarm_pager.handler.handler",
            runtime="python3.13",
            architectures=["arm64"],
            code=pulumi.AssetArchive({path: pulumi.FileAsset(str(file)) for path, file in sources("alarm_pager").items()}),
            timeout=30,
            memory_size=256,
            reserved_concurrent_executions=2,
            environment={"variables": {"PAGERDUTY_SECRET_ARN": args.secret_arn}},
            kms_key_arn=keys["streams"],
            dead_letter_config={"target_arn": unsent.arn},
            tracing_config={"mode": "Active"},
            opts=self.options(depends_on=[logs]),
        )
        allowed = aws.lambda_.Permission(
            name,
            action="lambda:InvokeFunction",
            function=function.name,
            principal="sns.amazonaws.com",
            source_arn=args.alerts.pages_arn,
            opts=self.options(),
        )
        aws.sns.TopicSubscription(
            name, topic=args.alerts.pages_arn, protocol="lambda", endpoint=function.arn, opts=self.options(depends_on=[allowed])
        )
        # The chat hears of it: the pager cannot say that it is broken.
        alarm(
            name,
            "An alarm could not be sent to PagerDuty",
            Metric("AWS/Lambda", "Errors", {"FunctionName": physical}, "Sum"),
            Breach(above=0, period=60, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs({})
