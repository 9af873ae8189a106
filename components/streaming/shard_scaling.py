"""Adds and removes the shards of a provisioned stream.

Application Auto Scaling knows no Kinesis. What AWS offers is the call UpdateShardCount, on-demand mode, and services that can make
the call; so a state machine looks at the stream every five minutes and calls, with no code of ours to run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, decrypt_schedules, document_output, role, trust
from settings.streaming import Stream

SHARD_BYTES, SHARD_RECORDS = 1_000_000, 1_000
"""What a shard takes in a second: see `kinesis.shard_write_mb_s` and `kinesis.shard_write_records_s` in data/throughput.json."""

TARGET = 0.6
"""How much of that is used after scaling: the rest carries the load until the next look."""

GROW_ABOVE, SHRINK_BELOW = 0.8, 0.3
"""Between these, nothing is done: AWS allows ten changes in 24 hours."""


@dataclass(frozen=True)
class ShardScalingArgs:
    """What scaling needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts
    stream_name: str
    stream_arn: pulumi.Output[str]
    settings: Stream


class ShardScaling(Component):
    """Keeps a stream's shards near the load: up at the busiest minute, down after a quiet hour."""

    def __init__(self, name: str, args: ShardScalingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/vendedlogs/states/{args.stream_name}-scaling",
            retention_in_days=placement.settings.streaming.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        runs = role(placement, name, trust(placement, "states.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            name, role=runs.name, policy=document_output(*scaling_statements(args.stream_arn)), opts=pulumi.ResourceOptions(parent=runs)
        )
        machine = aws.sfn.StateMachine(
            name,
            role_arn=runs.arn,
            definition=json.dumps(scaling_definition(args.stream_name, args.settings)),
            logging_configuration={
                "level": "ERROR",
                "include_execution_data": True,
                "log_destination": pulumi.Output.concat(logs.arn, ":*"),
            },
            tracing_configuration={"enabled": True},
            opts=self.options(depends_on=[allowed]),
        )
        key = args.keys.arns["streams"]
        starts = role(
            placement,
            f"{name}-schedule",
            trust(placement, "scheduler.amazonaws.com"),
            self.options(),
            [allow(["states:StartExecution"], [machine.arn]), decrypt_schedules(placement, key)],
        )
        aws.scheduler.Schedule(
            name,
            schedule_expression="rate(5 minutes)",
            flexible_time_window={"mode": "OFF"},
            kms_key_arn=key,
            # A look that comes late is of no use: the next one follows.
            target={"arn": machine.arn, "role_arn": starts.arn, "retry_policy": {"maximum_retry_attempts": 0}},
            opts=self.options(),
        )
        alarm(
            f"{name}-failed",
            f"The shards of {args.stream_name} are not scaled",
            Metric("AWS/States", "ExecutionsFailed", {"StateMachineArn": machine.arn}, "Sum"),
            Breach(above=0, period=300, periods=3, missing="notBreaching"),
            args.alerts,
            self.options(),
        )
        self.register_outputs({})


def scaling_statements(stream_arn: pulumi.Output[str]) -> list[Statement]:
    """Look at the stream and its metrics, change the number of shards, write the log and the trace."""
    return [
        allow(["kinesis:DescribeStreamSummary", "kinesis:UpdateShardCount"], [stream_arn]),
        # These know no resources.
        allow(["cloudwatch:GetMetricStatistics"], ["*"]),
        allow(
            [
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
            ["*"],
        ),
        allow(["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
    ]


def scaling_definition(stream_name: str, settings: Stream) -> dict[str, Any]:
    """The state machine, in JSONata: look at the shards and at the last hour's busiest minute, then change what does not fit.

    UpdateShardCount takes at most twice the shards there are, and at least half of them.
    """
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "Shards",
        "States": {
            "Shards": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:kinesis:describeStreamSummary",
                "Arguments": {"StreamName": stream_name},
                "Assign": {
                    "shards": "{% $states.result.StreamDescriptionSummary.OpenShardCount %}",
                    "ready": "{% $states.result.StreamDescriptionSummary.StreamStatus = 'ACTIVE' %}",
                },
                "Retry": _RETRY,
                "Next": "Bytes",
            },
            "Bytes": _busiest_minute(stream_name, "IncomingBytes", "bytes", "Records"),
            "Records": _busiest_minute(stream_name, "IncomingRecords", "records", "Reckon"),
            "Reckon": {
                "Type": "Pass",
                "Assign": {"busy": f"{{% $max([$bytes / {SHARD_BYTES}, $records / {SHARD_RECORDS}]) %}}"},
                "Next": "Target",
            },
            "Target": {
                "Type": "Pass",
                "Assign": {
                    "target": (
                        f"{{% $busy > $shards * {GROW_ABOVE} ? $min([$ceil($busy / {TARGET}), 2 * $shards, {settings.max_shards}])"
                        f" : $busy < $shards * {SHRINK_BELOW}"
                        f" ? $max([$ceil($busy / {TARGET}), $ceil($shards / 2), {settings.shards}]) : $shards %}}"
                    )
                },
                "Next": "Fits",
            },
            "Fits": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $ready and $target != $shards %}", "Next": "Change"}],
                "Default": "Done",
            },
            "Change": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:kinesis:updateShardCount",
                "Arguments": {"StreamName": stream_name, "TargetShardCount": "{% $target %}", "ScalingType": "UNIFORM_SCALING"},
                "Retry": _RETRY,
                "Next": "Done",
            },
            "Done": {"Type": "Succeed"},
        },
    }


_RETRY: list[Mapping[str, Any]] = [
    {"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 5, "MaxAttempts": 3, "BackoffRate": 2, "JitterStrategy": "FULL"}
]


def _busiest_minute(stream_name: str, metric: str, variable: str, following: str) -> dict[str, Any]:
    """What came in per second in the busiest minute of the last hour."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:cloudwatch:getMetricStatistics",
        "Arguments": {
            "Namespace": "AWS/Kinesis",
            "MetricName": metric,
            "Dimensions": [{"Name": "StreamName", "Value": stream_name}],
            "StartTime": "{% $fromMillis($millis() - 3600000) %}",
            "EndTime": "{% $now() %}",
            "Period": 60,
            "Statistics": ["Sum"],
        },
        "Assign": {variable: "{% $max($append([0], $states.result.Datapoints.Sum)) / 60 %}"},
        "Retry": _RETRY,
        "Next": following,
    }
