"""What matters most is kept in a second region, too, however a service calls that."""

from collections.abc import Iterator
from functools import partial

from policies.resilience.replicas import is_replica
from policies.resilience.tiers import SETTINGS, needs_second_region
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_INSTANCE = "aws:rds/instance:Instance"
_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"


def _is_elsewhere(type_: str, property_: str, subject: Subject, stack: Stack) -> bool:
    """Whether a resource in another region refers to it."""
    others = [other for other in stack.of_type(type_) if other.region != subject.region]
    return any_of(*(partial(stack.refers, other, property_, subject) for other in others))


@stack_rule(
    "rds-in-second-region",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="The databases that matter most have a replica, or their backups, in another region.",
    remedy="Add a read replica, or an aws.rds.InstanceAutomatedBackupsReplication, in another region; for Aurora a global cluster.",
    controls=("platform",),
    types=(_INSTANCE, "aws:rds/cluster:Cluster"),
    config=SETTINGS,
)
def rds_in_second_region(database: Subject, stack: Stack) -> Iterator[str]:
    if needs_second_region(database) and not any_of(
        lambda: is_replica(database),
        lambda: stack.given(database, "globalClusterIdentifier"),
        lambda: _is_elsewhere(_INSTANCE, "replicateSourceDb", database, stack),
        lambda: _is_elsewhere(_BACKUPS, "sourceDbInstanceArn", database, stack),
    ):
        yield "nothing in another region refers to it"


@stack_rule(
    "elasticache-in-second-region",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="The caches that matter most are part of a global datastore.",
    remedy="Add an aws.elasticache.GlobalReplicationGroup with it as primary, and a replication group in another region.",
    controls=("platform",),
    types=(_CACHE,),
    config=SETTINGS,
)
def elasticache_in_second_region(cache: Subject, stack: Stack) -> Iterator[str]:
    globals_ = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
    if needs_second_region(cache) and not any_of(
        lambda: stack.given(cache, "globalReplicationGroupId"),
        lambda: bool(stack.companions(cache, globals_, "primaryReplicationGroupId")),
    ):
        yield "no GlobalReplicationGroup refers to it"


@stack_rule(
    "efs-in-second-region",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="The file systems that matter most are replicated.",
    remedy="Add an aws.efs.ReplicationConfiguration with another region as its destination.",
    controls=("platform",),
    types=("aws:efs/fileSystem:FileSystem",),
    config=SETTINGS,
)
def efs_in_second_region(files: Subject, stack: Stack) -> Iterator[str]:
    replications = "aws:efs/replicationConfiguration:ReplicationConfiguration"
    if needs_second_region(files) and not any(
        one.values.text("destination.region") not in ("", files.region)
        for one in stack.companions(files, replications, "sourceFileSystemId")
    ):
        yield "no ReplicationConfiguration takes it to another region"


@resource_rule(
    "secretsmanager-in-second-region",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="The secrets that matter most can be read in another region.",
    remedy="Set replicas with another region.",
    controls=("platform",),
    types=("aws:secretsmanager/secret:Secret",),
    config=SETTINGS,
)
def secretsmanager_in_second_region(secret: Subject) -> Iterator[str]:
    if needs_second_region(secret) and secret.values.count("replicas") == 0:
        yield "it has no replicas"
