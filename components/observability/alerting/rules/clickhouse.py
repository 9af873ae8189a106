"""ClickHouse and its Keeper: metrics of the Altinity operator, which asks every server, and of Keeper itself."""

from components.kubernetes.names import DATABASES
from components.observability.alerting.rule import Alert, Part
from components.observability.alerting.rules.promql import DAILY, not_ready, overdue
from settings.clickhouse import Clickhouse

_FETCH_ERRORS = 'chi_clickhouse_metric_fetch_errors{fetch_type="system.metrics"} > 0'
_UNREACHABLE = f'label_replace({_FETCH_ERRORS}, "pod", "$1-0", "hostname", "([^.]+).*")'
"""The operator knows hosts by name; each is the only pod of a StatefulSet."""
_KEEPER_LEADER = "ClickHouseAsyncMetrics_KeeperIsLeader == 1"


def clickhouse(settings: Clickhouse | None) -> tuple[Part, ...]:
    """The rules; those about a store that is not there are silent, whatever its schedule."""
    schedule = settings.backup if settings else DAILY
    return (
        Part(
            "clickhouse",
            "data",
            (
                Alert(
                    "ClickHouseDown",
                    f"{_UNREACHABLE} or {not_ready(DATABASES, 'chi-.+')}",
                    2,
                    "critical",
                    "ClickHouse {{ $labels.pod }} is down",
                    "The server has not answered for 2 minutes. Its shard has a replica less, or none.",
                ),
                Alert(
                    "ClickHouseReplicaReadOnly",
                    "chi_clickhouse_metric_ReadonlyReplica > 0",
                    5,
                    "critical",
                    "{{ $value }} tables of {{ $labels.hostname }} take no writes",
                    "The replica has lost Keeper, or its metadata there.",
                ),
                Alert(
                    "ClickHouseReplicationDelay",
                    "chi_clickhouse_metric_ReplicasMaxAbsoluteDelay > 300",
                    10,
                    "warning",
                    "{{ $labels.hostname }} is {{ $value | humanizeDuration }} behind its replicas",
                    "Queries on this replica do not see the last events.",
                ),
                Alert(
                    "ClickHouseInsertsRejected",
                    "increase(chi_clickhouse_event_RejectedInserts[5m]) > 0",
                    5,
                    "critical",
                    "{{ $labels.hostname }} rejects inserts",
                    "{{ $value | humanize }} inserts in 5 minutes were refused: too many parts.",
                ),
                Alert(
                    "ClickHouseTooManyParts",
                    "chi_clickhouse_metric_MaxPartCountForPartition > 1000",
                    10,
                    "warning",
                    "A partition on {{ $labels.hostname }} has {{ $value }} parts",
                    "Merging does not keep up; at 3 000 parts inserts are refused.",
                ),
                Alert(
                    "ClickHouseLongQuery",
                    "chi_clickhouse_metric_LongestRunningQuery > 600",
                    5,
                    "warning",
                    "A query on {{ $labels.hostname }} has run for {{ $value | humanizeDuration }}",
                    "Queries of more than 10 minutes hold memory and delay others.",
                ),
                Alert(
                    "ClickHouseDistributedSendsPending",
                    "chi_clickhouse_metric_DistributedFilesToInsert > 500",
                    15,
                    "warning",
                    "{{ $value }} files wait on {{ $labels.hostname }} for other shards",
                    "Distributed inserts do not reach their shard.",
                ),
                Alert(
                    "ClickHouseDataLost",
                    "increase(chi_clickhouse_event_ReplicatedDataLoss[10m]) > 0",
                    0,
                    "critical",
                    "A part exists on no replica of {{ $labels.hostname }}",
                    "ClickHouse has given up on a part that no replica has.",
                ),
                Alert(
                    "ClickHouseBackupOld",
                    overdue(DATABASES, "clickhouse.*backup.*", schedule),
                    5,
                    "critical",
                    "ClickHouse's last good backup is {{ $value | humanizeDuration }} old",
                    f"{{{{ $labels.cronjob }}}} runs at {schedule} (UTC) and has not succeeded since its last turn.",
                ),
            ),
        ),
        Part(
            "clickhouse-keeper",
            "data",
            (
                Alert(
                    "ClickHouseKeeperDown",
                    not_ready(DATABASES, "chk-.+"),
                    3,
                    "critical",
                    "Keeper {{ $labels.pod }} is not ready",
                    "Two of three must be there, or ClickHouse takes no replicated write.",
                ),
                Alert(
                    "ClickHouseKeeperQuorumLost",
                    f"ClickHouseAsyncMetrics_KeeperSyncedFollowers < 1 and {_KEEPER_LEADER}",
                    1,
                    "critical",
                    "Keeper's leader {{ $labels.pod }} has no follower",
                    "Without a follower in sync there is no majority: replicated tables are read-only.",
                ),
                Alert(
                    "ClickHouseKeeperSlow",
                    "ClickHouseAsyncMetrics_KeeperMaxLatency > 500",
                    10,
                    "warning",
                    "Keeper {{ $labels.pod }} takes up to {{ $value }} ms",
                    "Slow Keeper slows every replicated insert; its disk is the usual cause.",
                ),
            ),
        ),
    )
