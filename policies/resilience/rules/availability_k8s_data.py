"""Stores that operators run inside a cluster have replicas, backups, and volumes that stay."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.values import Values
from policies.manifests import name_of, tokens
from policies.resilience.workloads import is_beside
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_STRIMZI = ("kafka.strimzi.io/v1", "kafka.strimzi.io/v1beta2")
_KAFKA, _TOPIC = tokens("Kafka", *_STRIMZI), tokens("KafkaTopic", *_STRIMZI)
_POOL = tokens("KafkaNodePool", *_STRIMZI)
_POSTGRES, _POSTGRES_BACKUP = tokens("Cluster", "postgresql.cnpg.io/v1"), tokens("ScheduledBackup", "postgresql.cnpg.io/v1")
_CLICKHOUSE = tokens("ClickHouseInstallation", "clickhouse.altinity.com/v1")
_KEEPER = tokens("ClickHouseKeeperInstallation", "clickhouse-keeper.altinity.com/v1")
_LOCATION = tokens("BackupStorageLocation", "velero.io/v1")
_REDIS = tokens("RedisCluster", "redis.redis.opstreelabs.in/v1beta2", "redis.redis.opstreelabs.in/v1beta1")


def _at_least(default: int, what: str) -> Mapping[str, Mapping[str, Any]]:
    return {"least": {"type": "integer", "minimum": 1, "default": default, "description": f"How many {what} there are at least."}}


def _fewer(values: Values, path: str, without: float, least: float) -> Iterator[str]:
    given = values.number(path)
    number = without if given is None else given
    if number < least:
        yield f"{values.path}.{path}".lstrip(".") + f" is {number:g}, not {least:g}"


@stack_rule(
    "k8s-kafka-nodes",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Kafka has three nodes in each role, so that a majority is left when one is lost.",
    remedy="Set replicas to 3 or more, or add a pool in another zone.",
    controls=("platform",),
    types=_POOL,
    config=_at_least(3, "nodes in a role"),
)
def kafka_nodes(pool: Subject, stack: Stack) -> Iterator[str]:
    least = pool.settings["least"]
    for role in pool.values.texts("spec.roles"):
        nodes = sum(other.values.number("spec.replicas") or 0 for other in stack.of_type(*_POOL) if _shares(other, pool, role))
        if nodes < least:
            yield f"its cluster has {nodes:g} nodes as {role}, not {least:g}"


def _shares(other: Subject, pool: Subject, role: str) -> bool:
    """Whether two pools are of one cluster, and the other has a role, too."""
    its, own = (one.values.inner("metadata.labels").at("strimzi.io/cluster") for one in (other, pool))
    return its == own and is_beside(other, pool) and role in other.values.texts("spec.roles")


@resource_rule(
    "k8s-kafka-keeps-volumes",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Kafka's records stand on volumes, which stay when the cluster is deleted.",
    remedy="Use persistent-claim storage with deleteClaim false.",
    controls=("platform",),
    types=_POOL,
)
def kafka_keeps_volumes(pool: Subject) -> Iterator[str]:
    def stays(volume: Values) -> Iterator[str]:
        if volume.text("type") == "ephemeral":
            yield f"{volume.path}.type is ephemeral"
        if volume.flag("deleteClaim"):
            yield f"{volume.path}.deleteClaim is true"

    storage = pool.values.inner("spec.storage")
    yield from pool.each([storage, *storage.items("volumes")], stays)


@resource_rule(
    "k8s-kafka-replicates",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="Kafka writes to three brokers by itself, and acknowledges when two have it.",
    remedy="Set default.replication.factor: 3 and min.insync.replicas: 2 in spec.kafka.config; without, both are 1.",
    controls=("platform",),
    types=_KAFKA,
    config=_at_least(3, "replicas of a partition"),
)
def kafka_replicates(kafka: Subject) -> Iterator[str]:
    least = kafka.settings["least"]
    for key, wanted in (("default.replication.factor", least), ("min.insync.replicas", least - 1)):
        if _whole(kafka.values.inner("spec.kafka.config").at(key)) < wanted:
            yield f"{key} is not {wanted:g} or more"


def _whole(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 1


@resource_rule(
    "k8s-kafka-racks",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Kafka knows in which zone a broker stands, and keeps replicas of a partition in different ones.",
    remedy="Set spec.kafka.rack.topologyKey to topology.kubernetes.io/zone.",
    controls=("platform",),
    types=_KAFKA,
)
def kafka_racks(kafka: Subject) -> Iterator[str]:
    if not kafka.values.has("spec.kafka.rack"):
        yield "spec.kafka.rack is missing"


@resource_rule(
    "k8s-kafka-topic-replicated",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="Every topic of Kafka has three replicas, of which two acknowledge.",
    remedy="Set replicas: 3, or leave it out for the cluster's default; min.insync.replicas in config likewise.",
    controls=("platform",),
    types=_TOPIC,
    config=_at_least(3, "replicas of a partition"),
)
def kafka_topic_replicated(topic: Subject) -> Iterator[str]:
    least = topic.settings["least"]

    def replicas(values: Values) -> Iterator[str]:
        yield from _fewer(values, "spec.replicas", least, least)

    def in_sync(values: Values) -> Iterator[str]:
        given = values.inner("spec.config").at("min.insync.replicas")
        if given is not None and _whole(given) < least - 1:
            yield f"min.insync.replicas is {_whole(given)}, not {least - 1:g}"

    yield from topic.separately(replicas, in_sync)


@resource_rule(
    "k8s-postgres-instances",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="PostgreSQL has a standby that takes over.",
    remedy="Set instances to 3 (2 at least).",
    controls=("platform",),
    types=_POSTGRES,
    config=_at_least(2, "instances"),
)
def postgres_instances(cluster: Subject) -> Iterator[str]:
    yield from _fewer(cluster.values, "spec.instances", 1, cluster.settings["least"])


@stack_rule(
    "k8s-postgres-backups",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="PostgreSQL archives its log and is backed up on schedule.",
    remedy="Add a plugin that is WAL archiver (or spec.backup), and a ScheduledBackup of the cluster.",
    controls=("platform",),
    types=_POSTGRES,
)
def postgres_backups(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: any(plugin.flag("isWALArchiver") for plugin in cluster.values.items("spec.plugins")),
        lambda: cluster.values.has("spec.backup"),
    ):
        yield "no plugin archives its log"
    if not any_of(*(lambda backup=backup: _is_of(backup, cluster) for backup in stack.of_type(*_POSTGRES_BACKUP))):
        yield "no ScheduledBackup, which is not suspended, names it"


def _is_of(backup: Subject, cluster: Subject) -> bool:
    names_it = is_beside(backup, cluster) and backup.values.text("spec.cluster.name") == name_of(cluster)
    return names_it and not backup.values.flag("spec.suspend")


@resource_rule(
    "k8s-clickhouse-replicas",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Every shard of ClickHouse has a replica, and three keepers agree on who has what.",
    remedy="Set replicasCount in the layout: 2 or more for ClickHouse, 3 for its keeper.",
    controls=("platform",),
    types=(*_CLICKHOUSE, *_KEEPER),
)
def clickhouse_replicas(installation: Subject) -> Iterator[str]:
    least = 3 if installation.type in _KEEPER else 2

    def replicas(cluster: Values) -> Iterator[str]:
        yield from _fewer(cluster, "layout.replicasCount", 1, least)

    yield from installation.each(installation.values.items("spec.configuration.clusters"), replicas)


@resource_rule(
    "k8s-redis-replicas",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Redis has three leaders with a follower each, and writes what it holds to disk.",
    remedy="Set clusterSize to 3 or more and persistenceEnabled true, and leave redisFollower.replicas above 0.",
    controls=("platform",),
    types=_REDIS,
)
def redis_replicas(redis: Subject) -> Iterator[str]:
    def leaders(values: Values) -> Iterator[str]:
        yield from _fewer(values, "spec.clusterSize", 0, 3)

    def followers(values: Values) -> Iterator[str]:
        yield from _fewer(values, "spec.redisFollower.replicas", 1, 1)

    def disk(values: Values) -> Iterator[str]:
        if not values.flag("spec.persistenceEnabled"):
            yield "spec.persistenceEnabled is not true"

    yield from redis.separately(leaders, followers, disk)


@resource_rule(
    "k8s-cockroachdb-nodes",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="CockroachDB has three nodes, since a range has three replicas.",
    remedy="Set statefulset.replicas in the chart's values (nodes of a CrdbCluster) to 3 or more.",
    controls=("platform",),
    types=("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Chart", *tokens("CrdbCluster", "crdb.cockroachlabs.com/v1alpha1")),
    config=_at_least(3, "nodes"),
)
def cockroachdb_nodes(database: Subject) -> Iterator[str]:
    if database.type.endswith(":CrdbCluster"):
        yield from _fewer(database.values, "spec.nodes", 3, database.settings["least"])
    elif database.values.text("chart").split("/")[-1] == "cockroachdb":
        yield from _fewer(database.values, "values.statefulset.replicas", 3, database.settings["least"])


@stack_rule(
    "k8s-velero-schedule",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Where Velero can write backups, it does so on schedule.",
    remedy="Add a velero.io Schedule, not paused, to the location's namespace.",
    controls=("platform",),
    types=_LOCATION,
)
def velero_schedule(location: Subject, stack: Stack) -> Iterator[str]:
    if location.values.text("spec.accessMode") == "ReadOnly":
        return
    schedules = stack.of_type(*tokens("Schedule", "velero.io/v1"))
    if not any_of(*(lambda one=one: is_beside(one, location) and not one.values.flag("spec.paused") for one in schedules)):
        yield "no Schedule, which is not paused, is beside it"


@resource_rule(
    "k8s-flink-recovers",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Flink goes on from its last checkpoint after a failure, also one of its manager.",
    remedy="Set execution.checkpointing.interval and high-availability.type in flinkConfiguration, and upgradeMode other than stateless.",
    controls=("platform",),
    types=tokens("FlinkDeployment", "flink.apache.org/v1beta1"),
)
def flink_recovers(deployment: Subject) -> Iterator[str]:
    for key in ("execution.checkpointing.interval", "high-availability.type"):
        if not deployment.values.inner("spec.flinkConfiguration").at(key):
            yield f"flinkConfiguration has no {key}"
    if deployment.values.text("spec.job.upgradeMode") == "stateless":
        yield "job.upgradeMode is stateless"


@resource_rule(
    "k8s-certificate-renewed-early",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="A certificate is renewed days before it ends, so that somebody can step in when that fails.",
    remedy="Leave out renew_before (a third of the duration), or set it to 48h or more.",
    controls=("platform",),
    types=tokens("Certificate", "cert-manager.io/v1"),
    config={"hours": {"type": "integer", "minimum": 1, "default": 48, "description": "How long before its end it is renewed at least."}},
)
def certificate_renewed_early(certificate: Subject) -> Iterator[str]:
    early = certificate.values.text("spec.renewBefore")
    hours, is_hours, _ = early.partition("h")
    if early and (not is_hours or _whole(hours) < certificate.settings["hours"]):
        yield f"spec.renewBefore is {early}, less than {certificate.settings['hours']:g}h"
