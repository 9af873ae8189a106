"""Nothing that keeps data, or that others depend on, goes by one mistaken command."""

from tests.policies.case import Case, made

INSTANCE = "aws:rds/instance:Instance"
TABLE = "aws:dynamodb/table:Table"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
POOL = "aws:cognito/userPool:UserPool"
FIREWALL = "aws:networkfirewall/firewall:Firewall"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
MEMORY = "aws:memorydb/cluster:Cluster"
SECRET = "aws:secretsmanager/secret:Secret"
BUCKET = "aws:s3/bucket:Bucket"
REPOSITORY = "aws:ecr/repository:Repository"

CASES = [
    Case(
        "rds-deletion-protection",
        passing=[made(INSTANCE, deletionProtection=True), made("aws:rds/globalCluster:GlobalCluster", deletionProtection=True)],
        failing=[made(INSTANCE), made("aws:neptune/cluster:Cluster", deletionProtection=False)],
    ),
    Case(
        "dynamodb-deletion-protection",
        passing=[
            made(TABLE, deletionProtectionEnabled=True),
            made(TABLE, deletionProtectionEnabled=True, replicas=[{"regionName": "eu-west-1", "deletionProtectionEnabled": True}]),
        ],
        failing=[
            made(TABLE),
            made("aws:dynamodb/tableReplica:TableReplica", deletionProtectionEnabled=False),
            made(TABLE, deletionProtectionEnabled=True, replicas=[{"regionName": "eu-west-1"}]),
        ],
    ),
    Case(
        "lb-deletion-protection",
        passing=[made(BALANCER, enableDeletionProtection=True), made("aws:alb/loadBalancer:LoadBalancer", enableDeletionProtection=True)],
        failing=[made(BALANCER), made("aws:alb/loadBalancer:LoadBalancer")],
    ),
    Case(
        "cognito-deletion-protection",
        passing=[made(POOL, deletionProtection="ACTIVE")],
        failing=[made(POOL), made(POOL, deletionProtection="INACTIVE")],
    ),
    Case(
        "eks-deletion-protection",
        passing=[made("aws:eks/cluster:Cluster", deletionProtection=True), made("eks:index:Cluster", deletionProtection=True)],
        failing=[made("aws:eks/cluster:Cluster"), made("eks:index:Cluster", version="1.35")],
    ),
    Case(
        "networkfirewall-deletion-protection",
        passing=[made(FIREWALL, deleteProtection=True, subnetChangeProtection=True)],
        failing=[made(FIREWALL, deleteProtection=True), made(FIREWALL, subnetChangeProtection=True)],
    ),
    Case(
        "rds-final-snapshot",
        passing=[
            made(INSTANCE, finalSnapshotIdentifier="events-final"),
            made("aws:redshift/cluster:Cluster", skipFinalSnapshot=False, finalSnapshotIdentifier="events-final"),
            made(INSTANCE, replicateSourceDb="events", skipFinalSnapshot=True),
        ],
        failing=[made(INSTANCE), made(INSTANCE, skipFinalSnapshot=True), made("aws:docdb/cluster:Cluster")],
    ),
    Case(
        "elasticache-final-snapshot",
        passing=[made(CACHE, finalSnapshotIdentifier="events-final"), made(MEMORY, finalSnapshotName="events-final")],
        failing=[made(CACHE), made(MEMORY)],
    ),
    Case(
        "secretsmanager-recovery-window",
        passing=[made(SECRET), made(SECRET, recoveryWindowInDays=7)],
        failing=[made(SECRET, recoveryWindowInDays=0)],
    ),
    Case(
        "s3-bucket-not-deleted-with-objects",
        passing=[made(BUCKET), made("aws:backup/vault:Vault", forceDestroy=False)],
        failing=[made(BUCKET, forceDestroy=True), made("aws:backup/vault:Vault", forceDestroy=True)],
    ),
    Case(
        "ecr-repository-not-deleted-with-images",
        passing=[made(REPOSITORY)],
        failing=[made(REPOSITORY, forceDelete=True)],
    ),
    Case(
        "pulumi-protects-what-keeps-data",
        passing=[made(TABLE, protect=True), made(BUCKET, protect=True)],
        failing=[made(TABLE), made(BUCKET)],
    ),
]
