"""Kafka and the stores."""

from tests.alerts.case import Case, Series
from tests.alerts.pods import backup, gone, ready

D = "databases"
BROKER = 'namespace="databases",pod="events-broker-0"'
LAG = 'namespace="databases",consumergroup="attribution",topic="events"'
MIRROR = 'namespace="databases",topic="events",partition="0"'
HOST = 'hostname="chi-events-main-0-0.databases.svc.cluster.local"'
KEEPER = 'pod="chk-keeper-0"'
ROACH = 'namespace="databases",pod="cockroachdb-0"'
REDIS = 'namespace="databases",pod="redis-leader-0"'
PG = 'namespace="databases",pod="timescale-1"'
WEEK = 7 * 24 * 3600
WAL = "cnpg_pg_stat_archiver_last"


def of(metric: str, labels: str, value: float | str) -> Series:
    return {f"{metric}{{{labels}}}": value}


def chi(metric: str, value: float | str) -> Series:
    return of(f"chi_clickhouse_{metric}", HOST, value)


def lag(value: float | str) -> Series:
    return of("kafka_consumergroup_lag", LAG, value)


def job(name: str, started: float) -> Series:
    labels = f'namespace="databases",job_name="{name}"'
    return of("kube_job_status_failed", labels, 1) | of("kube_job_status_start_time", labels, started)


STREAMING = (
    Case("KafkaBrokerDown", gone(D, "events-broker-0"), ready(D, "events-broker-0")),
    Case(
        "KafkaOfflinePartitions",
        of("kafka_controller_kafkacontroller_offlinepartitionscount", BROKER, 1),
        of("kafka_controller_kafkacontroller_offlinepartitionscount", BROKER, 0),
    ),
    Case(
        "KafkaUnderMinIsr",
        of("kafka_server_replicamanager_underminisrpartitioncount", BROKER, 1),
        of("kafka_server_replicamanager_underminisrpartitioncount", BROKER, 0),
    ),
    Case(
        "KafkaUnderReplicatedPartitions",
        of("kafka_server_replicamanager_underreplicatedpartitions", BROKER, 1),
        of("kafka_server_replicamanager_underreplicatedpartitions", BROKER, 0),
    ),
    Case(
        "KafkaNoController",
        of("kafka_controller_kafkacontroller_activecontrollercount", BROKER, 0),
        of("kafka_controller_kafkacontroller_activecontrollercount", BROKER, 1),
    ),
    Case(
        "KafkaOfflineLogDirectory",
        of("kafka_log_logmanager_offlinelogdirectorycount", BROKER, 1),
        of("kafka_log_logmanager_offlinelogdirectorycount", BROKER, 0),
    ),
    Case("KafkaConsumerLag", lag("100001+10x100"), lag("900001-1000x100")),
    Case(
        "KafkaProduceErrors",
        of("kafka_server_brokertopicmetrics_failedproducerequests_total", f'{BROKER},topic="events"', "+100"),
        of("kafka_server_brokertopicmetrics_failedproducerequests_total", f'{BROKER},topic="events"', "+10"),
    ),
    Case(
        "KafkaDeadLetters",
        of("kafka_topic_partition_current_offset", 'namespace="databases",topic="events-dead-letters"', "+100"),
        of("kafka_topic_partition_current_offset", 'namespace="databases",topic="events"', "+100"),
    ),
    Case(
        "KafkaCertificateExpiring",
        of("strimzi_certificate_expiration_timestamp_ms", 'type="cluster-ca"', (WEEK - 60) * 1000),
        of("strimzi_certificate_expiration_timestamp_ms", 'type="cluster-ca"', 2 * WEEK * 1000),
    ),
    Case(
        "KafkaMirrorBehind",
        of("kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_max", MIRROR, 121_000),
        of("kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_max", MIRROR, 119_000),
    ),
    Case(
        "KafkaConnectTaskFailed",
        of("kafka_connect_worker_connector_failed_task_count", BROKER, 1),
        of("kafka_connect_worker_connector_failed_task_count", BROKER, 0),
    ),
    Case(
        "StrimziReconciliationsFailing",
        of("strimzi_reconciliations_failed_total", 'namespace="x",kind="Kafka"', "+1"),
        of("strimzi_reconciliations_failed_total", 'namespace="x",kind="Kafka"', "+0.1"),
    ),
)

CLICKHOUSE = (
    Case(
        "ClickHouseDown",
        chi("metric_fetch_errors", 0) | of("chi_clickhouse_metric_fetch_errors", f'{HOST},fetch_type="system.metrics"', 1),
        of("chi_clickhouse_metric_fetch_errors", f'{HOST},fetch_type="system.metrics"', 0) | ready(D, "chi-events-main-0-0-0"),
    ),
    Case("ClickHouseDown", gone(D, "chi-events-main-0-0-0"), ready(D, "chi-events-main-0-0-0")),
    Case("ClickHouseReplicaReadOnly", chi("metric_ReadonlyReplica", 1), chi("metric_ReadonlyReplica", 0)),
    Case("ClickHouseReplicationDelay", chi("metric_ReplicasMaxAbsoluteDelay", 301), chi("metric_ReplicasMaxAbsoluteDelay", 299)),
    Case("ClickHouseInsertsRejected", chi("event_RejectedInserts", "+1"), chi("event_RejectedInserts", 9)),
    Case("ClickHouseTooManyParts", chi("metric_MaxPartCountForPartition", 1001), chi("metric_MaxPartCountForPartition", 999)),
    Case("ClickHouseLongQuery", chi("metric_LongestRunningQuery", 601), chi("metric_LongestRunningQuery", 599)),
    Case("ClickHouseDistributedSendsPending", chi("metric_DistributedFilesToInsert", 501), chi("metric_DistributedFilesToInsert", 499)),
    Case("ClickHouseDataLost", chi("event_ReplicatedDataLoss", "+1"), chi("event_ReplicatedDataLoss", 1)),
    Case("ClickHouseBackupOld", backup("clickhouse-backup", 15), backup("clickhouse-backup", 14)),
    Case("ClickHouseKeeperDown", gone(D, "chk-keeper-0"), ready(D, "chk-keeper-0")),
    Case(
        "ClickHouseKeeperQuorumLost",
        of("ClickHouseAsyncMetrics_KeeperSyncedFollowers", KEEPER, 0) | of("ClickHouseAsyncMetrics_KeeperIsLeader", KEEPER, 1),
        of("ClickHouseAsyncMetrics_KeeperSyncedFollowers", KEEPER, 0) | of("ClickHouseAsyncMetrics_KeeperIsLeader", KEEPER, 0),
    ),
    Case(
        "ClickHouseKeeperSlow",
        of("ClickHouseAsyncMetrics_KeeperMaxLatency", KEEPER, 501),
        of("ClickHouseAsyncMetrics_KeeperMaxLatency", KEEPER, 499),
    ),
)

COCKROACH = (
    Case("CockroachNodeDown", gone(D, "cockroachdb-0"), ready(D, "cockroachdb-0")),
    Case("CockroachRangesUnavailable", of("ranges_unavailable", ROACH, 1), of("ranges_unavailable", ROACH, 0)),
    Case("CockroachRangesUnderReplicated", of("ranges_underreplicated", ROACH, 1), of("ranges_underreplicated", ROACH, 0)),
    Case(
        "CockroachStoreFilling",
        of("capacity_available", ROACH, 14) | of("capacity", ROACH, 100),
        of("capacity_available", ROACH, 16) | of("capacity", ROACH, 100),
    ),
    Case(
        "CockroachCertificateExpiring",
        of("security_certificate_expiration_node", ROACH, WEEK - 60),
        of("security_certificate_expiration_node", ROACH, 0),
    ),
    Case(
        "CockroachBackupOld",
        of("schedules_BACKUP_last_completed_time", ROACH, 1),
        of("schedules_BACKUP_last_completed_time", ROACH, 46 * 60),
        lead=95,
    ),
)

REDIS_CASES = (
    Case("RedisDown", of("redis_up", REDIS, 0), of("redis_up", REDIS, 1)),
    Case("RedisDown", gone(D, "redis-leader-0"), ready(D, "redis-leader-0")),
    Case("RedisClusterBroken", of("redis_cluster_state", REDIS, 0), of("redis_cluster_state", REDIS, 1)),
    Case("RedisReplicationBroken", of("redis_master_link_up", REDIS, 0), of("redis_master_link_up", REDIS, 1)),
    Case(
        "RedisMemoryHigh",
        of("redis_memory_used_bytes", REDIS, 96)
        | of("redis_memory_max_bytes", REDIS, 100)
        | of("redis_evicted_keys_total", REDIS, "+7000"),
        of("redis_memory_used_bytes", REDIS, 96) | of("redis_memory_max_bytes", REDIS, 100) | of("redis_evicted_keys_total", REDIS, "+60"),
    ),
    Case(
        "RedisConnectionsRejected",
        of("redis_rejected_connections_total", REDIS, "+1"),
        of("redis_rejected_connections_total", REDIS, 8),
    ),
    Case("RedisPersistenceFailing", of("redis_aof_last_write_status", REDIS, 0), of("redis_aof_last_write_status", REDIS, 1)),
    Case("RedisBackupOld", backup("redis-backup", 1.5), backup("redis-backup", 1)),
)

POSTGRES = (
    Case("PostgresDown", of("cnpg_collector_up", PG, 0), of("cnpg_collector_up", PG, 1)),
    Case("PostgresReplicationLag", of("cnpg_pg_replication_lag", PG, 31), of("cnpg_pg_replication_lag", PG, 29)),
    Case(
        "PostgresReplicaNotStreaming",
        of("cnpg_pg_replication_in_recovery", PG, 1) | of("cnpg_pg_replication_is_wal_receiver_up", PG, 0),
        of("cnpg_pg_replication_in_recovery", PG, 1) | of("cnpg_pg_replication_is_wal_receiver_up", PG, 1),
    ),
    Case(
        "PostgresWalArchivingFailing",
        of(f"{WAL}_failed_time", PG, 20) | of(f"{WAL}_archived_time", PG, 10),
        of(f"{WAL}_failed_time", PG, 10) | of(f"{WAL}_archived_time", PG, 20),
    ),
    Case(
        "PostgresBackupOld",
        of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp", PG, 1),
        of("barman_cloud_cloudnative_pg_io_last_available_backup_timestamp", PG, 3600),
        lead=210 * 60 + 20,
        step=10,
    ),
    Case(
        "PostgresTransactionIdsRunOut",
        of("cnpg_pg_database_xid_age", f'{PG},datname="app"', 1.1e9),
        of("cnpg_pg_database_xid_age", f'{PG},datname="app"', 0.9e9),
    ),
    Case(
        "PostgresLongTransaction",
        of("cnpg_backends_max_tx_duration_seconds", f'{PG},datname="app"', 901),
        of("cnpg_backends_max_tx_duration_seconds", f'{PG},datname="app"', 899),
    ),
)

OTHERS = (
    Case("Neo4jMemberDown", gone(D, "neo4j-0"), ready(D, "neo4j-0")),
    Case("Neo4jBackupOld", backup("neo4j-backup", 15), backup("neo4j-backup", 14)),
    Case("SeaweedFsDown", gone(D, "seaweedfs-filer-0"), ready(D, "seaweedfs-filer-0")),
    Case(
        "SeaweedFsWriteFailing",
        of("SeaweedFS_master_pick_for_write_error", 'namespace="databases"', "+1"),
        of("SeaweedFS_master_pick_for_write_error", 'namespace="databases"', 2),
    ),
    Case(
        "SeaweedFsDiskErrors",
        of("SeaweedFS_volumeServer_disk_error_status", 'namespace="databases",pod="v"', 1),
        of("SeaweedFS_volumeServer_disk_error_status", 'namespace="databases",pod="v"', 0),
    ),
    Case(
        "SeaweedFsS3Errors",
        of("SeaweedFS_s3_request_total", 'namespace="databases",code="500"', "+6")
        | of("SeaweedFS_s3_request_total", 'namespace="databases",code="200"', "+94"),
        of("SeaweedFS_s3_request_total", 'namespace="databases",code="500"', "+4")
        | of("SeaweedFS_s3_request_total", 'namespace="databases",code="200"', "+96"),
    ),
    Case("BackupJobFailed", job("redis-backup-1", 60), job("redis-backup-1", -7200)),
    Case("SchemaRegistryDown", gone(D, "karapace-0"), ready(D, "karapace-0")),
    Case("DynamoDbStandInDown", gone(D, "dynamodb-local-0"), ready(D, "dynamodb-local-0")),
    Case("PrefectDown", gone("processing", "prefect-server-1"), ready("processing", "prefect-server-1")),
    Case("PrefectWorkersDown", gone("processing", "prefect-worker-1"), ready("processing", "prefect-worker-1")),
    Case(
        "FlinkJobRestarting",
        of("flink_jobmanager_job_numRestarts", 'job_name="j"', "+1"),
        of("flink_jobmanager_job_numRestarts", 'job_name="j"', "+0.1"),
    ),
    Case(
        "FlinkCheckpointsFailing",
        of("flink_jobmanager_job_numberOfFailedCheckpoints", 'job_name="j"', "+1"),
        of("flink_jobmanager_job_numberOfFailedCheckpoints", 'job_name="j"', "+0.1"),
    ),
    Case(
        "SparkApplicationsFailing",
        of("spark_application_failure_count", 'app_type="Scala"', "+1"),
        of("spark_application_failure_count", 'app_type="Scala"', 1),
    ),
)
