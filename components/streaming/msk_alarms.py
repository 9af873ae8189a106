"""What calls somebody when Kafka is about to lose data or to stand still."""

from dataclasses import dataclass

import pulumi

from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from settings.streaming import Msk
from settings.streaming_checks import BROKER_ZONES


@dataclass(frozen=True)
class _Watch:
    """A metric that every cluster has at the monitoring level DEFAULT."""

    name: str
    metric: str
    statistic: str
    breach: Breach
    meaning: str


_OF_CLUSTER = (
    _Watch(
        "offline-partitions",
        "OfflinePartitionsCount",
        "Maximum",
        Breach(above=0, period=60, periods=2),
        "partitions can be neither read nor written",
    ),
    _Watch(
        "controllers", "ActiveControllerCount", "Maximum", Breach(below=1, period=60, periods=5), "no controller: leaders are not replaced"
    ),
)
_OF_BROKER = (
    # 85 %: see `kafka.disk_percent` in data/throughput.json.
    _Watch("disk", "KafkaDataLogsDiskUsed", "Maximum", Breach(above=85, period=300), "the disk is fuller than 85 %"),
    _Watch(
        "under-replicated",
        "UnderReplicatedPartitions",
        "Maximum",
        Breach(above=0, period=300, periods=3),
        "partitions have lacked a replica for 15 minutes",
    ),
    _Watch("cpu", "CpuUser", "Average", Breach(above=60, period=300, periods=3), "too busy to carry another broker's load"),
)


def msk_alarms(placement: Placement, settings: Msk, cluster: str, alerts: Alerts, opts: pulumi.ResourceOptions) -> None:
    """Alarms of the cluster, and of each broker by its number."""
    for watch in _OF_CLUSTER:
        _alarm(placement.label("kafka", watch.name), cluster, watch, {"Cluster Name": cluster}, alerts, opts)
    for broker in range(1, settings.brokers_per_zone * BROKER_ZONES + 1):
        dimensions = {"Cluster Name": cluster, "Broker ID": str(broker)}
        for watch in _OF_BROKER:
            _alarm(placement.label("kafka", str(broker), watch.name), f"{cluster}, broker {broker}", watch, dimensions, alerts, opts)


def _alarm(name: str, what: str, watch: _Watch, dimensions: dict[str, str], alerts: Alerts, opts: pulumi.ResourceOptions) -> None:
    metric = Metric("AWS/Kafka", watch.metric, dimensions, watch.statistic)
    alarm(name, f"{what}: {watch.meaning}", metric, watch.breach, alerts, opts)
