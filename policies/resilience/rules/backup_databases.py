"""Databases can be brought back as they were."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.values import Values
from policies.remediation import each, setting, together
from policies.resilience.replicas import is_replica
from policies.rule import Rule, Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject

_DAYS = {"days": {"type": "integer", "minimum": 1, "default": 7, "description": "How many days back a database can be restored at least."}}
_SNAPSHOT_DAYS = {"days": {"type": "integer", "minimum": 1, "default": 1, "description": "How many days snapshots are kept at least."}}


def _kept(values: Values, property_: str, default: int, days: float) -> Iterator[str]:
    kept = values.number(property_)
    if kept is None:
        kept = default
    if kept < days:
        yield f"{property_} is {kept:g}, less than {days:g} days"


def _kept_rule(
    name: str,
    property_: str,
    *,
    default: int,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    types: tuple[str, ...],
    config: Mapping[str, Mapping[str, Any]],
) -> Rule:
    """A rule that a property keeps backups long enough; `default` is what holds without it."""

    def check(subject: Subject) -> Iterator[str]:
        yield from _kept(subject.values, property_, default, subject.settings["days"])

    made = resource_rule(
        name,
        topic=Topic.BACKUP,
        severity=Severity.MEDIUM,
        description=description,
        remedy=remedy,
        controls=controls,
        types=types,
        config=config,
    )
    return made(check)


@resource_rule(
    "rds-automatic-backups",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="RDS and Aurora back up automatically and keep the backups long enough.",
    remedy="Set backup_retention_period to 7 days or more; without it an instance has no backup, and a cluster one of a day.",
    controls=("FSBP RDS.11", "CKV_AWS_133"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    config=_DAYS,
)
def rds_automatic_backups(database: Subject) -> Iterator[str]:
    if not is_replica(database):  # a replica can be made again from its source
        default = 1 if database.type == "aws:rds/cluster:Cluster" else 0
        yield from _kept(database.values, "backupRetentionPeriod", default, database.settings["days"])


docdb_automatic_backups = _kept_rule(
    "docdb-automatic-backups",
    "backupRetentionPeriod",
    default=1,
    description="DocumentDB keeps its backups long enough.",
    remedy="Set backup_retention_period to 7 days or more; it is 1 without.",
    controls=("FSBP DocumentDB.2", "CKV_AWS_360"),
    types=("aws:docdb/cluster:Cluster", "aws:docdb/elasticCluster:ElasticCluster"),
    config=_DAYS,
)

neptune_automatic_backups = _kept_rule(
    "neptune-automatic-backups",
    "backupRetentionPeriod",
    default=1,
    description="Neptune keeps its backups long enough.",
    remedy="Set backup_retention_period to 7 days or more; it is 1 without.",
    controls=("FSBP Neptune.5", "CKV_AWS_361"),
    types=("aws:neptune/cluster:Cluster",),
    config=_DAYS,
)


@resource_rule(
    "rds-copies-tags-to-snapshots",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="Snapshots carry the tags of the database they are of, by which they are found, priced and protected.",
    remedy="Set copy_tags_to_snapshot=True.",
    controls=("FSBP RDS.16", "FSBP RDS.17", "FSBP Neptune.8", "CKV2_AWS_60", "CKV_AWS_313", "CKV_AWS_362"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:neptune/cluster:Cluster"),
    remediation=setting("copyTagsToSnapshot", True),
)
def rds_copies_tags_to_snapshots(database: Subject) -> Iterator[str]:
    if not database.values.flag("copyTagsToSnapshot"):
        yield "copyTagsToSnapshot is not true"


@resource_rule(
    "rds-backups-outlive-the-database",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="Automatic backups stay when an RDS database is deleted.",
    remedy="Set delete_automated_backups=False; without it they go with the database.",
    controls=("platform",),
    types=("aws:rds/instance:Instance",),
)
def rds_backups_outlive_the_database(database: Subject) -> Iterator[str]:
    if not is_replica(database) and database.values.flag("deleteAutomatedBackups", default=True):
        yield "deleteAutomatedBackups is not false"


@resource_rule(
    "rds-backtrack",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="Aurora MySQL can be wound back in minutes, without restoring a backup.",
    remedy="Set backtrack_window to some hours, in seconds; a cluster gets it only when it is made or restored.",
    controls=("FSBP RDS.14",),
    types=("aws:rds/cluster:Cluster",),
)
def rds_backtrack(database: Subject) -> Iterator[str]:
    if database.values.text("engine") == "aurora-mysql" and not database.values.number("backtrackWindow"):
        yield "backtrackWindow is not set"


@resource_rule(
    "dynamodb-point-in-time-recovery",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Every DynamoDB table, and each of its replicas, can be restored to any second of its last days.",
    remedy='Set point_in_time_recovery={"enabled": True} on the table, and point_in_time_recovery=True on replicas; it is off without.',
    controls=("FSBP DynamoDB.2", "CKV_AWS_28", "CKV_AWS_165"),
    types=("aws:dynamodb/table:Table",),
    remediation=together(setting("pointInTimeRecovery.enabled", True), each("replicas", setting("pointInTimeRecovery", True))),
)
def dynamodb_point_in_time_recovery(table: Subject) -> Iterator[str]:
    def itself(values: Values) -> Iterator[str]:
        if not values.flag("pointInTimeRecovery.enabled"):
            yield "pointInTimeRecovery.enabled is not true"

    def replicas(values: Values) -> Iterator[str]:
        yield from table.each(values.items("replicas"), replica)

    def replica(values: Values) -> Iterator[str]:
        if not values.flag("pointInTimeRecovery"):
            yield f"{values.path}.pointInTimeRecovery is not true"

    yield from table.separately(itself, replicas)


@resource_rule(
    "dynamodb-replica-point-in-time-recovery",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="A replica of a DynamoDB table can be restored to any second of its last days, as the table can.",
    remedy="Set point_in_time_recovery=True; it is off without, whatever the table has.",
    controls=("FSBP DynamoDB.2", "CKV_AWS_165"),
    types=("aws:dynamodb/tableReplica:TableReplica",),
    remediation=setting("pointInTimeRecovery", True),
)
def dynamodb_replica_point_in_time_recovery(replica: Subject) -> Iterator[str]:
    if not replica.values.flag("pointInTimeRecovery"):
        yield "pointInTimeRecovery is not true"


@resource_rule(
    "elasticache-snapshots",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="ElastiCache keeps daily snapshots of what Redis and Valkey hold.",
    remedy="Set snapshot_retention_limit to 1 day or more; without it there are no snapshots.",
    controls=("FSBP ElastiCache.1", "CKV_AWS_134"),
    types=(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/serverlessCache:ServerlessCache",
    ),
    config=_SNAPSHOT_DAYS,
)
def elasticache_snapshots(cache: Subject) -> Iterator[str]:
    if cache.type == "aws:elasticache/cluster:Cluster" and cache.values.raw.get("replicationGroupId") is not None:
        return  # a member, whose group takes the snapshots
    if cache.values.text("engine") != "memcached":
        yield from _kept(cache.values, "snapshotRetentionLimit", 0, cache.settings["days"])


memorydb_snapshots = _kept_rule(
    "memorydb-snapshots",
    "snapshotRetentionLimit",
    default=0,
    description="MemoryDB keeps daily snapshots.",
    remedy="Set snapshot_retention_limit to 1 day or more; without it there are no snapshots.",
    controls=("platform",),
    types=("aws:memorydb/cluster:Cluster",),
    config=_SNAPSHOT_DAYS,
)

redshift_automatic_snapshots = _kept_rule(
    "redshift-automatic-snapshots",
    "automatedSnapshotRetentionPeriod",
    default=1,
    description="Redshift keeps its automatic snapshots long enough.",
    remedy="Set automated_snapshot_retention_period to 7 days or more; it is 1 without.",
    controls=("FSBP Redshift.3", "CKV_AWS_343"),
    types=("aws:redshift/cluster:Cluster",),
    config=_DAYS,
)


@stack_rule(
    "redshift-snapshots-in-another-region",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="Snapshots of a Redshift cluster are copied to another region.",
    remedy="Add an aws.redshift.SnapshotCopy for the cluster with another destination_region.",
    controls=("platform",),
    types=("aws:redshift/cluster:Cluster",),
)
def redshift_snapshots_in_another_region(warehouse: Subject, stack: Stack) -> Iterator[str]:
    copies = stack.companions(warehouse, "aws:redshift/snapshotCopy:SnapshotCopy", "clusterIdentifier")
    if not copies:
        yield "no SnapshotCopy refers to it"
    for copy in copies:
        if copy.values.text("destinationRegion") == warehouse.region:
            yield f"{copy.name} copies to {warehouse.region}, where the cluster is"
