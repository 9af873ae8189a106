"""Databases keep what they store encrypted, with keys of the platform's own."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.customer_key import customer_key_rule, has_customer_key
from policies.subject import Stack, Subject

_INSTANCE = "aws:rds/instance:Instance"
_CLUSTER = "aws:rds/cluster:Cluster"
_SOURCES = (
    "replicateSourceDb",
    "replicationSourceIdentifier",
    "snapshotIdentifier",
    "restoreToPointInTime",
    "sourceDbClusterIdentifier",
)
"""What a database is made from; it takes over whether that is encrypted, and in the same region with which key."""


@resource_rule(
    "rds-storage-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="RDS and Aurora keep data, logs, backups and snapshots encrypted.",
    remedy="Set storage_encrypted=True. An instance that exists has to be restored from an encrypted copy of a snapshot.",
    controls=("FSBP RDS.3", "FSBP RDS.27", "CIS AWS 2.2.1", "CKV_AWS_16", "CKV_AWS_96", "CKV_AWS_140"),
    types=(_INSTANCE, _CLUSTER, "aws:rds/globalCluster:GlobalCluster"),
)
def rds_storage_encrypted(database: Subject) -> Iterator[str]:
    if database.values.flag("storageEncrypted") or database.values.text("engineMode") == "serverless":
        return  # Aurora Serverless v1 always encrypts
    if not any(database.values.has(source) for source in _SOURCES):
        yield "storageEncrypted is not true"


@stack_rule(
    "rds-storage-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="RDS and Aurora encrypt their storage with a customer managed key.",
    remedy="Set kms_key_id to the ARN of a key of the database's region.",
    controls=("CKV_AWS_327",),
    types=(_INSTANCE, _CLUSTER),
)
def rds_storage_customer_key(database: Subject, stack: Stack) -> Iterator[str]:
    if has_customer_key(database, database.values, "kmsKeyId"):
        return
    sources = [source for source in _SOURCES if stack.given(database, source)]
    if not sources:
        yield "kmsKeyId names no customer managed key"
    elif not all(_same_region(database, source, stack) for source in sources):
        yield "kmsKeyId names no customer managed key, and the one of the source stays in the source's region"


def _same_region(database: Subject, source: str, stack: Stack) -> bool:
    made_here = stack.targets(database, source, _INSTANCE, _CLUSTER)
    if made_here:
        return made_here[0].region == database.region
    region = database.values.text(source).split(":")[3:4]  # of arn:aws:rds:REGION:…; an identifier is of the same region
    return region in ([], [database.region])


_PERFORMANCE_INSIGHTS = {
    _INSTANCE: "performanceInsightsEnabled",
    _CLUSTER: "performanceInsightsEnabled",
    "aws:rds/clusterInstance:ClusterInstance": "performanceInsightsEnabled",
    "aws:docdb/clusterInstance:ClusterInstance": "enablePerformanceInsights",
}
"""What turns them on."""

performance_insights_customer_key = customer_key_rule(
    "rds-performance-insights-customer-key",
    description="Performance Insights keep statements and their load encrypted with a customer managed key.",
    remedy="Set performance_insights_kms_key_id; it cannot be changed once Performance Insights are on.",
    controls=("CKV_AWS_354",),
    keys=dict.fromkeys(_PERFORMANCE_INSIGHTS, "performanceInsightsKmsKeyId"),
    when=_PERFORMANCE_INSIGHTS,
)

snapshot_copy_customer_key = customer_key_rule(
    "rds-backup-copy-customer-key",
    description="Copies of snapshots, replicated backups and activity streams of RDS are encrypted with a customer managed key.",
    remedy="Set kms_key_id to a key of the region that the copy is made in.",
    controls=("FSBP RDS.4", "CKV_AWS_266", "CKV_AWS_245", "CKV_AWS_246"),
    keys={
        "aws:rds/snapshotCopy:SnapshotCopy": "kmsKeyId",
        "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": "kmsKeyId",
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "kmsKeyId",
        "aws:rds/clusterActivityStream:ClusterActivityStream": "kmsKeyId",
        "aws:rds/exportTask:ExportTask": "kmsKeyId",
    },
)

managed_password_customer_key = customer_key_rule(
    "rds-managed-password-customer-key",
    severity=Severity.LOW,
    description="Passwords that RDS and Redshift keep in Secrets Manager are encrypted with a customer managed key.",
    remedy="Set master_user_secret_kms_key_id (master_password_secret_kms_key_id and admin_password_secret_kms_key_id with Redshift).",
    controls=("CKV_AWS_149",),
    keys={
        _INSTANCE: "masterUserSecretKmsKeyId",
        _CLUSTER: "masterUserSecretKmsKeyId",
        "aws:redshift/cluster:Cluster": "masterPasswordSecretKmsKeyId",
        "aws:redshiftserverless/namespace:Namespace": "adminPasswordSecretKmsKeyId",
    },
    when={
        _INSTANCE: "manageMasterUserPassword",
        _CLUSTER: "manageMasterUserPassword",
        "aws:redshift/cluster:Cluster": "manageMasterPassword",
        "aws:redshiftserverless/namespace:Namespace": "manageAdminPassword",
    },
)


@resource_rule(
    "docdb-storage-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="DocumentDB and Neptune keep data, backups and snapshots encrypted.",
    remedy="Set storage_encrypted=True; a cluster that exists has to be restored from a snapshot.",
    controls=("FSBP DocumentDB.1", "FSBP Neptune.1", "CKV_AWS_74", "CKV_AWS_292", "CKV_AWS_44"),
    types=(
        "aws:docdb/cluster:Cluster",
        "aws:docdb/globalCluster:GlobalCluster",
        "aws:neptune/cluster:Cluster",
        "aws:neptune/globalCluster:GlobalCluster",
    ),
)
def docdb_storage_encrypted(cluster: Subject) -> Iterator[str]:
    if not cluster.values.flag("storageEncrypted") and not any(cluster.values.has(source) for source in _SOURCES):
        yield "storageEncrypted is not true"


document_customer_key = customer_key_rule(
    "docdb-customer-key",
    description="DocumentDB and Neptune encrypt their storage with a customer managed key.",
    remedy="Set kms_key_id (kms_key_arn and kms_key_identifier with Neptune).",
    controls=("CKV_AWS_182", "CKV_AWS_347"),
    keys={
        "aws:docdb/cluster:Cluster": "kmsKeyId",
        "aws:docdb/elasticCluster:ElasticCluster": "kmsKeyId",
        "aws:neptune/cluster:Cluster": "kmsKeyArn",
        "aws:neptunegraph/graph:Graph": "kmsKeyIdentifier",
    },
)


@stack_rule(
    "dynamodb-customer-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="DynamoDB encrypts a table with a customer managed key, and each replica with one of its region.",
    remedy="Set server_side_encryption with enabled=True and kms_key_arn, and kms_key_arn of every replica.",
    controls=("CKV_AWS_119", "CKV_AWS_271"),
    types=("aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"),
)
def dynamodb_customer_key(table: Subject, _: Stack) -> Iterator[str]:
    def own(values: Values) -> Iterator[str]:
        encryption = values.inner("serverSideEncryption")
        if not encryption.flag("enabled") or not has_customer_key(table, encryption, "kmsKeyArn"):
            yield "serverSideEncryption is not enabled with a customer managed key"

    if table.type == "aws:dynamodb/tableReplica:TableReplica":
        yield from _replica(table, table.values)
        return
    yield from table.separately(own, lambda values: table.each(values.items("replicas"), lambda replica: _replica(table, replica)))


def _replica(table: Subject, replica: Values) -> Iterator[str]:
    if not has_customer_key(table, replica, "kmsKeyArn"):
        yield f"{replica.path}.kmsKeyArn".removeprefix(".") + " names no customer managed key"


@resource_rule(
    "dax-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="DAX keeps what it caches of DynamoDB encrypted.",
    remedy="Set server_side_encryption with enabled=True; the default is off, and a cluster that exists is replaced.",
    controls=("FSBP DynamoDB.3", "CKV_AWS_47"),
    types=("aws:dax/cluster:Cluster",),
)
def dax_encrypted(cluster: Subject) -> Iterator[str]:
    if not cluster.values.flag("serverSideEncryption.enabled"):
        yield "serverSideEncryption.enabled is not true"


@resource_rule(
    "elasticache-encrypted-at-rest",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Redis and Valkey of ElastiCache keep what they write to disk and to backups encrypted.",
    remedy="Use a ReplicationGroup with at_rest_encryption_enabled=True; one that exists is replaced.",
    controls=("FSBP ElastiCache.4", "CKV_AWS_29"),
    types=("aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/cluster:Cluster"),
)
def elasticache_encrypted_at_rest(cache: Subject) -> Iterator[str]:
    engine = cache.values.text("engine").lower()
    if cache.type == "aws:elasticache/cluster:Cluster":
        if engine in ("redis", "valkey") and not cache.values.has("replicationGroupId"):
            yield "a cluster outside a replication group cannot encrypt what it writes to disk"
    elif not cache.values.flag("atRestEncryptionEnabled", default=engine == "valkey") and not cache.values.has("globalReplicationGroupId"):
        yield "atRestEncryptionEnabled is not true"  # the secondary of a global datastore takes it over


cache_customer_key = customer_key_rule(
    "elasticache-customer-key",
    description="ElastiCache and MemoryDB encrypt what they store, and its snapshots, with a customer managed key.",
    remedy="Set kms_key_id (kms_key_arn with MemoryDB).",
    controls=("CKV_AWS_191", "CKV_AWS_201", "CKV_AWS_278"),
    keys={
        "aws:elasticache/replicationGroup:ReplicationGroup": "kmsKeyId",
        "aws:elasticache/serverlessCache:ServerlessCache": "kmsKeyId",
        "aws:memorydb/cluster:Cluster": "kmsKeyArn",
        "aws:memorydb/snapshot:Snapshot": "kmsKeyArn",
    },
)

special_purpose_customer_key = customer_key_rule(
    "timestream-customer-key",
    description="Timestream, Keyspaces and Aurora DSQL encrypt what they store with a customer managed key.",
    remedy="Set kms_key_id (encryption_specification with Keyspaces, kms_encryption_key with DSQL).",
    controls=("CKV_AWS_160", "CKV_AWS_265"),
    keys={
        "aws:timestreamwrite/database:Database": "kmsKeyId",
        "aws:keyspaces/table:Table": "encryptionSpecification.kmsKeyIdentifier",
        "aws:dsql/cluster:Cluster": "kmsEncryptionKey",
    },
)

migration_customer_key = customer_key_rule(
    "dms-customer-key",
    description="DMS encrypts the storage of its instances, the connections it keeps and what it puts into buckets with a customer key.",
    remedy="Set kms_key_arn (server_side_encryption_kms_key_id of an S3 endpoint); an instance that exists is replaced.",
    controls=("CKV_AWS_212", "CKV_AWS_296", "CKV_AWS_298"),
    keys={
        "aws:dms/replicationInstance:ReplicationInstance": "kmsKeyArn",
        "aws:dms/endpoint:Endpoint": "kmsKeyArn",
        "aws:dms/s3Endpoint:S3Endpoint": "serverSideEncryptionKmsKeyId",
    },
)
