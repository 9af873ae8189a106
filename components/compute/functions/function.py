"""A Lambda function in the VPC, with an alias that CodeDeploy moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.codedeploy import BLUE_GREEN, rolls_back_on, watch_alarms
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, deny, document_output, role, trust
from components.security.queues import refuse_plain_http
from functions.package import Function as Source
from functions.package import sources
from settings.compute import FunctionSize

LIVE = "live"
_KEPT_SECONDS = 14 * 24 * 3600  # the longest that SQS allows
_INTERFACES = (
    "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses",
)  # fmt: skip
_LOOKS = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs")


@dataclass(frozen=True)
class LambdaFunctionArgs:
    """What sets one function apart from another."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    source: Source
    """Its folder in `functions/`."""
    description: str
    size: FunctionSize
    environment: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Statement]
    """What it may do, beside writing its log and trace."""


class LambdaFunction(Component):
    """Python on Graviton, packaged from its sources alone; the same sources are the same version.

    A deployment publishes a version; CodeDeploy then moves the alias `live` to it, a part of the calls first.
    """

    name: str
    """Its name in AWS, known before deployment."""
    plain_name: str
    """Such as `event-validator`."""
    role: aws.iam.Role
    function: aws.lambda_.Function
    live: aws.lambda_.Alias
    deployment: dict[str, pulumi.Input[str]]
    """What a pipeline must know to move the alias."""

    def __init__(self, name: str, args: LambdaFunctionArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("compute", name, opts)
        self._args = args
        placement = args.placement
        self.plain_name = args.source.replace("_", "-")
        self.name = placement.physical(self.plain_name)
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{self.name}",
            retention_in_days=placement.settings.compute.functions.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        unhandled = aws.sqs.Queue(
            f"{name}-unhandled",
            message_retention_seconds=_KEPT_SECONDS,
            kms_master_key_id=args.keys.arns["streams"],
            opts=self.options(),
        )
        refuse_plain_http(f"{name}-unhandled", unhandled, self.options())
        self.role = role(placement, name, trust(placement, "lambda.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            name,
            role=self.role.name,
            policy=document_output(*self._statements(logs, unhandled)),
            opts=pulumi.ResourceOptions(parent=self.role),
        )
        self.function = self._function(name, logs, unhandled, allowed)
        self.live = aws.lambda_.Alias(
            name,
            name=LIVE,
            description="The version that events go to",
            function_name=self.function.name,
            function_version=self.function.version,
            opts=self.options(ignore_changes=["function_version", "routing_config"]),  # CodeDeploy's
        )
        self.deployment = self._deployment(name, self._alarms(unhandled))
        self.register_outputs({"name": self.name, "alias": self.live.arn})

    def _function(
        self, name: str, logs: aws.cloudwatch.LogGroup, unhandled: aws.sqs.Queue, allowed: aws.iam.RolePolicy
    ) -> aws.lambda_.Function:
        args = self._args
        files: dict[str, pulumi.Asset | pulumi.Archive] = {path: pulumi.FileAsset(str(file)) for path, file in sources(args.source).items()}
        return aws.lambda_.Function(
            name,
            name=self.name,
            description=args.description,
            runtime="python3.13",
            architectures=["arm64"],
            handler=f"functions.{args.source}.handler.handler",
            code=pulumi.AssetArchive(files),
            publish=True,
            role=self.role.arn,
            memory_size=args.size.memory_mb,
            timeout=args.size.timeout_seconds,
            reserved_concurrent_executions=args.size.reserved,
            environment={"variables": dict(args.environment)},
            kms_key_arn=args.keys.arns["streams"],
            vpc_config={
                "subnet_ids": args.network.subnet_ids["private"],
                "security_group_ids": [args.network.security_groups.functions.id],
            },
            # For calls that nobody waits for, such as a test by hand: what comes by the stream has a queue of its own.
            dead_letter_config={"target_arn": unhandled.arn},
            tracing_config={"mode": "Active"},
            # The handlers write JSON lines themselves, with their metrics in them.
            logging_config={"log_format": "Text", "log_group": logs.name},
            opts=self.options(depends_on=[allowed, args.network]),
        )

    def _statements(self, logs: aws.cloudwatch.LogGroup, unhandled: aws.sqs.Queue) -> list[Statement]:
        args, placement = self._args, self._args.placement
        itself: dict[str, Any] = {"ArnEquals": {"lambda:SourceFunctionArn": placement.arn("lambda", f"function:{self.name}")}}
        return [
            *args.statements,
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")]),
            allow(["sqs:SendMessage"], [unhandled.arn]),
            allow(["kms:Decrypt", "kms:GenerateDataKey"], [args.keys.arns["streams"]]),
            # These know no resources.
            allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
            allow(_LOOKS, ["*"]),
            allow(_INTERFACES, [placement.arn("ec2", "*/*")]),
            # Lambda itself connects the function; its code has no business there.
            # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
            deny([*_INTERFACES, *_LOOKS], ["*"], "InterfacesAreLambdas", Condition=itself),
        ]

    def _alarms(self, unhandled: aws.sqs.Queue) -> list[aws.cloudwatch.MetricAlarm]:
        """The alarms that a deployment is rolled back on, of the alias and so of old and new version; others beside them."""
        args, label = self._args, self._args.placement.label
        of_function: dict[str, pulumi.Input[str]] = {"FunctionName": self.name}
        of_live: dict[str, pulumi.Input[str]] = {**of_function, "Resource": f"{self.name}:{LIVE}"}
        nearly_out_of_time = args.size.timeout_seconds * 900  # milliseconds: nine tenths of the limit
        of_queue: dict[str, pulumi.Input[str]] = {"QueueName": unhandled.name}
        metrics = (
            ("errors", "fails", Metric("AWS/Lambda", "Errors", of_live, "Sum"), 0, 3, 2),
            ("slow", "needs nearly all of its time", Metric("AWS/Lambda", "Duration", of_live, "p99"), nearly_out_of_time, 5, 3),
            ("throttled", "would run more often than is reserved", Metric("AWS/Lambda", "Throttles", of_function, "Sum"), 0, 5, 3),
            ("unhandled", "gave up on calls", Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", of_queue, "Maximum"), 0, 1, 1),
        )
        made = [
            alarm(
                label(self.plain_name, what),
                f"{self.name} {meaning}",
                metric,
                Breach(above=above, period=60, periods=periods, of_them=of_them, missing="notBreaching"),
                args.alerts,
                self.options(),
            )
            for what, meaning, metric, above, periods, of_them in metrics
        ]
        return made[:2]

    def _deployment(self, name: str, alarms: Sequence[aws.cloudwatch.MetricAlarm]) -> dict[str, pulumi.Input[str]]:
        placement = self._args.placement
        acts = role(
            placement,
            f"{name}-deploy",
            trust(placement, "codedeploy.amazonaws.com"),
            self.options(),
            [
                allow(
                    ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
                    [self.function.arn, pulumi.Output.concat(self.function.arn, ":*")],
                ),
                watch_alarms(),
            ],
        )
        application = aws.codedeploy.Application(name, compute_platform="Lambda", opts=self.options())
        group = aws.codedeploy.DeploymentGroup(
            name,
            app_name=application.name,
            deployment_group_name=self.plain_name,
            service_role_arn=acts.arn,
            deployment_config_name=f"CodeDeployDefault.{placement.settings.compute.functions.deployment}",
            deployment_style=BLUE_GREEN,
            **rolls_back_on(alarms),
            opts=self.options(),
        )
        return {
            "application": application.name,
            "group": group.deployment_group_name,
            "function": self.function.name,
            "alias": self.live.name,
            "version": self.function.version,
        }
