"""Kafka brokers, partitions and disks, on MSK or Strimzi.

AWS publishes no events per broker. The model is that of its own sizing script for MSK: with one zone lost, a broker writes to its disk
the ingress x zones/(zones-1), what it receives as a follower, the reads of lagging consumers and moving partitions, and sends the like to
the network; half of the machine stays free. The script reckons with replication 3; here what followers receive and are sent scales with
their number, (replication - 1) / 2. Strimzi brokers are reckoned the same way, from what their node and its gp3 volume sustain.
"""

from capacity.figure import Figure, most
from capacity.limits import Bandwidth, Limit, broker_partitions, express_broker, limit, machine, setting, standard_broker
from capacity.rounding import shown, whole
from capacity.shape import KafkaShape

MIB = 2**20
MB = 1e6


def _is_express(cluster: KafkaShape) -> bool:
    return cluster.instance_type.startswith("express.")


def partitions(rate: float, bytes_per_event: float, consumers: int, largest_group: int) -> Figure:
    """Partitions of the event topic: for the bytes in, for the bytes out, and one for each pod of the largest consumer group."""
    volume = rate * bytes_per_event / MB
    into, out = limit("kafka.partition_in_mb_s"), limit("kafka.partition_out_mb_s")
    return most(
        Figure(whole(volume / into.value), f"{shown(volume)} MB/s, / {shown(into.value)} MB/s", into),
        Figure(whole(volume * consumers / out.value), f"{shown(volume)} MB/s x {consumers} consumers, / {shown(out.value)} MB/s", out),
        Figure(
            whole(largest_group),
            f"one for each of {largest_group} attribution pods",
            setting("load", largest_group, "pods read in one group"),
        ),
    )


def brokers(rate: float, bytes_per_event: float, cluster: KafkaShape, zones: int, topic_partitions: int) -> Figure:
    """Brokers, as many in each zone."""
    ingress = rate * bytes_per_event / MIB
    if _is_express(cluster):
        figures = _express(ingress, cluster, zones)
    elif cluster.kind == "msk":
        figures = _standard(ingress, cluster, zones, standard_broker(cluster.instance_type), limit("kafka.volume_mib_s"))
    else:
        figures = _standard(ingress, cluster, zones, machine(cluster.instance_type), limit("ebs.gp3_mib_s"))
    if cluster.kind == "msk":
        held = broker_partitions(cluster.instance_type)
        replicas = topic_partitions * cluster.replication
        figures.append(
            Figure(
                whole(replicas / held.value, zones),
                f"{topic_partitions} partitions x {cluster.replication} replicas, / {shown(held.value)}",
                held,
            )
        )
    figures.append(
        Figure(
            whole(cluster.replication, zones),
            "one for each replica",
            setting("streaming topics' replication", cluster.replication, "replicas"),
        )
    )
    return most(*figures)


def _standard(ingress: float, cluster: KafkaShape, zones: int, broker: Bandwidth, own_volume: Limit) -> list[Figure]:
    followers = (cluster.replication - 1) / 2
    lost_zone = zones / (zones - 1)
    rest = limit("kafka.lag").value + limit("kafka.rebalance").value
    to_disk = lost_zone + limit("kafka.replication_in").value * followers + rest
    to_network = lost_zone * cluster.consumers + limit("kafka.replication_out").value * followers + rest
    volume = (
        own_volume
        if cluster.volume_mib_s is None
        else setting("streaming.msk.volume_mib_s", cluster.volume_mib_s, "MiB/s provisioned on the volume")
    )
    disk = min(broker.disk, volume, key=lambda figure: figure.value)
    return [_by(ingress, to_disk, disk, zones), _by(ingress, to_network, broker.network, zones)]


def _by(ingress: float, factor: float, bandwidth: Limit, zones: int) -> Figure:
    used = limit("kafka.utilisation").value
    carried = bandwidth.value / factor * used
    each = f"{shown(bandwidth.value)} MiB/s / {shown(factor)} x {shown(used)} = {shown(carried)} MiB/s"
    text = f"{shown(ingress)} MiB/s, / ({each}), a multiple of {zones} zones"
    return Figure(whole(ingress / carried, zones), text, bandwidth)


def _express(ingress: float, cluster: KafkaShape, zones: int) -> list[Figure]:
    broker = express_broker(cluster.instance_type)
    used, egress = limit("kafka.express_utilisation").value, limit("kafka.express_egress").value
    into, out = broker.value * used, broker.value * egress
    text_in = f"{shown(ingress)} MiB/s, / ({shown(broker.value)} x {shown(used)} = {shown(into)} MiB/s), a multiple of {zones} zones"
    text_out = f"{shown(ingress)} MiB/s x {cluster.consumers} consumers, / ({shown(broker.value)} x {shown(egress)} = {shown(out)} MiB/s)"
    return [
        Figure(whole(ingress / into, zones), text_in, broker),
        Figure(whole(ingress * cluster.consumers / out, zones), text_out, broker),
    ]


def storage_gib(rate: float, bytes_per_event: float, cluster: KafkaShape) -> Figure:
    """GiB of disk in the cluster, so that the brokers' disk alarm stays silent. AWS grows Express brokers' storage itself, and bills it."""
    full = limit("kafka.disk_percent")
    held = rate * bytes_per_event * cluster.retention_hours * 3600 * cluster.replication / 2**30
    copies = f"{cluster.retention_hours} h x {cluster.replication} replicas"
    text = f"{shown(rate)}/s x {shown(bytes_per_event)} B x {copies}, / {shown(full.value)} %"
    return Figure(held / (full.value / 100), text, full)
