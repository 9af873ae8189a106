"""The warehouse, search, queries, jobs and models keep what they store encrypted, with keys of the platform's own."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Check, Stack, Subject

_DOMAINS = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
_SECURITY_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"


@resource_rule(
    "redshift-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Redshift keeps data and snapshots encrypted.",
    remedy='Leave encrypted out, or set it to "true"; the cluster is then moved to encrypted storage in the background.',
    controls=("FSBP Redshift.10", "CKV_AWS_64"),
    types=("aws:redshift/cluster:Cluster",),
)
def redshift_encrypted(cluster: Subject) -> Iterator[str]:
    if not cluster.values.flag("encrypted", default=True):
        yield "encrypted is false"


redshift_customer_key = customer_key_rule(
    "redshift-customer-key",
    description="Redshift, serverless too, encrypts data and snapshots with a customer managed key.",
    remedy="Set kms_key_id.",
    controls=("CKV_AWS_142", "CKV_AWS_282"),
    keys={"aws:redshift/cluster:Cluster": "kmsKeyId", "aws:redshiftserverless/namespace:Namespace": "kmsKeyId"},
)

redshift_copies_customer_key = customer_key_rule(
    "redshift-copies-customer-key",
    description="Snapshots of Redshift that are copied to another region are encrypted with a customer managed key of that region.",
    remedy="Make an aws.redshift.SnapshotCopyGrant with kms_key_id in the other region, and name it in snapshot_copy_grant_name.",
    controls=("CKV_AWS_281",),
    keys={
        "aws:redshift/snapshotCopy:SnapshotCopy": "snapshotCopyGrantName",
        "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant": "kmsKeyId",
    },
)


@resource_rule(
    "opensearch-encrypted-at-rest",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="OpenSearch keeps indices, logs, swap files and snapshots encrypted.",
    remedy="Set encrypt_at_rest with enabled=True and kms_key_id; it cannot be turned off again.",
    controls=("FSBP OpenSearch.1", "CKV_AWS_5"),
    types=_DOMAINS,
)
def opensearch_encrypted_at_rest(domain: Subject) -> Iterator[str]:
    if not domain.values.flag("encryptAtRest.enabled"):
        yield "encryptAtRest.enabled is not true"


@stack_rule(
    "opensearch-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="OpenSearch encrypts domains, serverless collections and pipelines with a customer managed key.",
    remedy="Set kms_key_id in encrypt_at_rest, KmsARN in an encryption policy, kms_key_arn in encryption_at_rest_options.",
    controls=("CKV_AWS_247",),
    types=(*_DOMAINS, _SECURITY_POLICY, "aws:opensearchingest/pipeline:Pipeline"),
)
def opensearch_customer_key(search: Subject, _: Stack) -> Iterator[str]:
    if search.type == _SECURITY_POLICY:
        if search.values.text("type") == "encryption" and not search.values.document("policy").has("KmsARN"):
            yield "policy names no KmsARN, so AWS's own key is used"
        return
    path = "encryptAtRest.kmsKeyId" if search.type in _DOMAINS else "encryptionAtRestOptions.kmsKeyArn"
    if not has_customer_key(search, search.values, path):
        yield f"{path} names no customer managed key"


@stack_rule(
    "athena-results-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Athena encrypts results of queries with a customer managed key.",
    remedy='Set encryption_configuration of result_configuration with encryption_option="SSE_KMS" and kms_key_arn.',
    controls=("FSBP Athena.1", "CKV_AWS_159", "CKV_AWS_77"),
    types=("aws:athena/workgroup:Workgroup", "aws:athena/database:Database"),
)
def athena_results_customer_key(queries: Subject, _: Stack) -> Iterator[str]:
    if queries.type == "aws:athena/database:Database":
        encryption, key = queries.values.inner("encryptionConfiguration"), "kmsKey"
    else:
        configuration = queries.values.inner("configuration")
        managed = configuration.inner("managedQueryResultsConfiguration")
        if managed.flag("enabled"):
            if not has_customer_key(queries, managed.inner("encryptionConfiguration"), "kmsKey"):
                yield "managed results name no customer managed key"
            return
        encryption, key = configuration.inner("resultConfiguration.encryptionConfiguration"), "kmsKeyArn"
    if encryption.text("encryptionOption") not in ("SSE_KMS", "CSE_KMS") or not has_customer_key(queries, encryption, key):
        yield f"{encryption.path} does not encrypt with a customer managed key"


@resource_rule(
    "athena-workgroup-enforced",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="No client of an Athena workgroup can set aside where and how its results are encrypted.",
    remedy="Leave enforce_workgroup_configuration out, or set it to True.",
    controls=("CKV_AWS_82",),
    types=("aws:athena/workgroup:Workgroup",),
)
def athena_workgroup_enforced(workgroup: Subject) -> Iterator[str]:
    if not workgroup.values.flag("configuration.enforceWorkgroupConfiguration", default=True):
        yield "configuration.enforceWorkgroupConfiguration is false"


@stack_rule(
    "glue-security-configuration",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Security configurations of Glue encrypt logs, job bookmarks and output with customer managed keys.",
    remedy="Set the modes SSE-KMS, CSE-KMS and SSE-KMS, each with kms_key_arn.",
    controls=("CKV_AWS_99",),
    types=("aws:glue/securityConfiguration:SecurityConfiguration",),
)
def glue_security_configuration(configuration: Subject, _: Stack) -> Iterator[str]:
    yield from configuration.separately(*(_written(configuration, part, key, mode) for part, key, mode in _GLUE_MODES))


def _written(configuration: Subject, part: str, key: str, mode: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        encryption = values.inner(f"encryptionConfiguration.{part}")
        if encryption.text(key) != mode or not has_customer_key(configuration, encryption, "kmsKeyArn"):
            yield f"{encryption.path} is not {mode} with a customer managed key"

    return check


_GLUE_MODES = (
    ("cloudwatchEncryption", "cloudwatchEncryptionMode", "SSE-KMS"),
    ("jobBookmarksEncryption", "jobBookmarksEncryptionMode", "CSE-KMS"),
    ("s3Encryption", "s3EncryptionMode", "SSE-KMS"),
)
"""What Glue writes, the argument that says how it is encrypted, and how it must be."""


@stack_rule(
    "glue-security-configuration-attached",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Jobs, crawlers and development endpoints of Glue run with a security configuration.",
    remedy="Set security_configuration to the name of an aws.glue.SecurityConfiguration.",
    controls=("CKV_AWS_195",),
    types=("aws:glue/job:Job", "aws:glue/crawler:Crawler", "aws:glue/devEndpoint:DevEndpoint"),
)
def glue_security_configuration_attached(job: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(job, "securityConfiguration"):
        yield "securityConfiguration is not given"


@stack_rule(
    "glue-catalog-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="The Glue catalog encrypts its metadata and the passwords of connections with customer managed keys.",
    remedy="Set both parts of data_catalog_encryption_settings, each with its key.",
    controls=("CKV_AWS_94",),
    types=("aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",),
)
def glue_catalog_encrypted(catalog: Subject, _: Stack) -> Iterator[str]:
    settings = catalog.values.inner("dataCatalogEncryptionSettings")

    def metadata(_: Values) -> Iterator[str]:
        at_rest = settings.inner("encryptionAtRest")
        if not at_rest.text("catalogEncryptionMode").startswith("SSE-KMS") or not has_customer_key(catalog, at_rest, "sseAwsKmsKeyId"):
            yield f"{at_rest.path} is not SSE-KMS with a customer managed key"

    def passwords(_: Values) -> Iterator[str]:
        password = settings.inner("connectionPasswordEncryption")
        if not password.flag("returnConnectionPasswordEncrypted") or not has_customer_key(catalog, password, "awsKmsKeyId"):
            yield f"{password.path} is not on with a customer managed key"

    yield from catalog.separately(metadata, passwords)


sagemaker_customer_key = customer_key_rule(
    "sagemaker-customer-key",
    description="SageMaker encrypts the volumes of notebooks, domains and endpoints with a customer managed key.",
    remedy="Set kms_key_id (kms_key_arn with an endpoint's configuration).",
    controls=("CKV_AWS_22", "CKV_AWS_187", "CKV_AWS_98"),
    keys={
        "aws:sagemaker/notebookInstance:NotebookInstance": "kmsKeyId",
        "aws:sagemaker/domain:Domain": "kmsKeyId",
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration": "kmsKeyArn",
    },
)
