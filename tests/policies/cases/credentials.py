"""No credential stands in the clear, and secrets do not grow old."""

import base64
import json
from typing import Any

from tests.policies.case import Case, Example, Made, made, ref

TASK = "aws:ecs/taskDefinition:TaskDefinition"
JOB = "aws:batch/jobDefinition:JobDefinition"
PROJECT = "aws:codebuild/project:Project"
FUNCTION = "aws:lambda/function:Function"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
PARAMETER = "aws:ssm/parameter:Parameter"
ARN = "arn:aws:secretsmanager:us-east-1:111111111111:secret:db"
HARMLESS = {"name": "LOG_LEVEL", "value": "info"}
REFERENCE = {"name": "DB_PASSWORD", "value": ARN}
WRITTEN = {"name": "DB_PASSWORD", "value": "example"}
KEY_ID = {"name": "AWS_ID", "value": "AKIAIOSFODNN7EXAMPLE"}


def _task(*variables: dict[str, str]) -> Made:
    return made(TASK, containerDefinitions=json.dumps([{"name": "a"}, {"name": "b", "environment": list(variables)}]))


def _job(*variables: dict[str, str]) -> Made:
    return made(JOB, containerProperties=json.dumps({"environment": list(variables)}))


def _build(*variables: dict[str, str]) -> Made:
    return made(PROJECT, environment={"environmentVariables": list(variables)})


def _function(**variables: str) -> Made:
    return made(FUNCTION, environment={"variables": variables})


def _script(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _rotated(**rotation: Any) -> Example:
    return [
        made("aws:secretsmanager/secret:Secret", "secret"),
        made("aws:secretsmanager/secretRotation:SecretRotation", secretId=ref("secret"), **rotation),
    ]


CASES = [
    Case(
        "lambda-no-written-credentials",
        passing=[_function(LOG_LEVEL="info", DB_PASSWORD=ARN, API_KEY="${API_KEY}"), made(FUNCTION)],
        failing=[
            _function(DB_PASSWORD="example"),
            _function(AWS_ID="AKIAIOSFODNN7EXAMPLE"),
            _function(DATABASE_URL="postgres://app:example@db:5432/app"),
            made("aws:glue/connection:Connection", connectionProperties={"USERNAME": "app", "PASSWORD": "example"}),
        ],
    ),
    Case("ecs-no-written-credentials", passing=[_task(HARMLESS, REFERENCE)], failing=[_task(HARMLESS, WRITTEN), _task(KEY_ID)]),
    Case("batch-no-written-credentials", passing=[_job(HARMLESS, REFERENCE)], failing=[_job(HARMLESS, WRITTEN)]),
    Case(
        "codebuild-no-written-credentials",
        passing=[_build(HARMLESS, {"name": "TOKEN", "value": "token", "type": "SECRETS_MANAGER"})],
        failing=[_build(WRITTEN), _build(WRITTEN | {"type": "PLAINTEXT"})],
    ),
    Case(
        "ec2-user-data-no-credentials",
        passing=[
            made(TEMPLATE),
            made(TEMPLATE, userData=_script(f"#!/bin/sh\nDB_PASSWORD=$(get-secret)\nexport API_TOKEN={ARN}\n")),
        ],
        failing=[
            made(TEMPLATE, userData=_script("#!/bin/sh\nexport DB_PASSWORD='example'\n")),
            made("aws:ec2/instance:Instance", userData="#!/bin/sh\naws configure set key AKIAIOSFODNN7EXAMPLE\n"),
            made("aws:ec2/instance:Instance", userDataBase64=_script("password: example")),
        ],
    ),
    Case(
        "ssm-parameter-secret-encrypted",
        passing=[
            made(PARAMETER, type="SecureString", _name="/app/password", value="example"),
            made(PARAMETER, type="String", _name="/app/level", value="info"),
        ],
        failing=[
            made(PARAMETER, type="String", _name="/app/password", value="example"),
            made(PARAMETER, type="String", _name="/app/password", insecureValue="example"),
        ],
    ),
    Case(
        "secretsmanager-rotates",
        passing=[
            _rotated(rotationRules={"automaticallyAfterDays": 90}),
            _rotated(rotationRules={"scheduleExpression": "rate(30 days)"}),
            _rotated(rotationRules={"scheduleExpression": "cron(0 4 1 * ? *)"}),
        ],
        failing=[
            made("aws:secretsmanager/secret:Secret"),
            _rotated(rotationRules={"automaticallyAfterDays": 91}),
            _rotated(rotationRules={"scheduleExpression": "rate(91 days)"}),
            _rotated(rotationRules={"automaticallyAfterDays": 30}, rotationEnabled=False),
            _rotated(),
        ],
    ),
    Case(
        "secretsmanager-rotates",
        config={"days": 30},
        passing=[_rotated(rotationRules={"automaticallyAfterDays": 30})],
        failing=[_rotated(rotationRules={"automaticallyAfterDays": 31})],
    ),
    Case(
        "provider-no-written-keys",
        passing=[made("pulumi:providers:aws", region="us-east-1", profile="events")],
        failing=[
            made("pulumi:providers:aws", accessKey="example"),
            made("pulumi:providers:aws", secretKey="example"),
            made("pulumi:providers:aws-native", token="example"),
        ],
    ),
]
