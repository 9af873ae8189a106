"""Kinesis Data Streams, their consumers with enhanced fan-out, video streams, and SQL applications."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.records import billed_gb, steps_of
from inventory.values import Values

STREAM = "aws:kinesis/stream:Stream"
_INCLUDED_HOURS = 24
_EXTENDED_HOURS = 168
_PAYLOAD_UNIT_KB = 25
_ON_DEMAND_STEP_KB = 1
_SHARD_METRICS = 7
"""What `ALL` stands for."""

free("part of the stream", "aws:kinesis/resourcePolicy:ResourcePolicy")


@estimates(STREAM)
def stream(bill: Bill) -> None:
    """Usage: `in_gb` written in `records`; `replayed_gb` read after seven days.

    `out_gb` is what is read without enhanced fan-out, which provisioned streams include.
    """
    in_gb, records = bill.usage("in_gb"), bill.usage("records")
    hours = bill.values.number("retentionPeriod") or _INCLUDED_HOURS
    if _is_on_demand(bill.values):
        bill.hours("stream on demand", 1, "kinesis", "on_demand_stream_hour")
        bill.add("data written", billed_gb(in_gb, records, _ON_DEMAND_STEP_KB), "kinesis", "on_demand_data_in", by_usage=True)
        bill.add("data read", bill.usage("out_gb"), "kinesis", "on_demand_data_out", by_usage=True)
        extended = in_gb / HOURS * max(min(hours, _EXTENDED_HOURS) - _INCLUDED_HOURS, 0)
        bill.add("data kept for up to 7 days", extended, "kinesis", "on_demand_extended_retention", by_usage=True)
    else:
        shards = _shards(bill.values)
        bill.hours("shards", shards, "kinesis", "shard_hour")
        bill.add("payload units", steps_of(in_gb, records, _PAYLOAD_UNIT_KB) / 1_000_000, "kinesis", "put_payload_unit", by_usage=True)
        bill.hours("retention of up to 7 days", shards if hours > _INCLUDED_HOURS else 0, "kinesis", "extended_retention_24h_7d")
        bill.add("metrics of shards", shards * _shard_metrics(bill.values), "cloudwatch", "custom_metric_first_10k")
    long_term = in_gb / HOURS * max(hours - _EXTENDED_HOURS, 0)
    bill.add("data kept for over 7 days", long_term, "kinesis", "long_term_retention_over_7d", by_usage=True)
    bill.add("data read after 7 days", bill.usage("replayed_gb"), "kinesis", "long_term_retrieval", by_usage=True)


@estimates("aws:kinesis/streamConsumer:StreamConsumer")
def stream_consumer(bill: Bill) -> None:
    """Enhanced fan-out. Usage: `out_gb` that it reads."""
    source = bill.around.target(bill.resource, "streamArn", STREAM)
    if source is None:
        raise PriceError("the stream that it reads is not in the stack")
    values = Values(dict(source.inputs))
    if _is_on_demand(values):
        bill.add("data read with enhanced fan-out", bill.usage("out_gb"), "kinesis", "on_demand_efo_out", by_usage=True)
    else:
        bill.hours("enhanced fan-out of each shard", _shards(values), "kinesis", "efo_consumer_shard_hour")
        bill.add("data read with enhanced fan-out", bill.usage("out_gb"), "kinesis", "efo_data_retrieval", by_usage=True)


@estimates("aws:kinesis/videoStream:VideoStream")
def video_stream(bill: Bill) -> None:
    """Usage: `in_gb` taken in, `out_gb` played. What is stored follows from the retention."""
    in_gb = bill.usage("in_gb")
    bill.add("data taken in", in_gb, "kinesis_video", "data_in", by_usage=True)
    bill.add("data played", bill.usage("out_gb"), "kinesis_video", "data_out", by_usage=True)
    kept = in_gb / HOURS * (bill.values.number("dataRetentionInHours") or 0)
    bill.add("data kept", kept, "kinesis_video", "storage", by_usage=True)


@estimates("aws:kinesis/analyticsApplication:AnalyticsApplication")
def analytics_application(bill: Bill) -> None:
    """SQL on streams. Usage: `kpus` on average, 1 unless said."""
    bill.add("processing units", bill.rate("kpus", 1) * HOURS, "managed_flink", "kpu_hour", by_usage=True)


def _is_on_demand(values: Values) -> bool:
    return values.text("streamModeDetails.streamMode") == "ON_DEMAND"


def _shards(values: Values) -> float:
    return values.number("shardCount") or 1


def _shard_metrics(values: Values) -> int:
    metrics = values.texts("shardLevelMetrics")
    return _SHARD_METRICS if "ALL" in metrics else len(metrics)
