"""EMR keeps data on its disks, in its buckets and in its logs encrypted."""

import json
from typing import Any

from tests.policies.case import Case, Made, made, ref

APPLICATION = "aws:emrserverless/application:Application"
CLUSTER = "aws:emr/cluster:Cluster"
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
S3 = {"EncryptionMode": "SSE-KMS", "AwsKmsKey": ARN}
LOCAL = {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": ARN, "EnableEbsEncryption": True}


def security(enabled: bool = True, s3: dict[str, Any] = S3, local: dict[str, Any] = LOCAL) -> Made:
    """A security configuration of EMR."""
    at_rest = {"S3EncryptionConfiguration": s3, "LocalDiskEncryptionConfiguration": local}
    configuration = {"EncryptionConfiguration": {"EnableAtRestEncryption": enabled, "AtRestEncryptionConfiguration": at_rest}}
    return made("aws:emr/securityConfiguration:SecurityConfiguration", configuration=json.dumps(configuration))


def serverless(**monitoring: Any) -> Made:
    """An application of EMR Serverless."""
    return made(APPLICATION, monitoringConfiguration={"managedPersistenceMonitoringConfiguration": {"enabled": False}} | monitoring)


CASES = [
    Case(
        "emr-security-configuration",
        passing=[made(CLUSTER, securityConfiguration=ref("configuration")), made(CLUSTER, securityConfiguration="events")],
        failing=[made(CLUSTER)],
    ),
    Case(
        "emr-encrypted-at-rest",
        passing=[security(), security(s3={"EncryptionMode": "CSE-KMS", "AwsKmsKey": ARN})],
        failing=[
            security(enabled=False),
            security(s3={"EncryptionMode": "SSE-S3"}),
            security(s3={"EncryptionMode": "SSE-S3", "AwsKmsKey": ARN}),
            security(s3={"EncryptionMode": "SSE-KMS"}),
            security(local={**LOCAL, "EncryptionKeyProviderType": "Custom"}),
            security(local={**LOCAL, "AwsKmsKey": ""}),
            security(local={**LOCAL, "EnableEbsEncryption": False}),
            made("aws:emr/securityConfiguration:SecurityConfiguration", configuration="{}"),
        ],
    ),
    Case(
        "emr-serverless-logs-customer-key",
        passing=[
            serverless(),
            serverless(managedPersistenceMonitoringConfiguration={"encryptionKeyArn": ref("key")}),
            serverless(s3MonitoringConfiguration={"logUri": "s3://logs", "encryptionKeyArn": ref("key")}),
            serverless(cloudwatchLoggingConfiguration={"enabled": False}),
        ],
        failing=[
            made(APPLICATION),
            serverless(s3MonitoringConfiguration={"logUri": "s3://logs"}),
            serverless(cloudwatchLoggingConfiguration={"enabled": True}),
        ],
    ),
]
