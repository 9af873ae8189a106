"""Kinesis Data Streams: shards where they are counted, MB/s and records/s where they are not. Each event is a record of its own."""

from capacity.figure import Figure, most
from capacity.limits import limit, setting
from capacity.rounding import shown, whole
from capacity.shape import KinesisShape

MB = 1e6


def shards(rate: float, bytes_per_event: float, stream: KinesisShape) -> Figure:
    """Shards of a provisioned stream: enough for the bytes in, the records in, and what consumers read."""
    volume = rate * bytes_per_event / MB
    write, records = limit("kinesis.shard_write_mb_s"), limit("kinesis.shard_write_records_s")
    read, fan_out = limit("kinesis.shard_read_mb_s"), limit("kinesis.efo_read_mb_s")
    figures = [
        Figure(
            whole(volume / write.value),
            f"{shown(rate)}/s x {shown(bytes_per_event)} B = {shown(volume)} MB/s, / {shown(write.value)} MB/s",
            write,
        ),
        Figure(whole(rate / records.value), f"{shown(rate)} records/s, / {shown(records.value)}/s", records),
    ]
    if stream.shared_consumers:
        text = f"{shown(volume)} MB/s x {stream.shared_consumers} shared consumers, / {shown(read.value)} MB/s"
        figures.append(Figure(whole(volume * stream.shared_consumers / read.value), text, read))
    if stream.fan_out_consumers:
        figures.append(
            Figure(whole(volume / fan_out.value), f"{shown(volume)} MB/s to each consumer, / {shown(fan_out.value)} MB/s", fan_out)
        )
    return most(*figures)


def write_mb_s(rate: float, bytes_per_event: float, region: str) -> Figure:
    """MB/s into an on-demand stream, which the region limits."""
    volume = rate * bytes_per_event / MB
    return Figure(volume, f"{shown(rate)}/s x {shown(bytes_per_event)} B", limit("kinesis.on_demand_write_mb_s", region))


def write_records_s(rate: float, region: str) -> Figure:
    """Records/s into an on-demand stream: behind it are shards, too, and small events fill them by number before bytes do."""
    return Figure(rate, f"{shown(rate)} events/s, each a record", limit("kinesis.on_demand_write_records_s", region))


def read_mb_s(rate: float, bytes_per_event: float, stream: KinesisShape, region: str) -> Figure:
    """MB/s out of an on-demand stream; one reader is always reckoned. Consumers with enhanced fan-out have throughput of their own."""
    readers = max(1, stream.shared_consumers)
    volume = rate * bytes_per_event / MB * readers
    text = f"{shown(rate)}/s x {shown(bytes_per_event)} B x {readers} shared consumer{'s' if readers > 1 else ''}"
    return Figure(volume, text, limit("kinesis.on_demand_read_mb_s", region))


def retained_gb(rate: float, bytes_per_event: float, stream: KinesisShape) -> Figure:
    """GB that the stream holds."""
    amount = rate * bytes_per_event * stream.retention_hours * 3600 / 1e9
    text = f"{shown(rate)}/s x {shown(bytes_per_event)} B x {stream.retention_hours} h"
    return Figure(amount, text, setting("streaming.kinesis.retention_hours", stream.retention_hours, "hours of retention"))
