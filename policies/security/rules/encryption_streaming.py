"""Streams, queues, topics and buses keep what passes through them encrypted."""

from collections.abc import Iterator

from policies.remediation import setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Stack, Subject

_FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"

kafka_customer_key = customer_key_rule(
    "msk-customer-key",
    description="MSK encrypts the volumes of its brokers with a customer managed key.",
    remedy="Set encryption_info with encryption_at_rest_kms_key_arn; a cluster that exists is replaced.",
    controls=("CKV_AWS_81",),
    keys={"aws:msk/cluster:Cluster": "encryptionInfo.encryptionAtRestKmsKeyArn"},
)


@resource_rule(
    "kinesis-stream-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Kinesis streams keep their records encrypted.",
    remedy='Set encryption_type="KMS" and kms_key_id; the default is no encryption.',
    controls=("FSBP Kinesis.1", "CKV_AWS_43"),
    types=("aws:kinesis/stream:Stream",),
)
def kinesis_stream_encrypted(stream: Subject) -> Iterator[str]:
    if stream.values.text("encryptionType") != "KMS":
        yield "encryptionType is not KMS"


kinesis_customer_key = customer_key_rule(
    "kinesis-customer-key",
    description="Kinesis data and video streams are encrypted with a customer managed key.",
    remedy="Set kms_key_id to the ARN of a customer managed key.",
    controls=("CKV_AWS_185", "CKV_AWS_177"),
    keys={"aws:kinesis/stream:Stream": "kmsKeyId", "aws:kinesis/videoStream:VideoStream": "kmsKeyId"},
)


@stack_rule(
    "firehose-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Firehose keeps encrypted what is put into it; what it reads from a stream, the stream keeps encrypted.",
    remedy='Set server_side_encryption with enabled=True, key_type="CUSTOMER_MANAGED_CMK" and key_arn.',
    controls=("FSBP DataFirehose.1", "CKV_AWS_240"),
    types=(_FIREHOSE,),
)
def firehose_encrypted(delivery: Subject, _: Stack) -> Iterator[str]:
    if not _reads_a_stream(delivery) and not delivery.values.flag("serverSideEncryption.enabled"):
        yield "serverSideEncryption.enabled is not true"


@stack_rule(
    "firehose-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Firehose encrypts what is put into it with a customer managed key.",
    remedy='Set server_side_encryption with key_type="CUSTOMER_MANAGED_CMK" and key_arn.',
    controls=("CKV_AWS_241",),
    types=(_FIREHOSE,),
)
def firehose_customer_key(delivery: Subject, _: Stack) -> Iterator[str]:
    if _reads_a_stream(delivery):
        return
    encryption = delivery.values.inner("serverSideEncryption")
    if encryption.text("keyType") != "CUSTOMER_MANAGED_CMK" or not has_customer_key(delivery, encryption, "keyArn"):
        yield "serverSideEncryption names no customer managed key"


def _reads_a_stream(delivery: Subject) -> bool:
    return delivery.values.has("kinesisSourceConfiguration") or delivery.values.has("mskSourceConfiguration")


flink_customer_key = customer_key_rule(
    "flink-customer-key",
    severity=Severity.LOW,
    description="Managed Flink encrypts its code, checkpoints and snapshots with a customer managed key.",
    remedy='Set application_encryption_configuration of application_configuration, with key_type="CUSTOMER_MANAGED_KEY" and key_id.',
    controls=("platform",),
    keys={"aws:kinesisanalyticsv2/application:Application": "applicationConfiguration.applicationEncryptionConfiguration.keyId"},
)

topic_customer_key = customer_key_rule(
    "sns-customer-key",
    description="SNS topics keep messages encrypted, with a customer managed key: other services cannot publish with AWS's own.",
    remedy="Set kms_master_key_id; the default is no KMS encryption. Allow the publishing services in the key's policy.",
    controls=("FSBP SNS.1", "CKV_AWS_26"),
    keys={"aws:sns/topic:Topic": "kmsMasterKeyId"},
)


@resource_rule(
    "sqs-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="SQS queues keep messages encrypted.",
    remedy="Set kms_master_key_id, or leave sqs_managed_sse_enabled out: SQS encrypts unless it is told not to.",
    controls=("FSBP SQS.1", "CKV_AWS_27"),
    types=("aws:sqs/queue:Queue",),
    remediation=setting("sqsManagedSseEnabled", True),
)
def sqs_encrypted(queue: Subject) -> Iterator[str]:
    if not queue.values.flag("sqsManagedSseEnabled", default=True) and not queue.values.has("kmsMasterKeyId"):
        yield "sqsManagedSseEnabled is false and no kmsMasterKeyId is given"


queue_customer_key = customer_key_rule(
    "sqs-customer-key",
    description="SQS queues are encrypted with a customer managed key, which also bounds who can read from a queue.",
    remedy="Set kms_master_key_id, and allow the sending services in the key's policy.",
    controls=("CKV2_AWS_73",),
    keys={"aws:sqs/queue:Queue": "kmsMasterKeyId"},
)

broker_customer_key = customer_key_rule(
    "mq-customer-key",
    description="Amazon MQ encrypts the storage of its brokers with a customer managed key.",
    remedy="Set encryption_options with use_aws_owned_key=False and kms_key_id; a broker that exists is replaced.",
    controls=("CKV_AWS_209",),
    keys={"aws:mq/broker:Broker": "encryptionOptions.kmsKeyId"},
)

events_customer_key = customer_key_rule(
    "eventbridge-customer-key",
    severity=Severity.LOW,
    description="EventBridge encrypts events on buses, in archives and in pipes, and the secrets of its connections, with a customer key.",
    remedy="Set kms_key_identifier (kms_key_arn with a schedule); AWS's own key is the default.",
    controls=("CKV_AWS_297",),
    keys={
        "aws:cloudwatch/eventBus:EventBus": "kmsKeyIdentifier",
        "aws:cloudwatch/eventArchive:EventArchive": "kmsKeyIdentifier",
        "aws:cloudwatch/eventConnection:EventConnection": "kmsKeyIdentifier",
        "aws:pipes/pipe:Pipe": "kmsKeyIdentifier",
        "aws:scheduler/schedule:Schedule": "kmsKeyArn",
    },
)

workflow_customer_key = customer_key_rule(
    "sfn-customer-key",
    severity=Severity.LOW,
    description="Step Functions encrypts definitions and what executions carry with a customer managed key.",
    remedy='Set encryption_configuration with type="CUSTOMER_MANAGED_KMS_KEY" and kms_key_id.',
    controls=("platform",),
    keys={
        "aws:sfn/stateMachine:StateMachine": "encryptionConfiguration.kmsKeyId",
        "aws:sfn/activity:Activity": "encryptionConfiguration.kmsKeyId",
    },
)
