"""The warehouse, search, queries, jobs and models keep what they store encrypted."""

import json
from typing import Any

from tests.policies.case import Case, Made, made, ref

REDSHIFT = "aws:redshift/cluster:Cluster"
DOMAIN = "aws:opensearch/domain:Domain"
POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"
PIPELINE = "aws:opensearchingest/pipeline:Pipeline"
DATABASE = "aws:athena/database:Database"
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
GLUE = {
    "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS", "kmsKeyArn": ref("key")},
    "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS", "kmsKeyArn": ref("key")},
    "s3Encryption": {"s3EncryptionMode": "SSE-KMS", "kmsKeyArn": ref("key")},
}
CATALOG: dict[str, Any] = {
    "encryptionAtRest": {"catalogEncryptionMode": "SSE-KMS", "sseAwsKmsKeyId": ref("key")},
    "connectionPasswordEncryption": {"returnConnectionPasswordEncrypted": True, "awsKmsKeyId": ref("key")},
}


def workgroup(**configuration: Any) -> Made:
    """A workgroup of Athena."""
    return made("aws:athena/workgroup:Workgroup", configuration=configuration)


def glue(**changed: Any) -> Made:
    """A security configuration of Glue."""
    return made("aws:glue/securityConfiguration:SecurityConfiguration", encryptionConfiguration=GLUE | changed)


def catalog(**changed: Any) -> Made:
    """The settings of the Glue catalog."""
    return made("aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings", dataCatalogEncryptionSettings=CATALOG | changed)


CASES = [
    Case(
        "redshift-encrypted",
        passing=[made(REDSHIFT), made(REDSHIFT, encrypted="true")],
        failing=[made(REDSHIFT, encrypted="false"), made(REDSHIFT, encrypted=False)],
    ),
    Case(
        "redshift-customer-key",
        passing=[made(REDSHIFT, kmsKeyId=ref("key"))],
        failing=[made(REDSHIFT), made("aws:redshiftserverless/namespace:Namespace")],
    ),
    Case(
        "redshift-copies-customer-key",
        passing=[
            made("aws:redshift/snapshotCopy:SnapshotCopy", snapshotCopyGrantName=ref("grant")),
            made("aws:redshift/snapshotCopyGrant:SnapshotCopyGrant", kmsKeyId=ARN),
        ],
        failing=[made("aws:redshift/snapshotCopy:SnapshotCopy"), made("aws:redshift/snapshotCopyGrant:SnapshotCopyGrant")],
    ),
    Case(
        "opensearch-encrypted-at-rest",
        passing=[made(DOMAIN, encryptAtRest={"enabled": True})],
        failing=[made(DOMAIN), made("aws:elasticsearch/domain:Domain", encryptAtRest={"enabled": False})],
    ),
    Case(
        "opensearch-customer-key",
        passing=[
            made(DOMAIN, encryptAtRest={"enabled": True, "kmsKeyId": ref("key")}),
            made(POLICY, type="encryption", policy=json.dumps({"AWSOwnedKey": False, "KmsARN": ARN})),
            made(POLICY, type="network", policy="[]"),
            made(PIPELINE, encryptionAtRestOptions={"kmsKeyArn": ref("key")}),
        ],
        failing=[
            made(DOMAIN, encryptAtRest={"enabled": True}),
            made(POLICY, type="encryption", policy=json.dumps({"AWSOwnedKey": True})),
            made(PIPELINE),
        ],
    ),
    Case(
        "athena-results-customer-key",
        passing=[
            workgroup(resultConfiguration={"encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKeyArn": ref("key")}}),
            workgroup(managedQueryResultsConfiguration={"enabled": True, "encryptionConfiguration": {"kmsKey": ARN}}),
            made(DATABASE, encryptionConfiguration={"encryptionOption": "CSE_KMS", "kmsKey": ref("key")}),
        ],
        failing=[
            workgroup(),
            workgroup(resultConfiguration={"encryptionConfiguration": {"encryptionOption": "SSE_S3", "kmsKeyArn": ARN}}),
            workgroup(resultConfiguration={"encryptionConfiguration": {"encryptionOption": "SSE_KMS"}}),
            workgroup(managedQueryResultsConfiguration={"enabled": True}),
            made(DATABASE),
        ],
    ),
    Case(
        "athena-workgroup-enforced",
        passing=[workgroup(), workgroup(enforceWorkgroupConfiguration=True)],
        failing=[workgroup(enforceWorkgroupConfiguration=False)],
    ),
    Case(
        "glue-security-configuration",
        passing=[glue()],
        failing=[
            *(glue(**{part: {}}) for part in GLUE),
            glue(s3Encryption={"s3EncryptionMode": "SSE-S3", "kmsKeyArn": ARN}),
            glue(s3Encryption={"s3EncryptionMode": "SSE-KMS"}),
        ],
    ),
    Case(
        "glue-security-configuration-attached",
        passing=[made("aws:glue/job:Job", securityConfiguration=ref("configuration"))],
        failing=[made("aws:glue/job:Job"), made("aws:glue/crawler:Crawler")],
    ),
    Case(
        "glue-catalog-encrypted",
        passing=[catalog()],
        failing=[
            catalog(encryptionAtRest={"catalogEncryptionMode": "DISABLED", "sseAwsKmsKeyId": ARN}),
            catalog(encryptionAtRest={"catalogEncryptionMode": "SSE-KMS"}),
            catalog(connectionPasswordEncryption={"returnConnectionPasswordEncrypted": True}),
            catalog(connectionPasswordEncryption={"returnConnectionPasswordEncrypted": False, "awsKmsKeyId": ARN}),
        ],
    ),
    Case(
        "sagemaker-customer-key",
        passing=[made("aws:sagemaker/domain:Domain", kmsKeyId=ref("key"))],
        failing=[made("aws:sagemaker/notebookInstance:NotebookInstance")],
    ),
]
