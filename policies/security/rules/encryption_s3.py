"""Buckets encrypt objects with keys of the platform's own, by their own argument or by a resource beside them."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Check, Stack, Subject

_BUCKET = "aws:s3/bucket:Bucket"
_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
_OF_BUCKET = ("serverSideEncryptionConfiguration.rule", "serverSideEncryptionConfigurations.rules")
"""Where a bucket's own argument has its rules: that of Bucket, and of the older BucketV2."""

_WITHOUT_KMS = {
    "aws:s3/bucketLogging:BucketLogging": "targetBucket",
    _BUCKET: "logging.targetBucket",
    "aws:lb/loadBalancer:LoadBalancer": "accessLogs.bucket",
    "aws:elb/loadBalancer:LoadBalancer": "accessLogs.bucket",
    "aws:redshift/logging:Logging": "bucketName",
}
"""What delivers logs to a bucket only if that is encrypted with S3's own key."""


@stack_rule(
    "s3-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Buckets encrypt objects with a customer managed key, but for those of access logs, which AWS delivers to no such bucket.",
    remedy='Add an aws.s3.BucketServerSideEncryptionConfiguration with sse_algorithm="aws:kms" and kms_master_key_id.',
    controls=("Security Hub S3.17", "CKV_AWS_145"),
    types=(_BUCKET,),
)
def s3_customer_key(bucket: Subject, stack: Stack) -> Iterator[str]:
    wrong: list[str] = []
    defaults = _defaults(bucket, stack)
    for source, rules in defaults:
        wrong += bucket.each(rules, _encrypts_with_key(source))
    if not any(rules for _, rules in defaults):
        wrong = ["no default encryption is configured, so S3's own key is used"]
    if wrong and not any(stack.companions(bucket, type_, property_) for type_, property_ in _WITHOUT_KMS.items()):
        yield from wrong


def _defaults(bucket: Subject, stack: Stack) -> list[tuple[Subject, list[Values]]]:
    """The rules of default encryption: those of the resource beside a bucket, as it is applied last, or else its own."""
    beside = stack.companions(bucket, _ENCRYPTION, "bucket")
    return [(one, one.values.items("rules")) for one in beside] or [(bucket, bucket.values.items(path)) for path in _OF_BUCKET]


def _default(rule: Values) -> Values:
    return rule.inner("applyServerSideEncryptionByDefault" + ("s" if rule.has("applyServerSideEncryptionByDefaults") else ""))


def _encrypts_with_key(source: Subject) -> Check:
    def check(rule: Values) -> Iterator[str]:
        default = _default(rule)
        if not default.text("sseAlgorithm").startswith("aws:kms"):
            yield f"{default.path}.sseAlgorithm is not aws:kms"
        elif not has_customer_key(source, default, "kmsMasterKeyId"):
            yield f"{default.path}.kmsMasterKeyId names no customer managed key"

    return check


@stack_rule(
    "s3-bucket-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Buckets with KMS use a bucket key, which spares a call of KMS, its price and its rate limit for every object.",
    remedy="Set bucket_key_enabled=True; conditions on the encryption context then see the bucket's ARN in place of the object's.",
    controls=("platform",),
    types=(_BUCKET,),
)
def s3_bucket_key(bucket: Subject, stack: Stack) -> Iterator[str]:
    def check(rule: Values) -> Iterator[str]:
        if _default(rule).text("sseAlgorithm") == "aws:kms" and not rule.flag("bucketKeyEnabled"):
            yield f"{rule.path}.bucketKeyEnabled is not true"

    for _, rules in _defaults(bucket, stack):
        yield from bucket.each(rules, check)


@stack_rule(
    "s3-replicas-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Replication takes objects encrypted with KMS along, and encrypts replicas with a key of their region.",
    remedy="Set sse_kms_encrypted_objects in source_selection_criteria, and replica_kms_key_id of the destination; else they stay behind.",
    controls=("platform",),
    types=("aws:s3/bucketReplicationConfig:BucketReplicationConfig", _BUCKET),
)
def s3_replicas_encrypted(source: Subject, _: Stack) -> Iterator[str]:
    def selects(rule: Values) -> Iterator[str]:
        objects = rule.inner("sourceSelectionCriteria.sseKmsEncryptedObjects")
        if objects.text("status") != "Enabled" and not objects.flag("enabled"):
            yield f"{rule.path} leaves objects encrypted with KMS behind"

    def encrypts(rule: Values) -> Iterator[str]:
        destination = rule.inner("destination")
        if source.type != _BUCKET:
            destination = destination.inner("encryptionConfiguration")
        if not has_customer_key(source, destination, "replicaKmsKeyId"):
            yield f"{rule.path} names no customer managed key for replicas"

    def check(rule: Values) -> Iterator[str]:
        if rule.text("status") == "Enabled":
            yield from source.each([rule], selects, encrypts)

    yield from source.each(source.values.items("replicationConfiguration.rules" if source.type == _BUCKET else "rules"), check)


@resource_rule(
    "s3-object-encryption",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="No object falls back to S3's own key where its bucket has another.",
    remedy='Leave server_side_encryption out, so that the bucket\'s default holds, or set "aws:kms" with kms_key_id.',
    controls=("CKV_AWS_186", "CKV_AWS_181"),
    types=("aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject", "aws:s3/objectCopy:ObjectCopy"),
)
def s3_object_encryption(item: Subject) -> Iterator[str]:
    if item.values.text("serverSideEncryption") == "AES256":
        yield "serverSideEncryption is AES256"


tables_customer_key = customer_key_rule(
    "s3-tables-customer-key",
    description="Table and vector buckets are encrypted with a customer managed key.",
    remedy='Set encryption_configuration with sse_algorithm="aws:kms" (sse_type of vectors) and kms_key_arn; vector buckets are replaced.',
    controls=("platform",),
    keys={
        "aws:s3tables/tableBucket:TableBucket": "encryptionConfiguration.kmsKeyArn",
        "aws:s3/vectorsVectorBucket:VectorsVectorBucket": "encryptionConfigurations.kmsKeyArn",
    },
)
