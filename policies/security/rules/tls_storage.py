"""Buckets, queues, topics and file systems refuse clients without TLS."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_MISSING = "no policy denies requests with aws:SecureTransport false"


@stack_rule(
    "s3-bucket-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Every bucket's policy denies requests that do not come over TLS, to the bucket and to its objects.",
    remedy="Add an aws.s3.BucketPolicy that denies s3:* to * on bucket and objects, with the condition Bool aws:SecureTransport false.",
    controls=("FSBP S3.5", "CIS AWS 2.1.1", "CKV_AWS_379"),
    types=("aws:s3/bucket:Bucket",),
)
def bucket_requires_tls(bucket: Subject, stack: Stack) -> Iterator[str]:
    actions = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket")
    refuses = partial(_refuses_plain_http, actions=actions, covers=_covers_bucket_and_objects)
    if not _has_policy_that(refuses, bucket, stack, "aws:s3/bucketPolicy:BucketPolicy", "bucket"):
        yield _MISSING


@stack_rule(
    "sqs-queue-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Every queue's policy denies messages that are not sent and received over TLS; the endpoint takes plain HTTP, too.",
    remedy="Add an aws.sqs.QueuePolicy that denies sqs:* to *, with the condition Bool aws:SecureTransport false.",
    controls=("platform",),
    types=("aws:sqs/queue:Queue",),
)
def queue_requires_tls(queue: Subject, stack: Stack) -> Iterator[str]:
    refuses = partial(_refuses_plain_http, actions=("sqs:SendMessage", "sqs:ReceiveMessage"))
    if not _has_policy_that(refuses, queue, stack, "aws:sqs/queuePolicy:QueuePolicy", "queueUrl"):
        yield _MISSING


@stack_rule(
    "sns-topic-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Every topic's policy denies what is not published over TLS; the endpoint takes plain HTTP, too.",
    remedy="Add an aws.sns.TopicPolicy that denies sns:Publish to *, with the condition Bool aws:SecureTransport false.",
    controls=("platform",),
    types=("aws:sns/topic:Topic",),
)
def topic_requires_tls(topic: Subject, stack: Stack) -> Iterator[str]:
    refuses = partial(_refuses_plain_http, actions=("sns:Publish",))
    if not _has_policy_that(refuses, topic, stack, "aws:sns/topicPolicy:TopicPolicy", "arn"):
        yield _MISSING


@stack_rule(
    "efs-file-system-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Every file system's policy denies mounts without TLS.",
    remedy="Add an aws.efs.FileSystemPolicy that denies the Client actions to *, with the condition Bool aws:SecureTransport false.",
    controls=("platform",),
    types=("aws:efs/fileSystem:FileSystem",),
)
def file_system_requires_tls(file_system: Subject, stack: Stack) -> Iterator[str]:
    refuses = partial(_refuses_plain_http, actions=("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"))
    if not _has_policy_that(refuses, file_system, stack, "aws:efs/fileSystemPolicy:FileSystemPolicy", "fileSystemId"):
        yield _MISSING


@resource_rule(
    "ecs-efs-volume-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="ECS tasks mount EFS over TLS, which is off by default.",
    remedy='Set transit_encryption="ENABLED" in each efs_volume_configuration of the task definition.',
    controls=("CKV_AWS_97",),
    types=("aws:ecs/taskDefinition:TaskDefinition",),
)
def efs_volume_tls(task: Subject) -> Iterator[str]:
    yield from task.each(task.values.items("volumes"), _mounts_over_tls)


def _mounts_over_tls(volume: Values) -> Iterator[str]:
    if volume.has("efsVolumeConfiguration") and volume.text("efsVolumeConfiguration.transitEncryption") != "ENABLED":
        yield f"{volume.path}.efsVolumeConfiguration.transitEncryption is not ENABLED"


def _has_policy_that(test: Callable[[Values], bool], subject: Subject, stack: Stack, type_: str, property_: str) -> bool:
    """Whether the inline policy, or one attached by a resource of its own, passes a test."""

    def attached() -> bool:
        policies = stack.companions(subject, type_, property_)
        return any_of(*(partial(lambda policy: test(policy.values.document("policy")), policy) for policy in policies))

    return any_of(lambda: test(subject.values.document("policy")), attached)


def _refuses_plain_http(document: Values, actions: tuple[str, ...], covers: Callable[[Values], bool] = lambda _: True) -> bool:
    """Whether a statement denies some actions to everyone whose request comes without TLS."""
    return any_of(
        *(
            partial(lambda statement: _denies(statement, actions) and covers(statement), statement)
            for statement in document.items("Statement")
        )
    )


def _denies(statement: Values, actions: tuple[str, ...]) -> bool:
    return (
        statement.text("Effect") == "Deny"
        and _without_tls(statement.inner("Condition"))
        and _everyone(statement)
        and all(any(fnmatchcase(action.lower(), given.lower()) for given in statement.texts("Action")) for action in actions)
    )


def _without_tls(condition: Values) -> bool:
    """Whether the one condition is that there is no TLS; a second one would leave gaps."""
    operators = condition.keys()
    tests = condition.inner("Bool") if operators == ["Bool"] else condition.inner("BoolIfExists")
    keys = tests.keys()
    return len(operators) == 1 and [key.lower() for key in keys] == ["aws:securetransport"] and tests.texts(keys[0]) == ["false"]


def _everyone(statement: Values) -> bool:
    return "*" in (statement.texts("Principal.AWS") or statement.texts("Principal"))


def _covers_bucket_and_objects(statement: Values) -> bool:
    resources = statement.texts("Resource")
    return any(resource.endswith("*") for resource in resources) and any("/" not in resource for resource in resources)
