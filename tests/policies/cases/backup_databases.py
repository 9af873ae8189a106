"""Databases can be brought back as they were."""

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
NEPTUNE = "aws:neptune/cluster:Cluster"
TABLE = "aws:dynamodb/table:Table"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
WAREHOUSE = "aws:redshift/cluster:Cluster"
COPY = "aws:redshift/snapshotCopy:SnapshotCopy"
ON = {"enabled": True}

CASES = [
    Case(
        "rds-automatic-backups",
        passing=[
            made(INSTANCE, backupRetentionPeriod=7),
            made(INSTANCE, replicateSourceDb="arn:aws:rds:us-east-1:111111111111:db:events"),
            made(CLUSTER, backupRetentionPeriod="14"),
        ],
        failing=[made(INSTANCE), made(INSTANCE, backupRetentionPeriod=6), made(CLUSTER)],
    ),
    Case(
        "rds-automatic-backups",
        config={"days": 1},
        passing=[made(CLUSTER)],
        failing=[made(INSTANCE), made(CLUSTER, backupRetentionPeriod=0)],
    ),
    Case(
        "docdb-automatic-backups",
        passing=[made("aws:docdb/cluster:Cluster", backupRetentionPeriod=7)],
        failing=[made("aws:docdb/cluster:Cluster"), made("aws:docdb/elasticCluster:ElasticCluster", backupRetentionPeriod=1)],
    ),
    Case(
        "neptune-automatic-backups",
        passing=[made(NEPTUNE, backupRetentionPeriod=7)],
        failing=[made(NEPTUNE)],
    ),
    Case(
        "rds-copies-tags-to-snapshots",
        passing=[made(INSTANCE, copyTagsToSnapshot=True), made(NEPTUNE, copyTagsToSnapshot="true")],
        failing=[made(INSTANCE), made(CLUSTER, copyTagsToSnapshot=False)],
    ),
    Case(
        "rds-backups-outlive-the-database",
        passing=[made(INSTANCE, deleteAutomatedBackups=False), made(INSTANCE, replicateSourceDb="events")],
        failing=[made(INSTANCE), made(INSTANCE, deleteAutomatedBackups=True)],
    ),
    Case(
        "rds-backtrack",
        passing=[made(CLUSTER, engine="aurora-postgresql"), made(CLUSTER, engine="aurora-mysql", backtrackWindow=86400)],
        failing=[made(CLUSTER, engine="aurora-mysql"), made(CLUSTER, engine="aurora-mysql", backtrackWindow=0)],
    ),
    Case(
        "dynamodb-point-in-time-recovery",
        passing=[
            made(TABLE, pointInTimeRecovery=ON),
            made(TABLE, pointInTimeRecovery=ON, replicas=[{"regionName": "eu-west-1", "pointInTimeRecovery": True}]),
        ],
        failing=[
            made(TABLE),
            made(TABLE, pointInTimeRecovery={"enabled": False}),
            made(TABLE, pointInTimeRecovery=ON, replicas=[{"regionName": "eu-west-1"}]),
        ],
    ),
    Case(
        "dynamodb-replica-point-in-time-recovery",
        passing=[made("aws:dynamodb/tableReplica:TableReplica", pointInTimeRecovery=True)],
        failing=[made("aws:dynamodb/tableReplica:TableReplica")],
    ),
    Case(
        "elasticache-snapshots",
        passing=[
            made(CACHE, snapshotRetentionLimit=1),
            made(NODE, engine="memcached"),
            made(NODE, replicationGroupId="events"),
            made("aws:elasticache/serverlessCache:ServerlessCache", engine="valkey", snapshotRetentionLimit=3),
        ],
        failing=[made(CACHE), made(NODE, engine="redis"), made(CACHE, replicationGroupId="events", snapshotRetentionLimit=0)],
    ),
    Case(
        "memorydb-snapshots",
        passing=[made("aws:memorydb/cluster:Cluster", snapshotRetentionLimit=1)],
        failing=[made("aws:memorydb/cluster:Cluster")],
    ),
    Case(
        "redshift-automatic-snapshots",
        passing=[made(WAREHOUSE, automatedSnapshotRetentionPeriod=7)],
        failing=[made(WAREHOUSE), made(WAREHOUSE, automatedSnapshotRetentionPeriod=6)],
    ),
    Case(
        "redshift-snapshots-in-another-region",
        passing=[
            [made(WAREHOUSE, "events"), made(COPY, clusterIdentifier=ref("events"), destinationRegion="us-west-2")],
            [
                made(WAREHOUSE, "events", clusterIdentifier="platform-events"),
                made(COPY, clusterIdentifier="platform-events", destinationRegion="us-west-2"),
            ],
        ],
        failing=[
            made(WAREHOUSE),
            [made(WAREHOUSE, "events"), made(COPY, clusterIdentifier=ref("events"), destinationRegion="us-east-1")],
        ],
    ),
]
