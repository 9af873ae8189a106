"""What moves data logs what it does with it."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.remediation import setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of


@resource_rule(
    "msk-broker-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Brokers of MSK deliver their logs.",
    remedy="Set logging_info.broker_logs with an enabled cloudwatch_logs, firehose or s3.",
    controls=("CKV_AWS_80",),
    types=("aws:msk/cluster:Cluster",),
)
def msk_broker_logs(cluster: Subject) -> Iterator[str]:
    if not _delivered(cluster.values, "loggingInfo.brokerLogs"):
        yield "loggingInfo.brokerLogs delivers nothing"


@resource_rule(
    "mskconnect-worker-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Connectors of MSK Connect deliver the logs of their workers.",
    remedy="Set log_delivery.worker_log_delivery with an enabled cloudwatch_logs, firehose or s3.",
    controls=("FSBP MSK.5",),
    types=("aws:mskconnect/connector:Connector",),
)
def mskconnect_worker_logs(connector: Subject) -> Iterator[str]:
    if not _delivered(connector.values, "logDelivery.workerLogDelivery"):
        yield "logDelivery.workerLogDelivery delivers nothing"


def _delivered(values: Values, path: str) -> bool:
    return any_of(*(partial(values.flag, f"{path}.{way}.enabled") for way in ("cloudwatchLogs", "firehose", "s3")))


@resource_rule(
    "mq-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Brokers of Amazon MQ send their logs to CloudWatch, those of ActiveMQ also the audit log.",
    remedy="Set logs.general=True, and for ActiveMQ logs.audit=True.",
    controls=("FSBP MQ.2", "CKV_AWS_48", "CKV_AWS_197"),
    types=("aws:mq/broker:Broker",),
)
def mq_logs(broker: Subject) -> Iterator[str]:
    def general(values: Values) -> Iterator[str]:
        if not values.flag("logs.general"):
            yield "logs.general is not true"

    def audit(values: Values) -> Iterator[str]:
        if values.text("engineType").lower() == "activemq" and not values.flag("logs.audit"):
            yield "logs.audit is not true"

    yield from broker.separately(general, audit)


@resource_rule(
    "firehose-logs",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Delivery streams log what they could not deliver.",
    remedy="Set cloudwatch_logging_options with enabled=True, a log group and a stream in the destination's configuration.",
    controls=("platform",),
    types=("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",),
)
def firehose_logs(stream: Subject) -> Iterator[str]:
    for key in stream.values.keys():  # noqa: SIM118  not a dictionary
        if key.endswith("Configuration") and key not in ("kinesisSourceConfiguration", "mskSourceConfiguration"):
            options = stream.values.inner(key)
            if options.keys() and not options.flag("cloudwatchLoggingOptions.enabled"):
                yield f"{key}.cloudwatchLoggingOptions.enabled is not true"


@stack_rule(
    "flink-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Stream applications of Managed Service for Apache Flink send their log to CloudWatch.",
    remedy="Set cloudwatch_logging_options with the ARN of a log stream.",
    controls=("platform",),
    types=("aws:kinesisanalyticsv2/application:Application",),
)
def flink_logs(application: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(application, "cloudwatchLoggingOptions"):
        yield "cloudwatchLoggingOptions is not set"


@resource_rule(
    "sfn-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="State machines log their executions.",
    remedy="Set logging_configuration with level ERROR or ALL and a log group.",
    controls=("FSBP StepFunctions.1", "CKV_AWS_285"),
    types=("aws:sfn/stateMachine:StateMachine",),
)
def sfn_logs(machine: Subject) -> Iterator[str]:
    if machine.values.text("loggingConfiguration.level") in ("", "OFF"):
        yield "loggingConfiguration.level is OFF"


@resource_rule(
    "sfn-traced",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="State machines trace their executions by X-Ray.",
    remedy="Set tracing_configuration.enabled=True.",
    controls=("CKV_AWS_284",),
    types=("aws:sfn/stateMachine:StateMachine",),
    remediation=setting("tracingConfiguration.enabled", True),
)
def sfn_traced(machine: Subject) -> Iterator[str]:
    if not machine.values.flag("tracingConfiguration.enabled"):
        yield "tracingConfiguration.enabled is not true"


@resource_rule(
    "appsync-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="APIs of AppSync log the errors of every field.",
    remedy="Set log_config with field_log_level ERROR, INFO, DEBUG or ALL.",
    controls=("FSBP AppSync.2", "CKV_AWS_193", "CKV_AWS_194"),
    types=("aws:appsync/graphQLApi:GraphQLApi",),
)
def appsync_logs(api: Subject) -> Iterator[str]:
    if api.values.text("logConfig.fieldLogLevel") in ("", "NONE"):
        yield "logConfig.fieldLogLevel is NONE"
