"""Buckets, queues, topics and file systems refuse clients without TLS."""

import json
from typing import Any

from tests.policies.case import Case, made, ref

BUCKET = made("aws:s3/bucket:Bucket", "logs")
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
QUEUE = made("aws:sqs/queue:Queue", "events")
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
TOPIC = made("aws:sns/topic:Topic", "alerts")
FILES = made("aws:efs/fileSystem:FileSystem", "shared")
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def policy(*statements: dict[str, Any]) -> str:
    """A policy as a text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def tls_only(action: Any, resource: Any = "*", **other: Any) -> dict[str, Any]:
    """A statement that denies plain HTTP."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return statement | other


ARN = "arn:aws:s3:::logs"
BOTH = [ARN, f"{ARN}/*"]
READ = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "s3:*", "Resource": BOTH}
IN_DOCUMENT = {"Statement": tls_only("s3:*", BOTH)}

CASES = [
    Case(
        "s3-bucket-requires-tls",
        passing=[
            [BUCKET, made(BUCKET_POLICY, bucket=ref("logs"), policy=policy(READ, tls_only("s3:*", BOTH)))],
            [BUCKET, made(BUCKET_POLICY, bucket=ref("logs"), policy=IN_DOCUMENT)],
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("*", "*", Principal={"AWS": ["*"]}))),
            made(
                "aws:s3/bucket:Bucket",
                policy=policy(tls_only(["s3:*"], BOTH, Condition={"BoolIfExists": {"aws:securetransport": [False]}})),
            ),
        ],
        failing=[
            BUCKET,
            [BUCKET, made(BUCKET_POLICY, bucket=ref("logs"), policy=policy(READ))],
            [
                BUCKET,
                made("aws:s3/bucket:Bucket", "other", policy=IN_DOCUMENT),
                made(BUCKET_POLICY, bucket=ref("other"), policy=IN_DOCUMENT),
            ],
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:*", ARN))),
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:*", f"{ARN}/*"))),
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:GetObject", BOTH))),
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:*", BOTH, Effect="Allow"))),
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:*", BOTH, Principal={"AWS": "111111111111"}))),
            made("aws:s3/bucket:Bucket", policy=policy(tls_only("s3:*", BOTH, Condition={"Bool": {"aws:SecureTransport": "true"}}))),
            made(
                "aws:s3/bucket:Bucket",
                policy=policy(
                    tls_only(
                        "s3:*",
                        BOTH,
                        Condition={
                            "Bool": {"aws:SecureTransport": "false"},
                            "StringNotEquals": {"aws:PrincipalAccount": "111111111111"},
                        },
                    )
                ),
            ),
        ],
    ),
    Case(
        "sqs-queue-requires-tls",
        passing=[
            [QUEUE, made(QUEUE_POLICY, queueUrl=ref("events"), policy=policy(tls_only("SQS:*")))],
            made("aws:sqs/queue:Queue", policy=policy(tls_only(["sqs:SendMessage", "sqs:Receive*"]))),
        ],
        failing=[QUEUE, made("aws:sqs/queue:Queue", policy=policy(tls_only("sqs:SendMessage")))],
    ),
    Case(
        "sns-topic-requires-tls",
        passing=[
            [TOPIC, made("aws:sns/topicPolicy:TopicPolicy", arn=ref("alerts"), policy=policy(tls_only("sns:Publish")))],
        ],
        failing=[TOPIC, [TOPIC, made("aws:sns/topicPolicy:TopicPolicy", arn=ref("alerts"), policy=policy(tls_only("sns:Subscribe")))]],
    ),
    Case(
        "efs-file-system-requires-tls",
        passing=[
            [
                FILES,
                made(
                    "aws:efs/fileSystemPolicy:FileSystemPolicy",
                    fileSystemId=ref("shared"),
                    policy=policy(tls_only("elasticfilesystem:Client*")),
                ),
            ],
        ],
        failing=[FILES, [FILES, made("aws:efs/fileSystemPolicy:FileSystemPolicy", fileSystemId=ref("shared"), policy=policy(READ))]],
    ),
    Case(
        "ecs-efs-volume-tls",
        passing=[
            made(TASK, volumes=[{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}]),
            made(TASK, volumes=[{"name": "scratch"}]),
        ],
        failing=[
            made(TASK, volumes=[{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]),
            made(TASK, volumes=[{"name": "scratch"}, {"name": "a", "efsVolumeConfiguration": {"transitEncryption": "DISABLED"}}]),
        ],
    ),
]
