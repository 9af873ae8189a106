"""What crosses a border that costs or limits: NAT, the line between zones, and the pod subnets' addresses."""

import math

from capacity.figure import Figure
from capacity.limits import Limit, limit, setting
from capacity.nodes import max_pods, node_addresses
from capacity.rounding import shown
from capacity.shape import KafkaShape

_BITS_PER_GBIT = 1e9


def nat_gbps(rate: float, bytes_per_event: float, egress_share: float, *, kinesis_through_nat: bool) -> Figure:
    """Gbit/s through NAT: to third parties, and every write to Kinesis that no endpoint takes. S3 and DynamoDB have gateways."""
    share = egress_share + (1 if kinesis_through_nat else 0)
    through = (
        f"({egress_share:.3g} to third parties + 1 to Kinesis, which has no endpoint)"
        if kinesis_through_nat
        else f"{egress_share:.3g} to third parties"
    )
    amount = rate * bytes_per_event * 8 * share / _BITS_PER_GBIT
    return Figure(amount, f"{shown(rate)}/s x {shown(bytes_per_event)} B x 8 x {through}", limit("nat.gbps"))


def between_zones_gb_s(rate: float, bytes_per_event: float, kafka: KafkaShape | None, zones: int) -> Figure:
    """GB/s between zones. Of `zones` targets, all but one are elsewhere: so it is for a load balancer's pods and for partition leaders.

    Each follower lies in another zone (the rack is the zone); consumers read from the replica in their own.
    """
    away = (zones - 1) / zones
    crossings, parts = away, [f"{shown(away)} to pods"]
    because = setting("regions.availability_zones", zones, "zones")
    if kafka is not None:
        crossings += away + kafka.replication - 1
        parts += [f"{shown(away)} to leaders", f"{kafka.replication - 1} to followers"]
    text = f"{shown(rate)}/s x {shown(bytes_per_event)} B x ({' + '.join(parts)})"
    return Figure(rate * bytes_per_event * crossings / 1e9, text, because)


def pod_prefixes(nodes: int, node_type: str, zones: int) -> Figure:
    """/28 blocks of pod addresses in each zone left when one is lost, with nodes full of pods, as the address plan counts them."""
    pods = max_pods(node_type)
    each, in_zone = node_addresses(node_type, pods).prefixes, math.ceil(nodes / (zones - 1))
    text = f"{nodes} nodes in {zones - 1} zone{'s' if zones > 2 else ''}: {in_zone} each, x {each}"
    return Figure(in_zone * each, text, Limit("max_pods", pods, f"pods on {node_type}", "data/eks.json", "2026-11-21"))
