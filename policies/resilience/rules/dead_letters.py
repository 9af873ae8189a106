"""What can't be processed is kept aside, to be looked at and sent again; and what can be tried again, is."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_QUEUE = "aws:sqs/queue:Queue"
_REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"
_FOUR_DAYS, _FORTNIGHT = 345_600, 1_209_600  # what SQS keeps messages by default, and at most

_FAILURES_GO_TO = (
    ("aws:lambda/function:Function", "deadLetterConfig.targetArn"),
    ("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "destinationConfig.onFailure.destination"),
    ("aws:lambda/eventSourceMapping:EventSourceMapping", "destinationConfig.onFailure.destinationArn"),
    ("aws:cloudwatch/eventTarget:EventTarget", "deadLetterConfig.arn"),
    ("aws:scheduler/schedule:Schedule", "target.deadLetterConfig.arn"),
)
"""Type → where it names what takes its failures."""
_REDRIVES = (_QUEUE, _REDRIVE, "aws:sns/topicSubscription:TopicSubscription")
"""Types that name it in a document `redrivePolicy`."""


@stack_rule(
    "lambda-failure-destination",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Events that a function could not process are kept.",
    remedy="Set dead_letter_config, or add an aws.lambda_.FunctionEventInvokeConfig with a destination on failure.",
    controls=("CKV_AWS_116",),
    types=("aws:lambda/function:Function",),
)
def lambda_failure_destination(function: Subject, stack: Stack) -> Iterator[str]:
    configurations = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
    if not any_of(
        lambda: stack.given(function, "deadLetterConfig.targetArn"),
        lambda: any(one.values.has("destinationConfig.onFailure") for one in stack.companions(function, configurations, "functionName")),
    ):
        yield "neither deadLetterConfig nor a FunctionEventInvokeConfig says where failed events go"


@resource_rule(
    "lambda-stream-failures",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A record that a function can't process neither blocks its stream nor is lost.",
    remedy="Set destination_config's on_failure, bisect_batch_on_function_error=True, and maximum_retry_attempts or a maximum age.",
    controls=("platform",),
    types=("aws:lambda/eventSourceMapping:EventSourceMapping",),
)
def lambda_stream_failures(mapping: Subject) -> Iterator[str]:
    if not mapping.values.has("startingPosition"):
        return  # a queue, which has dead letters of its own

    def destination(values: Values) -> Iterator[str]:
        if not values.has("destinationConfig.onFailure"):
            yield "destinationConfig.onFailure is missing"

    def ends(values: Values) -> Iterator[str]:
        if values.has("topics") or values.has("documentDbEventSourceConfig"):
            return  # Lambda knows no such limits there
        if not any_of(lambda: _is_limit(values, "maximumRetryAttempts"), lambda: _is_limit(values, "maximumRecordAgeInSeconds")):
            yield "neither maximumRetryAttempts nor maximumRecordAgeInSeconds ends the retries of a record"

    def part(values: Values) -> Iterator[str]:
        if values.has("topics") or values.has("documentDbEventSourceConfig"):
            return
        if not any_of(lambda: values.flag("bisectBatchOnFunctionError"), lambda: _reports_items(values)):
            yield "one bad record fails its whole batch: bisectBatchOnFunctionError is not true"

    yield from mapping.separately(destination, ends, part)


def _is_limit(values: Values, property_: str) -> bool:
    limit = values.number(property_)
    return limit is not None and limit >= 0


def _reports_items(values: Values) -> bool:
    return "ReportBatchItemFailures" in values.texts("functionResponseTypes")


@resource_rule(
    "lambda-queue-reports-items",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="A function that reads a queue says which messages it could not process, so that only those come again.",
    remedy='Set function_response_types=["ReportBatchItemFailures"], and return them from the handler.',
    controls=("platform",),
    types=("aws:lambda/eventSourceMapping:EventSourceMapping",),
)
def lambda_queue_reports_items(mapping: Subject) -> Iterator[str]:
    is_sqs = not mapping.values.has("startingPosition") and not mapping.values.has("queues")
    if is_sqs and mapping.values.number("batchSize") != 1 and not _reports_items(mapping.values):
        yield "functionResponseTypes has no ReportBatchItemFailures"


@stack_rule(
    "sqs-dead-letter-queue",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Each queue has a queue for messages that fail again and again.",
    remedy="Set redrive_policy with deadLetterTargetArn and maxReceiveCount, or add an aws.sqs.RedrivePolicy.",
    controls=("platform",),
    types=(_QUEUE,),
)
def sqs_dead_letter_queue(queue: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: stack.given(queue, "redrivePolicy"),
        lambda: stack.given(queue, "redriveAllowPolicy"),
        lambda: bool(stack.companions(queue, _REDRIVE, "queueUrl")),
        lambda: _takes_failures(queue, stack),
    ):
        yield "redrivePolicy is missing"


def _takes_failures(queue: Subject, stack: Stack) -> bool:
    """Whether it is where others' failures go."""
    return any_of(
        *(partial(stack.refers, source, path, queue) for type_, path in _FAILURES_GO_TO for source in stack.of_type(type_)),
        *(partial(_redrives_to, source, queue, stack) for source in stack.of_type(*_REDRIVES)),
    )


def _redrives_to(source: Subject, queue: Subject, stack: Stack) -> bool:
    if "redrivePolicy" in source.property_dependencies:
        return stack.refers(source, "redrivePolicy", queue)
    target = source.values.document("redrivePolicy").text("deadLetterTargetArn")
    return bool(target) and target.split(":")[-1] == queue.values.text("name")


@stack_rule(
    "sqs-dead-letters-outlive-messages",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Dead letters are kept longer than the queue keeps its messages: their age counts from when they were first sent.",
    remedy="Set message_retention_seconds=1209600 on the dead-letter queue.",
    controls=("platform",),
    types=(_QUEUE,),
)
def sqs_dead_letters_outlive_messages(queue: Subject, stack: Stack) -> Iterator[str]:
    if queue.values.flag("fifoQueue"):
        return  # there their age counts from when they are set aside
    sources = [queue, *stack.companions(queue, _REDRIVE, "queueUrl")]
    for dead in stack.of_type(_QUEUE):
        if dead is not queue and any(_redrives_to(source, dead, stack) for source in sources):
            kept = _retention(dead)
            if kept < _FORTNIGHT and kept <= _retention(queue):
                yield f"{dead.name} keeps dead letters for {kept:g} seconds, not longer than the queue itself"


def _retention(queue: Subject) -> float:
    return queue.values.number("messageRetentionSeconds") or _FOUR_DAYS


@stack_rule(
    "sns-subscription-dead-letters",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Notifications that a program could not be given are kept.",
    remedy="Set redrive_policy with the deadLetterTargetArn of a queue.",
    controls=("platform",),
    types=("aws:sns/topicSubscription:TopicSubscription",),
)
def sns_subscription_dead_letters(subscription: Subject, stack: Stack) -> Iterator[str]:
    is_program = subscription.values.text("protocol") in ("http", "https", "lambda", "sqs", "firehose")
    if is_program and not stack.given(subscription, "redrivePolicy"):
        yield "redrivePolicy is missing"


@stack_rule(
    "eventbridge-target-dead-letters",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Events that EventBridge could not deliver are kept.",
    remedy="Set dead_letter_config to a queue.",
    controls=("platform",),
    types=("aws:cloudwatch/eventTarget:EventTarget",),
)
def eventbridge_target_dead_letters(target: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(target, "deadLetterConfig.arn"):
        yield "deadLetterConfig is missing"


@stack_rule(
    "scheduler-dead-letters",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Calls that EventBridge Scheduler could not make are kept.",
    remedy="Set the target's dead_letter_config to a queue.",
    controls=("platform",),
    types=("aws:scheduler/schedule:Schedule",),
)
def scheduler_dead_letters(schedule: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(schedule, "target.deadLetterConfig.arn"):
        yield "target.deadLetterConfig is missing"


@resource_rule(
    "firehose-keeps-what-it-transforms",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="Firehose keeps records as they came, where a function transforms them and no stream has them any more.",
    remedy='Set s3_backup_mode="Enabled" and s3_backup_configuration, or read from a Kinesis stream.',
    controls=("platform",),
    types=("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",),
)
def firehose_keeps_what_it_transforms(delivery: Subject) -> Iterator[str]:
    values = delivery.values
    if values.has("kinesisSourceConfiguration") or values.has("mskSourceConfiguration"):
        return
    for to in ("extendedS3Configuration", "redshiftConfiguration"):
        processors = values.inner(f"{to}.processingConfiguration").items("processors")
        if any(processor.text("type") == "Lambda" for processor in processors) and values.text(f"{to}.s3BackupMode") != "Enabled":
            yield f"{to}.s3BackupMode is not Enabled"


@resource_rule(
    "sfn-tasks-retry",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Each task of a state machine is tried again when it fails, or its failure is caught.",
    remedy="Give every state of type Task a Retry or a Catch.",
    controls=("platform",),
    types=("aws:sfn/stateMachine:StateMachine",),
)
def sfn_tasks_retry(machine: Subject) -> Iterator[str]:
    yield from _tasks(machine.values.document("definition"))


def _tasks(machine: Values) -> Iterator[str]:
    for name in machine.keys("States"):
        state = Values((machine.raw["States"])[name], name)
        if state.text("Type") == "Task" and not state.has("Retry") and not state.has("Catch"):
            yield f"state {name} has neither Retry nor Catch"
        for inside in (*state.items("Branches"), state.inner("ItemProcessor"), state.inner("Iterator")):
            yield from _tasks(inside)
