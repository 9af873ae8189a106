"""Stores that operators run inside a cluster have replicas, backups, and volumes that stay."""

from typing import Any

from tests.policies.case import Case, Made, made

KAFKA = "kubernetes:kafka.strimzi.io/v1:Kafka"
POOL = "kubernetes:kafka.strimzi.io/v1:KafkaNodePool"
TOPIC = "kubernetes:kafka.strimzi.io/v1:KafkaTopic"
POSTGRES = "kubernetes:postgresql.cnpg.io/v1:Cluster"
CLICKHOUSE = "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation"
KEEPER = "kubernetes:clickhouse-keeper.altinity.com/v1:ClickHouseKeeperInstallation"
REDIS = "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster"
CRDB = "kubernetes:crdb.cockroachlabs.com/v1alpha1:CrdbCluster"
RELEASE = "kubernetes:helm.sh/v3:Release"
FLINK = "kubernetes:flink.apache.org/v1beta1:FlinkDeployment"
CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"

NAMED = {"name": "events", "namespace": "databases"}
WAL: dict[str, Any] = {"plugins": [{"name": "barman", "isWALArchiver": True}]}
RECOVERS = {"execution.checkpointing.interval": "60 s", "high-availability.type": "kubernetes"}


def kafka(**config: Any) -> Made:
    """A Kafka cluster; an underscore stands for a dot."""
    return made(KAFKA, spec={"kafka": {"config": {key.replace("_", "."): value for key, value in config.items()}}})


def pool(name: str, replicas: float | None, *roles: str, cluster: str = "events", namespace: str = "kafka") -> Made:
    """A pool of Kafka's nodes: brokers, if nothing else is said."""
    metadata = {"name": name, "namespace": namespace, "labels": {"strimzi.io/cluster": cluster}}
    return made(POOL, name, metadata=metadata, spec={"replicas": replicas, "roles": roles or ("broker",)})


def postgres(**spec: Any) -> Made:
    """A PostgreSQL cluster."""
    return made(POSTGRES, "events", metadata=NAMED, spec=spec)


def backup(cluster: str = "events", namespace: str = "databases", **spec: Any) -> Made:
    """A backup on schedule."""
    metadata = {"name": "daily", "namespace": namespace}
    return made("kubernetes:postgresql.cnpg.io/v1:ScheduledBackup", "daily", metadata=metadata, spec={"cluster": {"name": cluster}, **spec})


def layout(type_: str, replicas: float | None) -> Made:
    """A ClickHouse installation, or its keepers."""
    return made(type_, spec={"configuration": {"clusters": [{"name": "events", "layout": {"replicasCount": replicas}}]}})


def velero(kind: str, namespace: str = "velero", **spec: Any) -> Made:
    """An object of Velero's."""
    return made(f"kubernetes:velero.io/v1:{kind}", kind, metadata={"name": "default", "namespace": namespace}, spec=spec)


def storage(**values: Any) -> Made:
    """A pool of Kafka's nodes on volumes."""
    return made(POOL, spec={"storage": {"type": "jbod", "volumes": [{"type": "persistent-claim", **values}]}})


CASES = [
    Case(
        "k8s-kafka-nodes",
        passing=[pool("a", 3), [pool("a", 1), pool("b", 1), pool("c", 1)]],
        failing=[
            pool("a", 2),
            pool("a", None),
            [pool("a", 2), pool("b", 2, "controller")],
            [pool("a", 2), pool("b", 2, cluster="other")],
            [pool("a", 2), pool("b", 2, namespace="other")],
        ],
    ),
    Case(
        "k8s-kafka-keeps-volumes",
        passing=[storage(), storage(deleteClaim=False)],
        failing=[storage(deleteClaim=True), storage(type="ephemeral"), made(POOL, spec={"storage": {"type": "ephemeral"}})],
    ),
    Case(
        "k8s-kafka-replicates",
        passing=[kafka(default_replication_factor=3, min_insync_replicas="2")],
        failing=[
            made(KAFKA),
            kafka(default_replication_factor=3),
            kafka(default_replication_factor=2, min_insync_replicas=2),
            kafka(default_replication_factor=3, min_insync_replicas="all"),
        ],
    ),
    Case(
        "k8s-kafka-racks",
        passing=[made(KAFKA, spec={"kafka": {"rack": {"topologyKey": "topology.kubernetes.io/zone"}}})],
        failing=[made(KAFKA)],
    ),
    Case(
        "k8s-kafka-topic-replicated",
        passing=[made(TOPIC), made(TOPIC, spec={"replicas": 3, "config": {"min.insync.replicas": 2}})],
        failing=[made(TOPIC, spec={"replicas": 2}), made(TOPIC, spec={"replicas": 3, "config": {"min.insync.replicas": "1"}})],
    ),
    Case("k8s-postgres-instances", passing=[postgres(instances=2)], failing=[postgres(), postgres(instances=1)]),
    Case(
        "k8s-postgres-backups",
        passing=[[postgres(**WAL), backup()], [postgres(backup={"retentionPolicy": "30d"}), backup(suspend=False)]],
        failing=[
            postgres(**WAL),
            [postgres(), backup()],
            [postgres(plugins=[{"name": "other"}]), backup()],
            [postgres(**WAL), backup("other")],
            [postgres(**WAL), backup(namespace="other")],
            [postgres(**WAL), backup(suspend=True)],
        ],
    ),
    Case(
        "k8s-clickhouse-replicas",
        passing=[layout(CLICKHOUSE, 2), layout(KEEPER, 3)],
        failing=[layout(CLICKHOUSE, 1), layout(CLICKHOUSE, None), layout(KEEPER, 2)],
    ),
    Case(
        "k8s-redis-replicas",
        passing=[made(REDIS, spec={"clusterSize": 3, "persistenceEnabled": True})],
        failing=[
            made(REDIS),
            made(REDIS, spec={"clusterSize": 1, "persistenceEnabled": True}),
            made(REDIS, spec={"clusterSize": 3, "persistenceEnabled": True, "redisFollower": {"replicas": 0}}),
            made(REDIS, spec={"clusterSize": 3}),
        ],
    ),
    Case(
        "k8s-cockroachdb-nodes",
        passing=[
            made(RELEASE, chart="redis"),
            made(RELEASE, chart="cockroachdb"),
            made(RELEASE, chart="oci://registry/cockroachdb", values={"statefulset": {"replicas": 6}}),
            made(CRDB, spec={"nodes": 3}),
        ],
        failing=[
            made(RELEASE, chart="cockroachdb", values={"statefulset": {"replicas": 1}}),
            made(RELEASE, chart="cockroachdb/cockroachdb", values={"statefulset": {"replicas": 1}}),
            made(CRDB, spec={"nodes": 2}),
        ],
    ),
    Case(
        "k8s-velero-schedule",
        passing=[
            [velero("BackupStorageLocation", accessMode="ReadWrite"), velero("Schedule", schedule="10 * * * *")],
            velero("BackupStorageLocation", accessMode="ReadOnly"),
        ],
        failing=[
            velero("BackupStorageLocation"),
            velero("BackupStorageLocation", accessMode="ReadWrite"),
            [velero("BackupStorageLocation"), velero("Schedule", paused=True)],
            [velero("BackupStorageLocation"), velero("Schedule", namespace="other")],
        ],
    ),
    Case(
        "k8s-flink-recovers",
        passing=[made(FLINK, spec={"flinkConfiguration": RECOVERS, "job": {"upgradeMode": "savepoint"}})],
        failing=[
            made(FLINK),
            made(FLINK, spec={"flinkConfiguration": {"high-availability.type": "kubernetes"}}),
            made(FLINK, spec={"flinkConfiguration": RECOVERS, "job": {"upgradeMode": "stateless"}}),
        ],
    ),
    Case(
        "k8s-certificate-renewed-early",
        passing=[made(CERTIFICATE), made(CERTIFICATE, spec={"renewBefore": "360h0m0s"}), made(CERTIFICATE, spec={"renewBefore": "48h"})],
        failing=[made(CERTIFICATE, spec={"renewBefore": "47h"}), made(CERTIFICATE, spec={"renewBefore": "30m"})],
    ),
]
