"""The published figures that sizes rest on, each with its unit, source and date. They stand in `data/throughput.json`."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from capacity.rounding import shown

LimitName = Literal[
    "kinesis.shard_write_mb_s", "kinesis.shard_write_records_s", "kinesis.shard_read_mb_s", "kinesis.efo_read_mb_s",
    "kinesis.on_demand_write_mb_s", "kinesis.on_demand_write_records_s", "kinesis.on_demand_read_mb_s", "kinesis.shards",
    "kafka.replication_in", "kafka.replication_out", "kafka.lag", "kafka.rebalance",
    "kafka.utilisation", "kafka.express_utilisation", "kafka.express_egress", "kafka.brokers",
    "kafka.partition_in_mb_s", "kafka.partition_out_mb_s", "kafka.broker_storage_gib", "kafka.volume_mib_s", "kafka.disk_percent",
    "dynamodb.wcu_bytes", "dynamodb.rcu_bytes", "dynamodb.reads_per_rcu",
    "dynamodb.partition_wcu", "dynamodb.table_wcu", "dynamodb.table_rcu",
    "lambda.concurrency", "lambda.payload_mb",
    "ebs.gp3_mib_s", "nat.gbps",
    "eks.reserved_mib", "eks.reserved_mib_per_pod", "eks.eviction_mib",
]  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """A figure that a size rests on: published, or one of this stack's own settings."""

    name: str
    value: float
    unit: str
    source: str
    date: str
    """When the source was published, or the page read; empty for a setting."""

    def __str__(self) -> str:
        """The limit as a person reads it."""
        return f"{shown(self.value)} {self.unit}"


@dataclass(frozen=True)
class Bandwidth:
    """What a machine sustains, in MiB/s: to its disks, and to the network. Burstable machines go higher for a while."""

    disk: Limit
    network: Limit


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data" / "throughput.json").read_text())
    return data


def limit(name: LimitName, region: str = "other") -> Limit:
    """A published limit; where it differs between regions, the one of the region."""
    entry = _data()["limits"][name]
    value = entry["value"]
    if isinstance(value, dict):
        value = value.get(region, value["other"])
    return Limit(name, value, entry["unit"], entry["source"], entry["date"])


def setting(name: str, value: float, unit: str) -> Limit:
    """A figure of this stack's own."""
    return Limit(name, value, unit, f"setting {name}", "")


def _row(table: str, kind: str) -> dict[str, Limit]:
    """A row of a table of machine types: each column a limit."""
    entry = _data()[table]
    if kind not in entry["types"]:
        raise LookupError(f"{kind} is not in {table} of data/throughput.json; known are {', '.join(entry['types'])}")
    figures = zip(entry["columns"], entry["types"][kind], strict=True)
    return {name: Limit(f"{table}.{kind}.{name}", value, f"{name} of {kind}", entry["source"], entry["date"]) for name, value in figures}


def standard_broker(kind: str) -> Bandwidth:
    """An MSK Standard broker such as `kafka.m7g.xlarge`."""
    row = _row("msk_standard", kind)
    return Bandwidth(_in(row["ebs_mib_s"], 1, f"MiB/s to the disk of {kind}"), _in(row["network_mib_s"], 1, f"MiB/s of network of {kind}"))


def express_broker(kind: str) -> Limit:
    """What an MSK Express broker such as `express.m7g.xlarge` takes in."""
    return _in(_row("msk_express", kind)["ingress_mib_s"], 1, f"MiB/s into {kind}")


def broker_partitions(kind: str) -> Limit:
    """Partition replicas that AWS recommends at most for an MSK broker."""
    table = "msk_express" if kind.startswith("express.") else "msk_standard"
    return _in(_row(table, kind)["partitions_recommended"], 1, f"partition replicas on {kind}")


def machine(instance_type: str) -> Bandwidth:
    """An EC2 instance; the table has Mbps, so 8 bits and 10^6 bytes become MiB/s."""
    row = _row("instances", instance_type)
    to_mib = 1e6 / 8 / 2**20
    return Bandwidth(
        _in(row["ebs_baseline_mbps"], to_mib, f"MiB/s to the disks of {instance_type}"),
        _in(row["network_baseline_mbps"], to_mib, f"MiB/s of network of {instance_type}"),
    )


def _in(figure: Limit, factor: float, unit: str) -> Limit:
    return Limit(figure.name, figure.value * factor, unit, figure.source, figure.date)
