"""What everything stands on: machines, volumes, networks and the stores."""

from components.observability.dashboards.panels import SHARE, Board, Cloud, Metrics, Row, Steps, above, below, lines, stat
from components.observability.dashboards.queries import CLUSTER, or_zero, per_second, quantile, quantiles, rate, share, total

_DISKS = f'{CLUSTER},fstype!~"tmpfs|overlay|squashfs",mountpoint!~"/run.*"'
_FREE = share(f"min by (instance) (node_filesystem_avail_bytes{{{_DISKS}}}", f"node_filesystem_size_bytes{{{_DISKS}}})")
_WIRES = f'{CLUSTER},device!~"lo|veth.*|cni.*|eni.*|docker.*|cali.*"'
_BUSY = f'1 - avg by (instance) (rate(node_cpu_seconds_total{{{CLUSTER},mode="idle"}}[$__rate_interval]))'
_CLICKHOUSE_FREE = share(
    f"min by (hostname) (chi_clickhouse_metric_DiskFreeBytes{{{CLUSTER}}}", f"chi_clickhouse_metric_DiskTotalBytes{{{CLUSTER}}})"
)
_HITS = share(
    rate("redis_keyspace_hits_total", CLUSTER),
    f"({rate('redis_keyspace_hits_total', CLUSTER)} + {rate('redis_keyspace_misses_total', CLUSTER)})",
)
_REDIS_FULL = share(f"redis_memory_used_bytes{{{CLUSTER}}}", f"(redis_memory_max_bytes{{{CLUSTER}}} > 0)")

_IN_USE = total("db_pool_connections", f'{CLUSTER},state="in_use"', "store")

_NODES = Row(
    "Nodes",
    (
        lines(
            "CPU busy",
            "Of each node; above 90 % for long, latency suffers.",
            "percentunit",
            Metrics(_BUSY, "{{instance}}"),
            steps=above(0.9, 0.8),
            bounds=SHARE,
        ),
        lines(
            "Memory used",
            "Of each node, without what the kernel can take back.",
            "percentunit",
            Metrics(
                f"1 - max by (instance) (node_memory_MemAvailable_bytes{{{CLUSTER}}} / node_memory_MemTotal_bytes{{{CLUSTER}}})",
                "{{instance}}",
            ),
            steps=above(0.95, 0.85),
            bounds=SHARE,
        ),
        lines(
            "Disk free",
            "The fullest file system of each node. HighDiskUsage fires below 10 %.",
            "percentunit",
            Metrics(_FREE, "{{instance}}"),
            steps=below(0.1, 0.2),
            bounds=SHARE,
        ),
        lines(
            "Disk busy",
            "Share of time in which a disk had work: at 100 % it is the bottleneck.",
            "percentunit",
            Metrics(f"max by (instance) (rate(node_disk_io_time_seconds_total{{{CLUSTER}}}[$__rate_interval]))", "{{instance}}"),
            steps=above(0.9),
            bounds=SHARE,
        ),
        lines("Network in", "By node.", "binBps", per_second("node_network_receive_bytes_total", _WIRES, "instance")),
        lines(
            "Network out",
            "By node. Between zones each GB is paid for.",
            "binBps",
            per_second("node_network_transmit_bytes_total", _WIRES, "instance"),
        ),
        lines(
            "Packets dropped",
            "Above zero for long, an instance is at its limit of packets or bandwidth.",
            "pps",
            per_second("node_network_receive_drop_total", _WIRES, "instance"),
        ),
        lines(
            "Pressure",
            "Share of time in which something waited for CPU, memory or disk.",
            "percentunit",
            Metrics(
                f"max by (instance) (rate(node_pressure_cpu_waiting_seconds_total{{{CLUSTER}}}[$__rate_interval]))", "{{instance}} cpu"
            ),
            Metrics(
                f"max by (instance) (rate(node_pressure_io_waiting_seconds_total{{{CLUSTER}}}[$__rate_interval]))", "{{instance}} disk"
            ),
            Metrics(
                f"max by (instance) (rate(node_pressure_memory_waiting_seconds_total{{{CLUSTER}}}[$__rate_interval]))",
                "{{instance}} memory",
            ),
            bounds=SHARE,
        ),
    ),
)

_KAFKA = Row(
    "Kafka",
    (
        stat(
            "Controllers",
            "Exactly one of them is active.",
            "short",
            Metrics(total("kafka_controller_kafkacontroller_activecontrollercount", CLUSTER)),
            Steps(((None, "red"), (1, "green"), (2, "red"))),
        ),
        stat(
            "Offline partitions",
            "Can be neither read nor written.",
            "short",
            Metrics(or_zero(total("kafka_controller_kafkacontroller_offlinepartitionscount", CLUSTER))),
            above(1),
        ),
        stat(
            "Under-replicated",
            "Partitions that lack a replica.",
            "short",
            Metrics(or_zero(total("kafka_server_replicamanager_underreplicatedpartitions", CLUSTER))),
            above(10, 1),
        ),
        stat(
            "Groups behind",
            "Consumer groups with more than 100 000 messages to read.",
            "short",
            Metrics(or_zero(f"count(sum by (consumergroup) (kafka_consumergroup_lag{{{CLUSTER}}}) > 100000)")),
            above(1),
        ),
        lines(
            "Bytes in and out",
            "Of all brokers.",
            "binBps",
            Metrics(rate("kafka_server_brokertopicmetrics_bytesin_total", f'{CLUSTER},topic!=""'), "in"),
            Metrics(rate("kafka_server_brokertopicmetrics_bytesout_total", f'{CLUSTER},topic!=""'), "out"),
        ),
        lines(
            "Consumer lag",
            "Messages not read yet, by group.",
            "short",
            Metrics(total("kafka_consumergroup_lag", CLUSTER, "consumergroup"), "{{consumergroup}}"),
        ),
    ),
)

_STORES = Row(
    "Stores",
    (
        lines("ClickHouse: queries", "By node.", "ops", per_second("chi_clickhouse_event_Query", CLUSTER, "hostname")),
        lines(
            "ClickHouse: disk free",
            "By node.",
            "percentunit",
            Metrics(_CLICKHOUSE_FREE, "{{hostname}}"),
            steps=below(0.1, 0.2),
            bounds=SHARE,
        ),
        lines(
            "ClickHouse: parts",
            "Most parts in a partition: inserts are slowed above the line. Insert fewer and larger batches.",
            "short",
            Metrics(f"max by (hostname) (chi_clickhouse_metric_MaxPartCountForPartition{{{CLUSTER}}})", "{{hostname}}"),
            steps=above(1000, 300),
        ),
        lines(
            "ClickHouse: replicas behind",
            "The largest delay of a replica.",
            "s",
            Metrics(f"max by (hostname) (chi_clickhouse_metric_ReplicasMaxAbsoluteDelay{{{CLUSTER}}})", "{{hostname}}"),
            steps=above(300, 60),
        ),
        lines(
            "TimescaleDB: replicas behind",
            "Seconds that a standby lags: so much would be lost in a failover.",
            "s",
            Metrics(f"max by (pod) (cnpg_pg_replication_lag{{{CLUSTER}}})", "{{pod}}"),
            steps=above(60, 10),
        ),
        lines(
            "TimescaleDB: connections",
            "Of all kinds, by instance.",
            "short",
            Metrics(total("cnpg_backends_total", CLUSTER, "pod"), "{{pod}}"),
        ),
        lines(
            "Redis: memory",
            "Used, of what it may use; then it evicts the least recently used.",
            "percentunit",
            Metrics(f"max by (pod) ({_REDIS_FULL})", "{{pod}}"),
            steps=above(0.95, 0.85),
            bounds=SHARE,
        ),
        lines(
            "Redis: hits", "Share of look-ups that found something.", "percentunit", Metrics(_HITS, "hits"), steps=below(0.8), bounds=SHARE
        ),
        lines(
            "CockroachDB: latency",
            "p99 of SQL, by node.",
            "s",
            Metrics(f"max by (instance) ({quantile(0.99, 'sql_service_latency', CLUSTER, by='instance')}) / 1e9", "{{instance}}"),
            steps=above(0.1),
        ),
        lines(
            "CockroachDB: ranges",
            "Those short of a replica or without a quorum.",
            "short",
            Metrics(total("ranges_underreplicated", CLUSTER), "under-replicated"),
            Metrics(total("ranges_unavailable", CLUSTER), "unavailable"),
            steps=above(1),
        ),
    ),
)

_POOLS = Row(
    "Connections of the API",
    (
        lines(
            "Pools in use",
            "Of what each pool may open; the scaler adds pods above 80 %.",
            "percentunit",
            Metrics(share(_IN_USE, total("db_pool_connections_max", CLUSTER, "store")), "{{store}}"),
            steps=above(0.95, 0.8),
            bounds=SHARE,
        ),
        lines(
            "Queries, p95", "By what answers them.", "s", *quantiles("query_duration_seconds", CLUSTER, 0.95, by="store"), steps=above(0.1)
        ),
    ),
)

_BACKUPS = Row(
    "Backups",
    (
        lines(
            "Velero: age of the last backup",
            "By schedule; hourly ones are late after two hours.",
            "dtdurations",
            Metrics(f'time() - max by (schedule) (velero_backup_last_successful_timestamp{{{CLUSTER},schedule!=""}})', "{{schedule}}"),
            steps=above(2 * 86_400, 7_200),
        ),
        lines(
            "TimescaleDB: age of the last backup",
            "Of each cluster.",
            "dtdurations",
            Metrics(f"time() - max by (namespace) (cnpg_collector_last_available_backup_timestamp{{{CLUSTER}}} > 0)", "{{namespace}}"),
            steps=above(2 * 86_400, 90_000),
        ),
    ),
)

_AWS = Row(
    "Managed by AWS",
    (
        lines(
            "RDS: CPU",
            "Of each instance.",
            "percent",
            Cloud("AWS/RDS,DBInstanceIdentifier", "CPUUtilization"),
            steps=above(90, 80),
            bounds=(0, 100),
        ),
        lines(
            "RDS: storage free",
            "It grows by itself up to its maximum.",
            "bytes",
            Cloud("AWS/RDS,DBInstanceIdentifier", "FreeStorageSpace", "Minimum"),
        ),
        lines(
            "ElastiCache: memory used",
            "Of each node.",
            "percent",
            Cloud("AWS/ElastiCache,CacheClusterId,CacheNodeId", "DatabaseMemoryUsagePercentage", "Maximum"),
            steps=above(90, 80),
            bounds=(0, 100),
        ),
        lines(
            "DynamoDB: throttled",
            "Requests refused, by table.",
            "short",
            Cloud("AWS/DynamoDB,TableName", "ThrottledRequests", "Sum"),
            steps=above(1),
        ),
        lines(
            "MSK: disk used",
            "Of each broker.",
            "percent",
            Cloud('AWS/Kafka,"Broker ID","Cluster Name"', "KafkaDataLogsDiskUsed", "Maximum"),
            steps=above(85, 70),
            bounds=(0, 100),
        ),
        lines(
            "OpenSearch: memory pressure",
            "Of the Java heap.",
            "percent",
            Cloud("AWS/ES,ClientId,DomainName", "JVMMemoryPressure", "Maximum"),
            steps=above(90, 80),
            bounds=(0, 100),
        ),
        lines(
            "NAT: bytes out",
            "To the internet and to AWS' public addresses: each GB is paid for.",
            "bytes",
            Cloud("AWS/NATGateway,NatGatewayId", "BytesOutToDestination", "Sum"),
        ),
        lines(
            "NAT: ports exhausted",
            "Connections that could not be opened.",
            "short",
            Cloud("AWS/NATGateway,NatGatewayId", "ErrorPortAllocation", "Sum"),
            steps=above(1),
        ),
    ),
    aws=True,
)

INFRASTRUCTURE = Board(
    "platform-infrastructure",
    "Infrastructure",
    "Machines, Kafka, stores and their backups, in the cluster and around it.",
    (_NODES, _KAFKA, _STORES, _POOLS, _BACKUPS, _AWS),
    ("infrastructure",),
)
