"""What moves data logs what it does with it."""

from tests.policies.case import Case, made, ref

MSK = "aws:msk/cluster:Cluster"
CONNECTOR = "aws:mskconnect/connector:Connector"
BROKER = "aws:mq/broker:Broker"
FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLINK = "aws:kinesisanalyticsv2/application:Application"
MACHINE = "aws:sfn/stateMachine:StateMachine"
API = "aws:appsync/graphQLApi:GraphQLApi"
ON = {"cloudwatchLoggingOptions": {"enabled": True, "logGroupName": "deliveries", "logStreamName": "errors"}}
OFF = {"cloudwatchLoggingOptions": {"enabled": False}}

CASES = [
    Case(
        "msk-broker-logs",
        passing=[
            made(MSK, loggingInfo={"brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": ref("group")}}}),
            made(MSK, loggingInfo={"brokerLogs": {"cloudwatchLogs": {"enabled": False}, "s3": {"enabled": True}}}),
        ],
        failing=[made(MSK), made(MSK, loggingInfo={"brokerLogs": {"firehose": {"enabled": False}}})],
    ),
    Case(
        "mskconnect-worker-logs",
        passing=[made(CONNECTOR, logDelivery={"workerLogDelivery": {"firehose": {"enabled": True}}})],
        failing=[made(CONNECTOR), made(CONNECTOR, logDelivery={"workerLogDelivery": {"s3": {"enabled": False}}})],
    ),
    Case(
        "mq-logs",
        passing=[
            made(BROKER, engineType="RabbitMQ", logs={"general": True}),
            made(BROKER, engineType="ActiveMQ", logs={"general": True, "audit": True}),
        ],
        failing=[
            made(BROKER, engineType="RabbitMQ"),
            made(BROKER, engineType="ACTIVEMQ", logs={"general": True}),
            made(BROKER, engineType="ActiveMQ", logs={"audit": True}),
        ],
    ),
    Case(
        "firehose-logs",
        passing=[
            made(FIREHOSE, kinesisSourceConfiguration={"kinesisStreamArn": ref("stream")}, extendedS3Configuration=ON),
            made(FIREHOSE, destination="iceberg", mskSourceConfiguration={"topicName": "events"}, icebergConfiguration=ON),
            made(FIREHOSE, extendedS3Configuration=ON, splunkConfiguration={}),
        ],
        failing=[
            made(FIREHOSE, extendedS3Configuration={"bucketArn": ref("bucket")}),
            made(FIREHOSE, extendedS3Configuration=ON, redshiftConfiguration=OFF),
        ],
    ),
    Case(
        "flink-logs",
        passing=[
            [made("aws:cloudwatch/logStream:LogStream", "log"), made(FLINK, cloudwatchLoggingOptions={"logStreamArn": ref("log")})],
        ],
        failing=[made(FLINK), made(FLINK, cloudwatchLoggingOptions={})],
    ),
    Case(
        "sfn-logs",
        passing=[made(MACHINE, loggingConfiguration={"level": "ERROR", "logDestination": ref("group")})],
        failing=[made(MACHINE), made(MACHINE, loggingConfiguration={"level": "OFF"})],
    ),
    Case(
        "sfn-traced",
        passing=[made(MACHINE, tracingConfiguration={"enabled": True})],
        failing=[made(MACHINE), made(MACHINE, tracingConfiguration={"enabled": False})],
    ),
    Case(
        "appsync-logs",
        passing=[made(API, logConfig={"fieldLogLevel": "ERROR"})],
        failing=[made(API), made(API, logConfig={"fieldLogLevel": "NONE"})],
    ),
]
