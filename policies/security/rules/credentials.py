"""No credential stands in the clear where whoever describes a resource reads it, and secrets do not grow old."""

import base64
import binascii
import re
from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.containers import containers
from policies.security.literals import is_written_secret
from policies.security.schedules import longest_pause
from policies.subject import Stack, Subject

_OBJECTS = {
    "aws:lambda/function:Function": "environment.variables",
    "aws:amplify/app:App": "environmentVariables",
    "aws:amplify/branch:Branch": "environmentVariables",
    "aws:apprunner/service:Service": "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables",
    "aws:glue/connection:Connection": "connectionProperties",
    "aws:glue/job:Job": "defaultArguments",
    "aws:sagemaker/model:Model": "primaryContainer.environment",
}
"""Types with variables by name → where they stand."""
_MACHINES = (
    "aws:ec2/instance:Instance",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
)
_ASSIGNMENT = re.compile(r"""^\s*(?:export\s+|set\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*["']?([^\s"']+)""", re.MULTILINE)
_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
_REMEDY = "Keep it in Secrets Manager or a SecureString of Parameter Store, and give the program its ARN."


def _written(variable: Values) -> Iterator[str]:
    name, value = variable.text("name"), variable.text("value")
    if is_written_secret(name, value) and not value.startswith("arn:"):
        yield f"{variable.path}: {name} is a credential in plain text"


def _variables(of: Values) -> list[Values]:
    """The entries of an object, of which the names may have dots."""
    return [Values({"name": name, "value": of.raw[name]}, of.path) for name in of.keys("")]


@resource_rule(
    "lambda-no-written-credentials",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="No variable, argument or property of a function, job, model or app holds a credential.",
    remedy=_REMEDY,
    controls=("CKV_AWS_45",),
    types=tuple(_OBJECTS),
)
def lambda_no_written_credentials(program: Subject) -> Iterator[str]:
    yield from program.each(_variables(program.values.inner(_OBJECTS[program.type])), _written)


@resource_rule(
    "ecs-no-written-credentials",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="No variable of a container holds a credential.",
    remedy="Give it in secrets of container_definitions, with the ARN of a secret as valueFrom.",
    controls=("FSBP ECS.8",),
    types=("aws:ecs/taskDefinition:TaskDefinition",),
)
def ecs_no_written_credentials(task: Subject) -> Iterator[str]:
    def check(container: Values) -> Iterator[str]:
        yield from task.each(container.items("environment"), _written)

    yield from task.each(containers(task.values), check)


@resource_rule(
    "batch-no-written-credentials",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="No variable of a job's container holds a credential.",
    remedy="Give it in secrets of container_properties, with the ARN of a secret as valueFrom.",
    controls=("platform",),
    types=("aws:batch/jobDefinition:JobDefinition",),
)
def batch_no_written_credentials(job: Subject) -> Iterator[str]:
    yield from job.each(job.values.document("containerProperties").items("environment"), _written)


@resource_rule(
    "codebuild-no-written-credentials",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="No variable of a build holds a credential.",
    remedy="Set its type to SECRETS_MANAGER or PARAMETER_STORE.",
    controls=("platform",),
    types=("aws:codebuild/project:Project",),
)
def codebuild_no_written_credentials(project: Subject) -> Iterator[str]:
    def check(variable: Values) -> Iterator[str]:
        if variable.text("type") in ("", "PLAINTEXT"):
            yield from _written(variable)

    yield from project.each(project.values.inner("environment").items("environmentVariables"), check)


@resource_rule(
    "ec2-user-data-no-credentials",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="What an instance runs at its start holds no credential: whatever runs on it can read that.",
    remedy="Let the instance read it from Secrets Manager with its role.",
    controls=("CKV_AWS_46",),
    types=_MACHINES,
)
def ec2_user_data_no_credentials(machine: Subject) -> Iterator[str]:
    def check(place: str) -> Iterator[str]:
        text = _decoded(machine.values.text(place))
        if is_written_secret("", text):
            yield f"{place} holds a credential"
        for name, value in _ASSIGNMENT.findall(text):
            if is_written_secret(name, value) and not value.startswith("arn:"):
                yield f"{place} sets {name} to a credential"

    yield from machine.separately(*((lambda _, place=place: check(place)) for place in ("userData", "userDataBase64")))


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return text


@resource_rule(
    "ssm-parameter-secret-encrypted",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="A parameter that holds a credential is a SecureString.",
    remedy='Set type="SecureString", better keep it in Secrets Manager.',
    controls=("platform",),
    types=("aws:ssm/parameter:Parameter",),
)
def ssm_parameter_secret_encrypted(parameter: Subject) -> Iterator[str]:
    if parameter.values.text("type") == "SecureString":
        return
    name = parameter.values.text("name").rpartition("/")[2]
    for place in ("value", "insecureValue"):
        if is_written_secret(name, parameter.values.text(place)):
            yield f"{place} is a credential in plain text"


@stack_rule(
    "secretsmanager-rotates",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Each secret is changed regularly.",
    remedy="Add an aws.secretsmanager.SecretRotation for the secret, with rotation_rules.automatically_after_days ≤ 90.",
    controls=("FSBP SecretsManager.1", "FSBP SecretsManager.4", "CKV2_AWS_57", "CKV_AWS_304"),
    types=("aws:secretsmanager/secret:Secret",),
    config={"days": {"type": "number", "default": 90, "description": "The longest that a secret stays the same."}},
)
def secretsmanager_rotates(secret: Subject, stack: Stack) -> Iterator[str]:
    limit = secret.settings["days"]

    def check(rotation: Values) -> Iterator[str]:
        rules = rotation.inner("rotationRules")
        days = rules.number("automaticallyAfterDays") or longest_pause(rules.text("scheduleExpression"))
        if not rotation.flag("rotationEnabled", default=True) or days > limit:
            yield f"is not rotated every {limit} days"

    rotations = stack.companions(secret, _ROTATION, "secretId")
    if not rotations:
        yield "no SecretRotation refers to it"
    yield from secret.each([rotation.values for rotation in rotations], check)


@resource_rule(
    "provider-no-written-keys",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="A provider of AWS takes its credentials from where it runs, and none from the program.",
    remedy="Leave out access_key, secret_key and token; use a profile, a role or OIDC.",
    controls=("CKV_AWS_41",),
    types=("pulumi:providers:aws", "pulumi:providers:aws-native"),
)
def provider_no_written_keys(provider: Subject) -> Iterator[str]:
    def check(place: str) -> Iterator[str]:
        if provider.values.has(place):
            yield f"{place} is given"

    yield from provider.separately(*((lambda _, place=place: check(place)) for place in ("accessKey", "secretKey", "token")))
