"""Secrets, parameters, logs, trails and what builds software are encrypted with keys of the platform's own."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Stack, Subject


@stack_rule(
    "secretsmanager-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Secrets, and their replicas in other regions, are encrypted with customer managed keys.",
    remedy="Set kms_key_id, and that of every replica; another account can read a secret only with such a key.",
    controls=("CKV_AWS_149",),
    types=("aws:secretsmanager/secret:Secret",),
)
def secretsmanager_customer_key(secret: Subject, _: Stack) -> Iterator[str]:
    def with_key(values: Values) -> Iterator[str]:
        if not has_customer_key(secret, values, "kmsKeyId"):
            yield f"{values.path}.kmsKeyId".removeprefix(".") + " names no customer managed key"

    yield from secret.separately(with_key, lambda values: secret.each(values.items("replicas"), with_key))


@stack_rule(
    "ssm-parameter-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Secure parameters of Systems Manager are encrypted with a customer managed key.",
    remedy="Set key_id; with AWS's own key everyone in the account who may read parameters can decrypt them.",
    controls=("CKV_AWS_337",),
    types=("aws:ssm/parameter:Parameter",),
)
def ssm_parameter_customer_key(parameter: Subject, _: Stack) -> Iterator[str]:
    if parameter.values.text("type") == "SecureString" and not has_customer_key(parameter, parameter.values, "keyId"):
        yield "keyId names no customer managed key"


logs_customer_key = customer_key_rule(
    "cloudwatch-logs-customer-key",
    description="Log groups are encrypted with a customer managed key.",
    remedy="Set kms_key_id, and let logs.REGION.amazonaws.com use the key.",
    controls=("CKV_AWS_158",),
    keys={
        "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
        "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector": "kmsKeyId",
    },
)

trail_customer_key = customer_key_rule(
    "cloudtrail-customer-key",
    description="CloudTrail encrypts what it records with a customer managed key.",
    remedy="Set kms_key_id, and let cloudtrail.amazonaws.com use the key.",
    controls=("FSBP CloudTrail.2", "CIS AWS 3.5", "CKV_AWS_35", "CKV_AWS_294"),
    keys={
        "aws:cloudtrail/trail:Trail": "kmsKeyId",
        "aws:cloudtrail/eventDataStore:EventDataStore": "kmsKeyId",
    },
)

monitoring_customer_key = customer_key_rule(
    "monitoring-customer-key",
    severity=Severity.LOW,
    description="Managed Prometheus and Grafana, X-Ray and managed Airflow encrypt what they store with a customer managed key.",
    remedy="Set kms_key_arn (kms_key_id with Grafana, key_id with X-Ray, kms_key with Airflow).",
    controls=("platform",),
    keys={
        "aws:amp/workspace:Workspace": "kmsKeyArn",
        "aws:grafana/workspace:Workspace": "kmsKeyId",
        "aws:xray/encryptionConfig:EncryptionConfig": "keyId",
        "aws:mwaa/environment:Environment": "kmsKey",
    },
)

build_customer_key = customer_key_rule(
    "codebuild-customer-key",
    description="What builds produce, their caches and their packages are encrypted with a customer managed key.",
    remedy="Set encryption_key.",
    controls=("CKV_AWS_147", "CKV_AWS_221"),
    keys={"aws:codebuild/project:Project": "encryptionKey", "aws:codeartifact/domain:Domain": "encryptionKey"},
)


@resource_rule(
    "codebuild-output-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="No build leaves artifacts, logs or reports unencrypted.",
    remedy="Leave encryption_disabled out.",
    controls=("FSBP CodeBuild.3", "FSBP CodeBuild.7", "CKV_AWS_78", "CKV_AWS_311"),
    types=("aws:codebuild/project:Project", "aws:codebuild/reportGroup:ReportGroup"),
)
def codebuild_output_encrypted(project: Subject) -> Iterator[str]:
    def encrypted(output: Values) -> Iterator[str]:
        if output.flag("encryptionDisabled"):
            yield f"{output.path}.encryptionDisabled is true"

    yield from project.separately(
        lambda values: project.each(values.items("artifacts"), encrypted),
        lambda values: project.each(values.items("secondaryArtifacts"), encrypted),
        lambda values: project.each(values.items("logsConfig.s3Logs"), encrypted),
        lambda values: project.each(values.items("exportConfig.s3Destination"), encrypted),
    )


@stack_rule(
    "codepipeline-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Pipelines encrypt the artifacts they hand on with a customer managed key.",
    remedy='Set encryption_key of every artifact_stores with type="KMS" and the id of a key of its region.',
    controls=("CKV_AWS_219",),
    types=("aws:codepipeline/pipeline:Pipeline",),
)
def codepipeline_customer_key(pipeline: Subject, _: Stack) -> Iterator[str]:
    def with_key(store: Values) -> Iterator[str]:
        if not has_customer_key(pipeline, store.inner("encryptionKey"), "id"):
            yield f"{store.path}.encryptionKey names no customer managed key"

    yield from pipeline.each(pipeline.values.items("artifactStores"), with_key)


@resource_rule(
    "appsync-cache-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="AppSync keeps what it caches encrypted.",
    remedy="Set at_rest_encryption_enabled=True; a cache that exists is replaced.",
    controls=("FSBP AppSync.1", "CKV_AWS_214"),
    types=("aws:appsync/apiCache:ApiCache",),
)
def appsync_cache_encrypted(cache: Subject) -> Iterator[str]:
    if not cache.values.flag("atRestEncryptionEnabled"):
        yield "atRestEncryptionEnabled is not true"
