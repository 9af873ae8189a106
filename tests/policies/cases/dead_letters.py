"""What can't be processed is kept aside, to be looked at and sent again; and what can be tried again, is."""

import json
from typing import Any

from tests.policies.case import Case, Made, made, ref

FUNCTION = "aws:lambda/function:Function"
INVOKED = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
QUEUE = "aws:sqs/queue:Queue"
REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
SCHEDULE = "aws:scheduler/schedule:Schedule"
DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
MACHINE = "aws:sfn/stateMachine:StateMachine"

DEAD = made(QUEUE, "dead", messageRetentionSeconds=1209600)
TO_DEAD = {"deadLetterTargetArn": ref("dead"), "maxReceiveCount": 5}
TO_NAMED = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:111111111111:platform-dead", "maxReceiveCount": 5})
FAILED = {"destinationArn": ref("dead")}
STREAM: dict[str, Any] = {
    "startingPosition": "TRIM_HORIZON",
    "destinationConfig": {"onFailure": {"destinationArn": "arn:aws:sqs:us-east-1:111111111111:dead"}},
    "maximumRetryAttempts": 5,
    "bisectBatchOnFunctionError": True,
}
REPORTED = ["ReportBatchItemFailures"]
TRANSFORMED = {"processingConfiguration": {"enabled": True, "processors": [{"type": "Lambda"}]}}


def stream(**changed: Any) -> Made:
    """An event source mapping that reads a stream."""
    return made(MAPPING, **{key: value for key, value in (STREAM | changed).items() if value is not None})


def machine(state: dict[str, Any]) -> Made:
    """A state machine."""
    return made(MACHINE, definition=json.dumps({"StartAt": "Work", "States": {"Work": state}}))


TASK = {"Type": "Task", "End": True}
RETRIED = TASK | {"Retry": [{"ErrorEquals": ["States.ALL"]}]}


def within(task: dict[str, Any]) -> dict[str, Any]:
    """A machine inside a state."""
    return {"StartAt": "Inside", "States": {"Inside": task}}


CASES = [
    Case(
        "lambda-failure-destination",
        passing=[
            [DEAD, made(FUNCTION, deadLetterConfig={"targetArn": ref("dead")})],
            [
                made(FUNCTION, "api"),
                made(INVOKED, functionName=ref("api"), destinationConfig={"onFailure": {"destination": "arn:aws:sqs:us-east-1:1:dead"}}),
            ],
        ],
        failing=[made(FUNCTION), [made(FUNCTION, "api"), made(INVOKED, functionName=ref("api"), maximumRetryAttempts=1)]],
    ),
    Case(
        "lambda-stream-failures",
        passing=[
            made(MAPPING, eventSourceArn="arn:aws:sqs:us-east-1:111111111111:events"),
            stream(),
            stream(maximumRetryAttempts=0),
            stream(maximumRetryAttempts=-1, maximumRecordAgeInSeconds=3600),
            stream(bisectBatchOnFunctionError=None, functionResponseTypes=REPORTED),
            stream(topics=["events"], maximumRetryAttempts=None, bisectBatchOnFunctionError=None),
            stream(documentDbEventSourceConfig={"databaseName": "a"}, maximumRetryAttempts=None, bisectBatchOnFunctionError=None),
        ],
        failing=[
            stream(destinationConfig=None),
            stream(maximumRetryAttempts=None),
            stream(maximumRetryAttempts=-1),
            stream(bisectBatchOnFunctionError=False),
        ],
    ),
    Case(
        "lambda-queue-reports-items",
        passing=[
            made(MAPPING, functionResponseTypes=REPORTED),
            made(MAPPING, batchSize=1),
            made(MAPPING, startingPosition="LATEST"),
            made(MAPPING, queues=["broker"]),
        ],
        failing=[made(MAPPING), made(MAPPING, batchSize=10)],
    ),
    Case(
        "sqs-dead-letter-queue",
        passing=[
            [DEAD, made(QUEUE, "events", redrivePolicy=TO_DEAD)],
            [DEAD, made(QUEUE, "events"), made(REDRIVE, queueUrl=ref("events"), redrivePolicy=TO_DEAD)],
            made(QUEUE, redriveAllowPolicy={"redrivePermission": "allowAll"}),
            [made(QUEUE, "dead", _name="platform-dead"), made(QUEUE, "events", redrivePolicy=TO_NAMED)],
            [DEAD, made(FUNCTION, deadLetterConfig={"targetArn": ref("dead")})],
            [DEAD, made(INVOKED, destinationConfig={"onFailure": {"destination": ref("dead")}})],
            [DEAD, made(MAPPING, destinationConfig={"onFailure": FAILED})],
            [DEAD, made(TARGET, deadLetterConfig={"arn": ref("dead")})],
            [DEAD, made(SCHEDULE, target={"deadLetterConfig": {"arn": ref("dead")}})],
            [DEAD, made(SUBSCRIPTION, redrivePolicy=TO_DEAD)],
        ],
        failing=[
            made(QUEUE),
            [DEAD, made(QUEUE, "other"), made(MAPPING, destinationConfig={"onFailure": FAILED})],
            made(QUEUE, "events", _name="events", redrivePolicy=""),
            [made(QUEUE, "other", _name="platform-other"), made(QUEUE, "events", redrivePolicy=TO_NAMED)],
        ],
    ),
    Case(
        "sqs-dead-letters-outlive-messages",
        passing=[
            made(QUEUE),
            [DEAD, made(QUEUE, "events", redrivePolicy=TO_DEAD)],
            [DEAD, made(QUEUE, "events", messageRetentionSeconds=1209600, redrivePolicy=TO_DEAD)],
            [
                made(QUEUE, "dead", messageRetentionSeconds=172800),
                made(QUEUE, "events", messageRetentionSeconds=86400, redrivePolicy=TO_DEAD),
            ],
            [made(QUEUE, "events", messageRetentionSeconds=86400), made(QUEUE, "other", messageRetentionSeconds=60)],
            [made(QUEUE, "dead", fifoQueue=True), made(QUEUE, "events", fifoQueue=True, redrivePolicy=TO_DEAD)],
        ],
        failing=[
            [made(QUEUE, "dead"), made(QUEUE, "events", redrivePolicy=TO_DEAD)],
            [
                made(QUEUE, "dead", messageRetentionSeconds=86400),
                made(QUEUE, "events"),
                made(REDRIVE, queueUrl=ref("events"), redrivePolicy=TO_DEAD),
            ],
        ],
    ),
    Case(
        "sns-subscription-dead-letters",
        passing=[made(SUBSCRIPTION, protocol="email"), [DEAD, made(SUBSCRIPTION, protocol="lambda", redrivePolicy=TO_DEAD)]],
        failing=[made(SUBSCRIPTION, protocol="sqs")],
    ),
    Case(
        "eventbridge-target-dead-letters",
        passing=[[DEAD, made(TARGET, deadLetterConfig={"arn": ref("dead")})]],
        failing=[made(TARGET)],
    ),
    Case(
        "scheduler-dead-letters",
        passing=[[DEAD, made(SCHEDULE, target={"deadLetterConfig": {"arn": ref("dead")}})]],
        failing=[made(SCHEDULE, target={"arn": "arn:aws:lambda:us-east-1:111111111111:function:work"})],
    ),
    Case(
        "firehose-keeps-what-it-transforms",
        passing=[
            made(DELIVERY, extendedS3Configuration={"prefix": "events/"}),
            made(DELIVERY, extendedS3Configuration=TRANSFORMED, kinesisSourceConfiguration={"kinesisStreamArn": "a"}),
            made(DELIVERY, extendedS3Configuration=TRANSFORMED, mskSourceConfiguration={"topicName": "a"}),
            made(DELIVERY, extendedS3Configuration=TRANSFORMED | {"s3BackupMode": "Enabled"}),
        ],
        failing=[
            made(DELIVERY, extendedS3Configuration=TRANSFORMED),
            made(DELIVERY, redshiftConfiguration=TRANSFORMED | {"s3BackupMode": "Disabled"}),
        ],
    ),
    Case(
        "sfn-tasks-retry",
        passing=[
            machine(RETRIED),
            machine(TASK | {"Catch": [{"ErrorEquals": ["States.ALL"]}]}),
            machine({"Type": "Wait"}),
            machine({"Type": "Parallel", "Branches": [within(RETRIED)]}),
        ],
        failing=[
            machine(TASK),
            machine({"Type": "Parallel", "Branches": [within(RETRIED), within(TASK)]}),
            machine({"Type": "Map", "ItemProcessor": within(TASK)}),
            machine({"Type": "Map", "Iterator": within(TASK)}),
        ],
    ),
]
