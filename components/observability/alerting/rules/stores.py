"""CockroachDB, Redis, PostgreSQL and Neo4j."""

from components.kubernetes.names import DATABASES
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import DAILY, not_ready, overdue, too_old
from settings.data_services import DataServices

_COCKROACH_BACKUP = "schedules_BACKUP_last_completed_time"
_POSTGRES_BACKUP = "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp"


def stores(settings: DataServices) -> tuple[Part, ...]:
    """The rules; those about a store that is not there are silent, whatever its schedule."""
    cockroach = settings.cockroachdb.changes if settings.cockroachdb else DAILY
    postgres = settings.timescale.full_backup if settings.timescale else DAILY
    redis = settings.redis.backup if settings.redis else DAILY
    neo4j = settings.neo4j.backup if settings.neo4j else DAILY
    return (
        Part(
            "cockroachdb",
            "data",
            (
                Alert(
                    "CockroachNodeDown",
                    not_ready(DATABASES, "cockroachdb-[0-9]+"),
                    3,
                    "critical",
                    "CockroachDB {{ $labels.pod }} is not ready",
                    "The node has not been ready for 3 minutes; after 5 its ranges are copied elsewhere.",
                ),
                Alert(
                    "CockroachRangesUnavailable",
                    "sum by (namespace) (ranges_unavailable) > 0",
                    2,
                    "critical",
                    "{{ $value }} ranges can be neither read nor written",
                    "A majority of their replicas is gone.",
                ),
                Alert(
                    "CockroachRangesUnderReplicated",
                    "sum by (namespace) (ranges_underreplicated) > 0",
                    60,
                    "warning",
                    "{{ $value }} ranges lack a replica",
                    "They have for an hour: there is no node, or no room, for the third copy.",
                ),
                Alert(
                    "CockroachStoreFilling",
                    "sum by (namespace, pod) (capacity_available) / sum by (namespace, pod) (capacity) < 0.15",
                    30,
                    "warning",
                    "{{ $labels.pod }} has {{ $value | humanizePercentage }} of its store free",
                    "Below 5 % CockroachDB stops the node.",
                ),
                Alert(
                    "CockroachCertificateExpiring",
                    "(security_certificate_expiration_node > 0) - time() < 7 * 24 * 3600",
                    60,
                    "warning",
                    "The certificate of {{ $labels.pod }} expires in {{ $value | humanizeDuration }}",
                    "cert-manager has not renewed it, or the node has not read the new one.",
                ),
                Alert(
                    "CockroachBackupOld",
                    too_old(_COCKROACH_BACKUP, cockroach),
                    5,
                    "critical",
                    "CockroachDB's last good backup is {{ $value | humanizeDuration }} old",
                    f"The cluster's own schedule copies what has changed at {cockroach} (UTC) and has not completed since its last turns.",
                ),
            ),
        ),
        Part(
            "redis",
            "data",
            (
                Alert(
                    "RedisDown",
                    f"redis_up == 0 or {not_ready(DATABASES, 'redis-.+')}",
                    2,
                    "critical",
                    "Redis {{ $labels.pod }} is down",
                    "The server has not answered for 2 minutes.",
                ),
                Alert(
                    "RedisClusterBroken",
                    "redis_cluster_state == 0 or redis_cluster_slots_fail > 0",
                    2,
                    "critical",
                    "The Redis cluster has lost slots",
                    "{{ $labels.pod }} sees slots without a leader; keys in them can be neither read nor written.",
                ),
                Alert(
                    "RedisReplicationBroken",
                    "redis_master_link_up == 0",
                    5,
                    "warning",
                    "{{ $labels.pod }} has lost its leader",
                    "The follower gets no changes; a failover to it would lose them.",
                ),
                Alert(
                    "RedisMemoryHigh",
                    "redis_memory_used_bytes / (redis_memory_max_bytes > 0) > 0.95 and rate(redis_evicted_keys_total[5m]) > 100",
                    15,
                    "warning",
                    "{{ $labels.pod }} evicts keys at {{ $value | humanizePercentage }} of its memory",
                    "More than 100 keys per second leave before their time.",
                ),
                Alert(
                    "RedisConnectionsRejected",
                    "increase(redis_rejected_connections_total[5m]) > 0",
                    5,
                    "warning",
                    "{{ $labels.pod }} refuses clients",
                    "{{ $value | humanize }} connections in 5 minutes were over maxclients.",
                ),
                Alert(
                    "RedisPersistenceFailing",
                    "redis_aof_last_write_status == 0 or redis_rdb_last_bgsave_status == 0",
                    5,
                    "critical",
                    "{{ $labels.pod }} cannot write to its disk",
                    "The append-only file or the snapshot failed; a restart would lose data.",
                ),
                Alert(
                    "RedisBackupOld",
                    overdue(DATABASES, "redis.*backup.*", redis),
                    5,
                    "warning",
                    "Redis' last good backup is {{ $value | humanizeDuration }} old",
                    f"{{{{ $labels.cronjob }}}} runs at {redis} (UTC) and has not succeeded since its last turns.",
                ),
            ),
        ),
        Part(
            "postgres",
            "data",
            (
                Alert(
                    "PostgresDown",
                    "cnpg_collector_up == 0",
                    2,
                    "critical",
                    "PostgreSQL {{ $labels.pod }} is down",
                    "The instance has not answered for 2 minutes.",
                ),
                Alert(
                    "PostgresReplicationLag",
                    "cnpg_pg_replication_lag > 30",
                    5,
                    "warning",
                    "{{ $labels.pod }} is {{ $value | humanizeDuration }} behind",
                    "A failover to this replica would show old data; the RPO is 5 minutes.",
                ),
                Alert(
                    "PostgresReplicaNotStreaming",
                    "cnpg_pg_replication_in_recovery > cnpg_pg_replication_is_wal_receiver_up",
                    5,
                    "critical",
                    "{{ $labels.pod }} receives nothing from its primary",
                    "The replica has no WAL receiver and falls behind.",
                ),
                Alert(
                    "PostgresWalArchivingFailing",
                    "cnpg_pg_stat_archiver_last_failed_time - cnpg_pg_stat_archiver_last_archived_time > 1",
                    10,
                    "critical",
                    "{{ $labels.pod }} cannot archive its WAL",
                    "Nothing since the last archived segment can be restored, and the disk fills.",
                ),
                Alert(
                    "PostgresBackupOld",
                    too_old(_POSTGRES_BACKUP, postgres),
                    5,
                    "critical",
                    "PostgreSQL's last good backup is {{ $value | humanizeDuration }} old",
                    f"There is a base backup at {postgres} (UTC); none has succeeded since its last turn.",
                ),
                Alert(
                    "PostgresTransactionIdsRunOut",
                    "max by (namespace, pod, datname) (cnpg_pg_database_xid_age) > 1e9",
                    10,
                    "critical",
                    "{{ $labels.datname }} has an unfrozen transaction {{ $value | humanize }} old",
                    "At 2 billion PostgreSQL stops taking writes; autovacuum does not keep up.",
                ),
                Alert(
                    "PostgresLongTransaction",
                    "max by (namespace, pod, datname) (cnpg_backends_max_tx_duration_seconds) > 900",
                    5,
                    "warning",
                    "A transaction on {{ $labels.datname }} has run for {{ $value | humanizeDuration }}",
                    "It keeps dead rows from being removed.",
                ),
            ),
        ),
        Part(
            "neo4j",
            "data",
            (
                Alert(
                    "Neo4jMemberDown",
                    not_ready(DATABASES, "neo4j.*-[0-9]+"),
                    3,
                    "critical",
                    "Neo4j {{ $labels.pod }} is not ready",
                    "The member has not been ready for 3 minutes; two of three keep the cluster writable.",
                ),
                Alert(
                    "Neo4jBackupOld",
                    overdue(DATABASES, "neo4j.*backup.*", neo4j),
                    5,
                    "warning",
                    "Neo4j's last good backup is {{ $value | humanizeDuration }} old",
                    f"{{{{ $labels.cronjob }}}} runs at {neo4j} (UTC) and has not succeeded since its last turn.",
                ),
            ),
        ),
    )
