"""Secrets, parameters, logs, trails and what builds software are encrypted with keys of the platform's own."""

from tests.policies.case import Case, made, ref

SECRET = "aws:secretsmanager/secret:Secret"
PARAMETER = "aws:ssm/parameter:Parameter"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
PROJECT = "aws:codebuild/project:Project"
PIPELINE = "aws:codepipeline/pipeline:Pipeline"
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"

CASES = [
    Case(
        "secretsmanager-customer-key",
        passing=[
            made(SECRET, kmsKeyId=ref("key")),
            made(SECRET, kmsKeyId=ARN, replicas=[{"region": "us-west-2", "kmsKeyId": ref("other")}]),
        ],
        failing=[
            made(SECRET),
            made(SECRET, kmsKeyId="alias/aws/secretsmanager"),
            made(SECRET, kmsKeyId=ARN, replicas=[{"region": "us-west-2"}]),
        ],
    ),
    Case(
        "ssm-parameter-customer-key",
        passing=[made(PARAMETER, type="String"), made(PARAMETER, type="SecureString", keyId=ref("key"))],
        failing=[made(PARAMETER, type="SecureString")],
    ),
    Case("cloudwatch-logs-customer-key", passing=[made(LOGS, kmsKeyId=ref("key"))], failing=[made(LOGS)]),
    Case(
        "cloudtrail-customer-key",
        passing=[made("aws:cloudtrail/trail:Trail", kmsKeyId=ref("key"))],
        failing=[made("aws:cloudtrail/trail:Trail"), made("aws:cloudtrail/eventDataStore:EventDataStore")],
    ),
    Case(
        "monitoring-customer-key",
        passing=[made("aws:amp/workspace:Workspace", kmsKeyArn=ref("key"))],
        failing=[made("aws:grafana/workspace:Workspace"), made("aws:xray/encryptionConfig:EncryptionConfig", type="NONE")],
    ),
    Case(
        "codebuild-customer-key",
        passing=[made(PROJECT, encryptionKey=ref("key"))],
        failing=[made(PROJECT, encryptionKey="alias/aws/s3"), made("aws:codeartifact/domain:Domain")],
    ),
    Case(
        "codebuild-output-encrypted",
        passing=[
            made(PROJECT, artifacts={"type": "S3"}),
            made("aws:codebuild/reportGroup:ReportGroup", exportConfig={}),
        ],
        failing=[
            made(PROJECT, artifacts={"type": "S3", "encryptionDisabled": True}),
            made(PROJECT, secondaryArtifacts=[{"type": "S3"}, {"type": "S3", "encryptionDisabled": True}]),
            made(PROJECT, logsConfig={"s3Logs": {"encryptionDisabled": True}}),
            made("aws:codebuild/reportGroup:ReportGroup", exportConfig={"s3Destination": {"encryptionDisabled": True}}),
        ],
    ),
    Case(
        "codepipeline-customer-key",
        passing=[made(PIPELINE, artifactStores=[{"location": "artifacts", "encryptionKey": {"type": "KMS", "id": ref("key")}}])],
        failing=[made(PIPELINE, artifactStores=[{"location": "artifacts"}])],
    ),
    Case(
        "appsync-cache-encrypted",
        passing=[made("aws:appsync/apiCache:ApiCache", atRestEncryptionEnabled=True)],
        failing=[made("aws:appsync/apiCache:ApiCache")],
    ),
]
