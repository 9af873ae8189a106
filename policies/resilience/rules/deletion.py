"""Nothing that keeps data, or that others depend on, goes by one mistaken command."""

from collections.abc import Iterator

from inventory.values import Values
from policies.remediation import each, setting, together
from policies.resilience.replicas import is_replica
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject


@resource_rule(
    "rds-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="RDS, Aurora, DocumentDB and Neptune refuse to be deleted.",
    remedy="Set deletion_protection=True.",
    controls=(
        "FSBP RDS.7",
        "FSBP RDS.8",
        "FSBP DocumentDB.5",
        "FSBP Neptune.4",
        "CKV_AWS_139",
        "CKV_AWS_293",
        "CKV2_AWS_58",
    ),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:docdb/cluster:Cluster",
        "aws:docdb/globalCluster:GlobalCluster",
        "aws:neptune/cluster:Cluster",
        "aws:neptune/globalCluster:GlobalCluster",
    ),
    remediation=setting("deletionProtection", True),
)
def rds_deletion_protection(database: Subject) -> Iterator[str]:
    if not database.values.flag("deletionProtection"):
        yield "deletionProtection is not true"


@resource_rule(
    "dynamodb-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="DynamoDB tables, and their replicas, refuse to be deleted.",
    remedy="Set deletion_protection_enabled=True.",
    controls=("FSBP DynamoDB.6",),
    types=("aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"),
    remediation=together(setting("deletionProtectionEnabled", True), each("replicas", setting("deletionProtectionEnabled", True))),
)
def dynamodb_deletion_protection(table: Subject) -> Iterator[str]:
    def itself(values: Values) -> Iterator[str]:
        if not values.flag("deletionProtectionEnabled"):
            yield f"{values.path}.deletionProtectionEnabled".lstrip(".") + " is not true"

    def replicas(values: Values) -> Iterator[str]:
        yield from table.each(values.items("replicas"), itself)

    yield from table.separately(itself, replicas)


@resource_rule(
    "lb-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Load balancers refuse to be deleted, and with them the names that clients know.",
    remedy="Set enable_deletion_protection=True.",
    controls=("FSBP ELB.6", "CKV_AWS_150"),
    types=("aws:lb/loadBalancer:LoadBalancer",),
    remediation=setting("enableDeletionProtection", True),
)
def lb_deletion_protection(balancer: Subject) -> Iterator[str]:
    if not balancer.values.flag("enableDeletionProtection"):
        yield "enableDeletionProtection is not true"


@resource_rule(
    "cognito-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Cognito user pools refuse to be deleted: their users' passwords can't be exported or restored.",
    remedy='Set deletion_protection="ACTIVE".',
    controls=("platform",),
    types=("aws:cognito/userPool:UserPool",),
)
def cognito_deletion_protection(pool: Subject) -> Iterator[str]:
    if pool.values.text("deletionProtection") != "ACTIVE":
        yield "deletionProtection is not ACTIVE"


@resource_rule(
    "eks-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="EKS clusters refuse to be deleted.",
    remedy="Set deletion_protection=True.",
    controls=("platform",),
    types=("aws:eks/cluster:Cluster", "eks:index:Cluster"),
    remediation=setting("deletionProtection", True),
)
def eks_deletion_protection(cluster: Subject) -> Iterator[str]:
    if not cluster.values.flag("deletionProtection"):
        yield "deletionProtection is not true"


@resource_rule(
    "networkfirewall-deletion-protection",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Network firewalls refuse to be deleted or moved to other subnets.",
    remedy="Set delete_protection=True and subnet_change_protection=True.",
    controls=("FSBP NetworkFirewall.9", "FSBP NetworkFirewall.10", "CKV_AWS_344"),
    types=("aws:networkfirewall/firewall:Firewall",),
)
def networkfirewall_deletion_protection(firewall: Subject) -> Iterator[str]:
    def from_deletion(values: Values) -> Iterator[str]:
        if not values.flag("deleteProtection"):
            yield "deleteProtection is not true"

    def from_moving(values: Values) -> Iterator[str]:
        if not values.flag("subnetChangeProtection"):
            yield "subnetChangeProtection is not true"

    yield from firewall.separately(from_deletion, from_moving)


@resource_rule(
    "rds-final-snapshot",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Databases leave a last snapshot when they are deleted.",
    remedy="Set skip_final_snapshot=False and name the snapshot in final_snapshot_identifier.",
    controls=("platform",),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:docdb/cluster:Cluster",
        "aws:neptune/cluster:Cluster",
        "aws:redshift/cluster:Cluster",
    ),
)
def rds_final_snapshot(database: Subject) -> Iterator[str]:
    if is_replica(database):
        return  # AWS makes none of a replica
    if database.values.flag("skipFinalSnapshot"):
        yield "skipFinalSnapshot is true"
    elif not database.values.has("finalSnapshotIdentifier"):
        yield "finalSnapshotIdentifier is missing, without which it can't be deleted"


@resource_rule(
    "elasticache-final-snapshot",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="Redis and Valkey leave a last snapshot when they are deleted.",
    remedy="Name it in final_snapshot_identifier (MemoryDB: final_snapshot_name).",
    controls=("platform",),
    types=("aws:elasticache/replicationGroup:ReplicationGroup", "aws:memorydb/cluster:Cluster"),
)
def elasticache_final_snapshot(cache: Subject) -> Iterator[str]:
    property_ = "finalSnapshotName" if cache.type.startswith("aws:memorydb/") else "finalSnapshotIdentifier"
    if not cache.values.has(property_):
        yield f"{property_} is missing"


@resource_rule(
    "secretsmanager-recovery-window",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A secret that is deleted by mistake can be brought back for a week at least.",
    remedy="Set recovery_window_in_days to 7 or more, or leave it out (30); 0 deletes at once.",
    controls=("platform",),
    types=("aws:secretsmanager/secret:Secret",),
    config={"days": {"type": "integer", "minimum": 7, "maximum": 30, "default": 7, "description": "Days until a secret is gone."}},
)
def secretsmanager_recovery_window(secret: Subject) -> Iterator[str]:
    window = secret.values.number("recoveryWindowInDays")
    if window is not None and window < secret.settings["days"]:
        yield f"recoveryWindowInDays is {window:g}, less than {secret.settings['days']:g}"


@resource_rule(
    "s3-bucket-not-deleted-with-objects",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="A bucket that holds objects, or a vault that holds backups, can't be deleted.",
    remedy="Leave out force_destroy.",
    controls=("platform",),
    types=("aws:s3/bucket:Bucket", "aws:s3/directoryBucket:DirectoryBucket", "aws:backup/vault:Vault"),
)
def s3_bucket_not_deleted_with_objects(bucket: Subject) -> Iterator[str]:
    if bucket.values.flag("forceDestroy"):
        yield "forceDestroy is true"


@resource_rule(
    "ecr-repository-not-deleted-with-images",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A repository that holds images can't be deleted: what runs could not start again.",
    remedy="Leave out force_delete.",
    controls=("platform",),
    types=("aws:ecr/repository:Repository",),
)
def ecr_repository_not_deleted_with_images(repository: Subject) -> Iterator[str]:
    if repository.values.flag("forceDelete"):
        yield "forceDelete is true"


@resource_rule(
    "pulumi-protects-what-keeps-data",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="Pulumi refuses to delete, or to replace, what keeps data.",
    remedy="Make it with opts=ResourceOptions(protect=True), and unprotect it by a command of its own when it is to go.",
    controls=("platform",),
    types=(
        "aws:backup/vault:Vault",
        "aws:cognito/userPool:UserPool",
        "aws:docdb/cluster:Cluster",
        "aws:dynamodb/table:Table",
        "aws:efs/fileSystem:FileSystem",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kinesis/stream:Stream",
        "aws:kms/key:Key",
        "aws:memorydb/cluster:Cluster",
        "aws:msk/cluster:Cluster",
        "aws:msk/serverlessCluster:ServerlessCluster",
        "aws:neptune/cluster:Cluster",
        "aws:opensearch/domain:Domain",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:redshift/cluster:Cluster",
        "aws:redshiftserverless/namespace:Namespace",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
    ),
)
def pulumi_protects_what_keeps_data(store: Subject) -> Iterator[str]:
    if not store.protect:
        yield "protect is not set"
