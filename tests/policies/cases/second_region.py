"""What matters most is kept in a second region, too, however a service calls that."""

from typing import Any

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
FILES = "aws:efs/fileSystem:FileSystem"
REPLICATION = "aws:efs/replicationConfiguration:ReplicationConfiguration"
SECRET = "aws:secretsmanager/secret:Secret"

MARKED: dict[str, Any] = {"tags": {"tier": "1"}}
ABROAD = {"region": "eu-west-1"}
DATABASE = made(INSTANCE, "events", **MARKED)

CASES = [
    Case(
        "rds-in-second-region",
        passing=[
            made(INSTANCE),
            made(INSTANCE, replicateSourceDb="arn:aws:rds:eu-west-1:111111111111:db:events", **MARKED),
            made(CLUSTER, globalClusterIdentifier="events", **MARKED),
            [DATABASE, made(INSTANCE, "copy", provider=ABROAD, replicateSourceDb=ref("events"))],
            [DATABASE, made(BACKUPS, provider=ABROAD, sourceDbInstanceArn=ref("events"))],
        ],
        failing=[
            DATABASE,
            [DATABASE, made(INSTANCE, "copy", replicateSourceDb=ref("events"))],
            [DATABASE, made(BACKUPS, sourceDbInstanceArn=ref("events"))],
        ],
    ),
    Case(
        "elasticache-in-second-region",
        passing=[
            made(CACHE),
            made(CACHE, globalReplicationGroupId="events", **MARKED),
            [made(CACHE, "events", **MARKED), made(GLOBAL, primaryReplicationGroupId=ref("events"))],
        ],
        failing=[made(CACHE, **MARKED)],
    ),
    Case(
        "efs-in-second-region",
        passing=[
            made(FILES),
            [made(FILES, "files", **MARKED), made(REPLICATION, sourceFileSystemId=ref("files"), destination={"region": "eu-west-1"})],
        ],
        failing=[
            made(FILES, **MARKED),
            [made(FILES, "files", **MARKED), made(REPLICATION, sourceFileSystemId=ref("files"), destination={"region": "us-east-1"})],
            [made(FILES, "files", **MARKED), made(REPLICATION, sourceFileSystemId=ref("files"), destination={"kmsKeyId": "a"})],
        ],
    ),
    Case(
        "secretsmanager-in-second-region",
        passing=[made(SECRET), made(SECRET, replicas=[{"region": "eu-west-1"}], **MARKED)],
        failing=[made(SECRET, **MARKED)],
    ),
]
