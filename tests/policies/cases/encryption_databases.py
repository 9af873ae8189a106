"""Databases keep what they store encrypted, with keys of the platform's own."""

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
KEY = made("aws:kms/key:Key", "key")
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
SOURCE = made(INSTANCE, "source", kmsKeyId=ARN)
HERE = "arn:aws:rds:us-east-1:111111111111:db:events"
ELSEWHERE = "arn:aws:rds:us-west-2:111111111111:db:events"

CASES = [
    Case(
        "rds-storage-encrypted",
        passing=[
            made(INSTANCE, storageEncrypted=True),
            made(INSTANCE, replicateSourceDb=HERE),
            made(INSTANCE, snapshotIdentifier="events-2026"),
            made(CLUSTER, engineMode="serverless"),
            made("aws:rds/globalCluster:GlobalCluster", sourceDbClusterIdentifier=ref("cluster")),
        ],
        failing=[made(INSTANCE), made(CLUSTER, storageEncrypted=False, engineMode="provisioned")],
    ),
    Case(
        "rds-storage-customer-key",
        passing=[
            [made(INSTANCE, kmsKeyId=ref("key")), KEY],
            made(CLUSTER, kmsKeyId=ARN),
            made(INSTANCE, snapshotIdentifier="events-2026"),
            made(INSTANCE, replicateSourceDb="events"),
            made(INSTANCE, replicateSourceDb=HERE),
            [SOURCE, made(INSTANCE, replicateSourceDb=ref("source"))],
        ],
        failing=[
            made(INSTANCE),
            made(CLUSTER, kmsKeyId="alias/aws/rds"),
            made(INSTANCE, replicateSourceDb=ELSEWHERE),
            [SOURCE, made(INSTANCE, provider={"region": "us-west-2"}, replicateSourceDb=ref("source"))],
        ],
    ),
    Case(
        "rds-performance-insights-customer-key",
        passing=[
            made(INSTANCE),
            made(INSTANCE, performanceInsightsEnabled=True, performanceInsightsKmsKeyId=ref("key")),
        ],
        failing=[
            made(INSTANCE, performanceInsightsEnabled=True),
            made("aws:docdb/clusterInstance:ClusterInstance", enablePerformanceInsights=True),
        ],
    ),
    Case(
        "rds-backup-copy-customer-key",
        passing=[made("aws:rds/snapshotCopy:SnapshotCopy", kmsKeyId=ref("key"))],
        failing=[made("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")],
    ),
    Case(
        "rds-managed-password-customer-key",
        passing=[
            made(CLUSTER, masterPassword="-"),
            made(CLUSTER, manageMasterUserPassword=True, masterUserSecretKmsKeyId=ARN),
        ],
        failing=[
            made(INSTANCE, manageMasterUserPassword=True),
            made("aws:redshift/cluster:Cluster", manageMasterPassword=True, masterPasswordSecretKmsKeyId="alias/aws/secretsmanager"),
        ],
    ),
    Case(
        "docdb-storage-encrypted",
        passing=[
            made("aws:docdb/cluster:Cluster", storageEncrypted=True),
            made("aws:neptune/cluster:Cluster", snapshotIdentifier="graph"),
        ],
        failing=[made("aws:docdb/cluster:Cluster"), made("aws:neptune/globalCluster:GlobalCluster", storageEncrypted=False)],
    ),
    Case(
        "docdb-customer-key",
        passing=[made("aws:docdb/cluster:Cluster", kmsKeyId=ref("key"))],
        failing=[made("aws:neptune/cluster:Cluster", storageEncrypted=True), made("aws:docdb/elasticCluster:ElasticCluster")],
    ),
    Case(
        "dynamodb-customer-key",
        passing=[
            made(TABLE, serverSideEncryption={"enabled": True, "kmsKeyArn": ref("key")}),
            made(
                TABLE,
                serverSideEncryption={"enabled": True, "kmsKeyArn": ARN},
                replicas=[{"regionName": "us-west-2", "kmsKeyArn": ref("other")}, {"regionName": "eu-west-1", "kmsKeyArn": ref("third")}],
            ),
            made(REPLICA, kmsKeyArn=ref("key")),
        ],
        failing=[
            made(TABLE),
            made(TABLE, serverSideEncryption={"enabled": True}),
            made(TABLE, serverSideEncryption={"enabled": False, "kmsKeyArn": ARN}),
            made(TABLE, serverSideEncryption={"enabled": True, "kmsKeyArn": ARN}, replicas=[{"regionName": "us-west-2"}]),
            made(REPLICA, globalTableArn=ref("table")),
        ],
    ),
    Case(
        "dax-encrypted",
        passing=[made("aws:dax/cluster:Cluster", serverSideEncryption={"enabled": True})],
        failing=[made("aws:dax/cluster:Cluster")],
    ),
    Case(
        "elasticache-encrypted-at-rest",
        passing=[
            made(GROUP, atRestEncryptionEnabled=True),
            made(GROUP, engine="valkey"),
            made(GROUP, globalReplicationGroupId="ldgnf-events"),
            made("aws:elasticache/cluster:Cluster", engine="memcached"),
            made("aws:elasticache/cluster:Cluster", engine="redis", replicationGroupId="events"),
        ],
        failing=[
            made(GROUP),
            made(GROUP, engine="valkey", atRestEncryptionEnabled=False),
            made("aws:elasticache/cluster:Cluster", engine="redis"),
        ],
    ),
    Case(
        "elasticache-customer-key",
        passing=[made(GROUP, kmsKeyId=ref("key")), made("aws:memorydb/cluster:Cluster", kmsKeyArn=ARN)],
        failing=[made(GROUP), made("aws:elasticache/serverlessCache:ServerlessCache")],
    ),
    Case(
        "timestream-customer-key",
        passing=[
            made("aws:timestreamwrite/database:Database", kmsKeyId=ref("key")),
            made("aws:keyspaces/table:Table", encryptionSpecification={"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyIdentifier": ref("key")}),
        ],
        failing=[made("aws:timestreamwrite/database:Database"), made("aws:dsql/cluster:Cluster")],
    ),
    Case(
        "dms-customer-key",
        passing=[made("aws:dms/endpoint:Endpoint", kmsKeyArn=ref("key"))],
        failing=[made("aws:dms/replicationInstance:ReplicationInstance"), made("aws:dms/s3Endpoint:S3Endpoint", encryptionMode="SSE_S3")],
    ),
]
