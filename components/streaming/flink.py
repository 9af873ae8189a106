"""Managed Service for Apache Flink: what must be worked out over many events at once, such as sessions."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.lakehouse import Lakehouse
from components.lakehouse.statements import read_with_key
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, allow, document_output, role, trust
from components.streaming.kafka import Kafka, use_topics
from components.streaming.streams import EventStream, read_stream
from components.streaming.topics import topic_settings
from settings.streaming import Flink

NAME = "stream-processor"
_STAND_IN_KEY = "flink/stand-in.zip"
_EMPTY_ZIP = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="  # base64


@dataclass(frozen=True)
class StreamProcessorArgs:
    """What the application needs."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    lakehouse: Lakehouse
    stream: EventStream
    """The validated events."""
    kafka: Kafka | None
    settings: Flink


class StreamProcessor(Component):
    """A Flink application in the private subnets, checkpointed, scaled by AWS, its state under the region's key.

    It begins to run when the settings name its code. In the dr region `ops failover` starts it, and nothing here says that it runs:
    AWS does not answer by which setting an application runs, so that the program would not notice.
    """

    name: str
    has_code: bool
    """Whether there is something to run."""
    application: aws.kinesisanalyticsv2.Application

    def __init__(self, name: str, args: StreamProcessorArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        self._args = args
        placement, settings = args.placement, args.settings
        self.name = placement.physical(NAME)
        self.has_code = settings.code_key is not None
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/kinesis-analytics/{self.name}",
            retention_in_days=placement.settings.streaming.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        log = aws.cloudwatch.LogStream(name, name="application", log_group_name=logs.name, opts=self.options())
        acts = role(placement, name, trust(placement, "kinesisanalytics.amazonaws.com"), self.options())
        allowed = aws.iam.RolePolicy(
            name, role=acts.name, policy=document_output(*self._statements(logs.arn)), opts=pulumi.ResourceOptions(parent=acts)
        )
        self.application = aws.kinesisanalyticsv2.Application(
            name,
            name=self.name,
            description="Sessions and conversions from validated events",
            runtime_environment=settings.runtime,
            application_mode="STREAMING",
            service_execution_role=acts.arn,
            start_application=self.has_code and placement.region.role != "dr",
            application_configuration=self._configuration(),
            cloudwatch_logging_options={"log_stream_arn": log.arn},
            opts=self.options(depends_on=[allowed, args.network], **placement.stateful()),
        )
        self._alarms()
        self.register_outputs({"name": self.application.name})

    def _configuration(self) -> dict[str, Any]:
        args, settings = self._args, self._args.settings
        network = args.network
        return {
            "application_code_configuration": {
                "code_content_type": "ZIPFILE",
                "code_content": {
                    "s3_content_location": {"bucket_arn": args.lakehouse.buckets["artifacts"].arn, "file_key": self._code_key()}
                },
            },
            "application_encryption_configuration": {"key_type": "CUSTOMER_MANAGED_KEY", "key_id": args.keys.arns["streams"]},
            "application_snapshot_configuration": {"snapshots_enabled": True},
            "environment_properties": {"property_groups": [{"property_group_id": "platform", "property_map": self._properties()}]},
            "flink_application_configuration": {
                "checkpoint_configuration": {
                    "configuration_type": "CUSTOM",
                    "checkpointing_enabled": True,
                    "checkpoint_interval": settings.checkpoint_seconds * 1000,
                    "min_pause_between_checkpoints": 5000,
                },
                "monitoring_configuration": {"configuration_type": "CUSTOM", "log_level": "INFO", "metrics_level": "TASK"},
                "parallelism_configuration": {
                    "configuration_type": "CUSTOM",
                    "auto_scaling_enabled": True,
                    "parallelism": settings.parallelism,
                    "parallelism_per_kpu": settings.parallelism_per_kpu,
                },
            },
            "vpc_configuration": {
                "subnet_ids": network.subnet_ids["private"],
                "security_group_ids": [network.security_groups.processing.id],
            },
        }

    def _code_key(self) -> pulumi.Input[str]:
        """AWS looks for the code when the application is made, and at what is in it when it starts."""
        if self._args.settings.code_key:
            return self._args.settings.code_key
        placeholder = aws.s3.BucketObjectv2(
            self._args.placement.label("flink-stand-in"),
            bucket=self._args.lakehouse.buckets["artifacts"].name,
            key=_STAND_IN_KEY,
            content_base64=_EMPTY_ZIP,
            opts=self.options(),
        )
        key: pulumi.Output[str] = placeholder.key
        return key

    def _properties(self) -> dict[str, pulumi.Input[str]]:
        """What the application reads to know where it is."""
        args = self._args
        consumer = args.stream.consumers.get(NAME)
        properties: dict[str, pulumi.Input[str]] = {"region": args.placement.region.name, "source.stream.arn": args.stream.arn}
        if consumer:
            properties["source.consumer.arn"] = consumer.arn
        if args.kafka:
            properties["kafka.bootstrap.servers"] = args.kafka.iam_brokers
        return properties

    def _statements(self, logs_arn: pulumi.Output[str]) -> list[Statement]:
        args, placement = self._args, self._args.placement
        interfaces = placement.arn("ec2", "network-interface/*")
        statements = [
            *read_stream(args.stream, NAME),
            allow(["s3:GetObject", "s3:GetObjectVersion"], [f"{args.lakehouse.buckets['artifacts'].bucket_arn}/flink/*"]),
            read_with_key(args.keys.arns["s3"]),
            allow(["logs:DescribeLogStreams", "logs:PutLogEvents"], [logs_arn, pulumi.Output.concat(logs_arn, ":log-stream:*")]),
            # https://docs.aws.amazon.com/managed-flink/latest/java/vpc-permissions.html; describing knows no resources.
            allow(
                [
                    "ec2:DescribeDhcpOptions",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSubnets",
                    "ec2:DescribeVpcs",
                    "logs:DescribeLogGroups",
                ],
                ["*"],
            ),
            allow(
                ["ec2:CreateNetworkInterface"],
                [interfaces, placement.arn("ec2", "subnet/*"), placement.arn("ec2", "security-group/*")],
            ),
            allow(["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"], [interfaces]),
        ]
        if args.kafka:
            topics = list(topic_settings(placement.settings.streaming))
            statements += use_topics(args.kafka, reads=topics, writes=topics, group=NAME)
        return statements

    def _alarms(self) -> None:
        args = self._args
        dimensions = {"Application": self.name}
        for metric, statistic, breach, meaning in (
            ("downtime", "Maximum", Breach(above=0, period=60, periods=5, missing="notBreaching"), "has been down for five minutes"),
            ("numberOfFailedCheckpoints", "Maximum", Breach(above=5, period=300, missing="notBreaching"), "cannot save its state"),
        ):
            alarm(
                args.placement.label(NAME, metric.lower()),
                f"{self.name} {meaning}",
                Metric("AWS/KinesisAnalytics", metric, dimensions, statistic),
                breach,
                args.alerts,
                self.options(),
            )
