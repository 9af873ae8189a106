"""Streams, queues, topics and buses keep what passes through them encrypted."""

from tests.policies.case import Case, made, ref

ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
MSK = "aws:msk/cluster:Cluster"
STREAM = "aws:kinesis/stream:Stream"
FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLINK = "aws:kinesisanalyticsv2/application:Application"
QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"
MACHINE = "aws:sfn/stateMachine:StateMachine"

CASES = [
    Case(
        "msk-customer-key",
        passing=[made(MSK, encryptionInfo={"encryptionAtRestKmsKeyArn": ref("key")})],
        failing=[made(MSK), made(MSK, encryptionInfo={"encryptionInTransit": {"inCluster": True}})],
    ),
    Case(
        "kinesis-stream-encrypted",
        passing=[made(STREAM, encryptionType="KMS")],
        failing=[made(STREAM), made(STREAM, encryptionType="NONE")],
    ),
    Case(
        "kinesis-customer-key",
        passing=[made(STREAM, kmsKeyId=ref("key")), made("aws:kinesis/videoStream:VideoStream", kmsKeyId=ARN)],
        failing=[made(STREAM, kmsKeyId="alias/aws/kinesis"), made("aws:kinesis/videoStream:VideoStream")],
    ),
    Case(
        "firehose-encrypted",
        passing=[
            made(FIREHOSE, serverSideEncryption={"enabled": True}),
            made(FIREHOSE, kinesisSourceConfiguration={"kinesisStreamArn": ref("stream")}),
            made(FIREHOSE, mskSourceConfiguration={"mskClusterArn": ref("cluster")}),
        ],
        failing=[made(FIREHOSE), made(FIREHOSE, serverSideEncryption={"enabled": False})],
    ),
    Case(
        "firehose-customer-key",
        passing=[
            made(FIREHOSE, serverSideEncryption={"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK", "keyArn": ref("key")}),
            made(FIREHOSE, kinesisSourceConfiguration={"kinesisStreamArn": ref("stream")}),
        ],
        failing=[
            made(FIREHOSE, serverSideEncryption={"enabled": True}),
            made(FIREHOSE, serverSideEncryption={"enabled": True, "keyType": "AWS_OWNED_CMK", "keyArn": ARN}),
            made(FIREHOSE, serverSideEncryption={"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK"}),
        ],
    ),
    Case(
        "flink-customer-key",
        passing=[made(FLINK, applicationConfiguration={"applicationEncryptionConfiguration": {"keyId": ref("key")}})],
        failing=[made(FLINK), made(FLINK, applicationConfiguration={"applicationEncryptionConfiguration": {"keyType": "AWS_OWNED_KEY"}})],
    ),
    Case(
        "sns-customer-key",
        passing=[made(TOPIC, kmsMasterKeyId=ref("key"))],
        failing=[made(TOPIC), made(TOPIC, kmsMasterKeyId="alias/aws/sns")],
    ),
    Case(
        "sqs-encrypted",
        passing=[
            made(QUEUE),
            made(QUEUE, sqsManagedSseEnabled=True),
            made(QUEUE, sqsManagedSseEnabled=False, kmsMasterKeyId="alias/events"),
        ],
        failing=[made(QUEUE, sqsManagedSseEnabled=False)],
    ),
    Case(
        "sqs-customer-key",
        passing=[made(QUEUE, kmsMasterKeyId=ref("key"))],
        failing=[made(QUEUE, sqsManagedSseEnabled=True), made(QUEUE, kmsMasterKeyId="alias/aws/sqs")],
    ),
    Case(
        "mq-customer-key",
        passing=[made("aws:mq/broker:Broker", encryptionOptions={"useAwsOwnedKey": False, "kmsKeyId": ARN})],
        failing=[made("aws:mq/broker:Broker", encryptionOptions={"useAwsOwnedKey": True})],
    ),
    Case(
        "eventbridge-customer-key",
        passing=[
            made("aws:cloudwatch/eventBus:EventBus", kmsKeyIdentifier=ref("key")),
            made("aws:scheduler/schedule:Schedule", kmsKeyArn=ARN),
        ],
        failing=[made("aws:cloudwatch/eventArchive:EventArchive"), made("aws:scheduler/schedule:Schedule")],
    ),
    Case(
        "sfn-customer-key",
        passing=[made(MACHINE, encryptionConfiguration={"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": ref("key")})],
        failing=[made(MACHINE, encryptionConfiguration={"type": "AWS_OWNED_KEY"})],
    ),
]
