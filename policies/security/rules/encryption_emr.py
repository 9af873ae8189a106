"""EMR keeps data on its disks, in its buckets and in its logs encrypted."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import has_customer_key
from policies.subject import Stack, Subject


@stack_rule(
    "emr-security-configuration",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="EMR clusters have a security configuration, without which they encrypt nothing of their own accord.",
    remedy="Set security_configuration to the name of an aws.emr.SecurityConfiguration; a cluster that exists is replaced.",
    controls=("CKV2_AWS_55",),
    types=("aws:emr/cluster:Cluster",),
)
def emr_security_configuration(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(cluster, "securityConfiguration"):
        yield "securityConfiguration is not given"


@resource_rule(
    "emr-encrypted-at-rest",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Security configurations of EMR encrypt objects, local disks and EBS volumes with keys of KMS.",
    remedy="Set EnableAtRestEncryption, SSE-KMS or CSE-KMS for S3, AwsKms and EnableEbsEncryption for local disks, each with AwsKmsKey.",
    controls=("FSBP EMR.3", "CKV_AWS_171", "CKV_AWS_349", "CKV_AWS_350"),
    types=("aws:emr/securityConfiguration:SecurityConfiguration",),
)
def emr_encrypted_at_rest(configuration: Subject) -> Iterator[str]:
    encryption = configuration.values.document("configuration").inner("EncryptionConfiguration")
    at_rest = encryption.inner("AtRestEncryptionConfiguration")

    def objects(s3: Values) -> Iterator[str]:
        if s3.text("EncryptionMode") not in ("SSE-KMS", "CSE-KMS") or not s3.has("AwsKmsKey"):
            yield f"{s3.path} is neither SSE-KMS nor CSE-KMS with a key"

    def disks(local: Values) -> Iterator[str]:
        if local.text("EncryptionKeyProviderType") != "AwsKms" or not local.has("AwsKmsKey"):
            yield f"{local.path} is not AwsKms with a key"

    def volumes(local: Values) -> Iterator[str]:
        if not local.flag("EnableEbsEncryption"):
            yield f"{local.path}.EnableEbsEncryption is not true"

    if not encryption.flag("EnableAtRestEncryption"):
        yield f"{encryption.path}.EnableAtRestEncryption is not true"
        return
    yield from configuration.each([at_rest.inner("S3EncryptionConfiguration")], objects)
    yield from configuration.each([at_rest.inner("LocalDiskEncryptionConfiguration")], disks, volumes)


@stack_rule(
    "emr-serverless-logs-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="EMR Serverless encrypts every place it keeps logs in with a customer managed key.",
    remedy="Set encryption_key_arn of each part of monitoring_configuration; AWS keeps logs for itself unless that is disabled.",
    controls=("platform",),
    types=("aws:emrserverless/application:Application",),
)
def emr_serverless_logs_customer_key(application: Subject, _: Stack) -> Iterator[str]:
    def kept(part: str, by_default: bool) -> Iterator[str]:
        logs = application.values.inner(f"monitoringConfiguration.{part}")
        if logs.flag("enabled", default=by_default or bool(logs.keys())) and not has_customer_key(application, logs, "encryptionKeyArn"):
            yield f"monitoringConfiguration.{part}.encryptionKeyArn names no customer managed key"

    yield from application.separately(
        lambda _: kept("managedPersistenceMonitoringConfiguration", True),
        lambda _: kept("s3MonitoringConfiguration", False),
        lambda _: kept("cloudwatchLoggingConfiguration", False),
    )
