"""Whether events get through: a record that is written and read back, and how far consumers are behind."""

import json
import time
import uuid
from collections.abc import Callable, Iterator

from ops.aws import AwsError
from ops.context import Context
from ops.metrics import MINUTES, latest, series
from ops.verify.result import About, Result
from settings.regions import short_name_of

STREAM = "raw-events"
PROBE = "platform.probe"
"""The type of the event that is written: a valid one, so that nothing is put aside and nobody woken. Analyses leave it out by its type."""

READ_WITHIN = 10.0
"""Seconds until a record that was written must be read."""

LATE_MS = 60_000
"""How far a consumer may be behind: the alarms' own limit (StreamProcessingLagHigh)."""

KAFKA_LATE_S = 60
REPLICATOR_LATE_MS = 300_000
"""The replicators' alarm's limit."""


def roundtrip(
    context: Context, region: str, active: str, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
) -> Iterator[Result]:
    """Writes an event to the stream that producers write to, and reads it back from its shard."""
    about = About("kinesis", region, STREAM)
    if STREAM not in context.outputs.regions[region].streams:
        yield about.skipped("the region has no such stream")
        return
    if region not in context.serving(active):
        yield about.skipped("the region stands by")
        return
    stream, marker = context.physical(STREAM), f"ops-{uuid.uuid4().hex}"
    event = {"event_id": marker, "user_id": "ops-verify", "event_type": PROBE, "occurred_at": f"{context.now():%Y-%m-%dT%H:%M:%SZ}"}
    began = clock()
    written = context.gateway.change(
        region, "kinesis", "put_record", StreamName=stream, Data=json.dumps(event).encode(), PartitionKey="ops-verify"
    )
    if not written:
        yield about.skipped("a dry run writes nothing")
        return
    place = {"ShardId": written["ShardId"], "ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": written["SequenceNumber"]}
    iterator = context.gateway.read(region, "kinesis", "get_shard_iterator", StreamName=stream, **place)["ShardIterator"]
    while iterator and clock() - began < READ_WITHIN:
        answer = context.gateway.read(region, "kinesis", "get_records", ShardIterator=iterator, Limit=100)
        if any(marker.encode() in record["Data"] for record in answer["Records"]):
            yield about.at_most(clock() - began, READ_WITHIN, "s")
            return
        iterator = answer.get("NextShardIterator")
        sleep(0.5)
    yield about.fail("the event that was written cannot be read back", f"{clock() - began:.1f} s", f"{READ_WITHIN:g} s")


def lag(context: Context, region: str, active: str) -> Iterator[Result]:
    """How far each consumer of the streams and of Kafka is behind."""
    if region not in context.serving(active):
        yield About("consumer-lag", region, "consumers").skipped("the region stands by: its consumers are off")
        return
    outputs = context.outputs.regions[region]
    watched = [
        (f"function {function}", "AWS/Lambda", "IteratorAge", {"FunctionName": function})
        for function in sorted(_functions(context, region))
    ]
    for name in sorted(outputs.streams):
        stream = {"StreamName": context.physical(name)}
        watched.append((f"stream {name}", "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", stream))
        settings = context.settings.streaming.kinesis.streams.get(name)
        for reader in settings.fan_out if settings else ():
            behind = {**stream, "ConsumerName": reader}
            watched.append((f"{reader} on {name}", "AWS/Kinesis", "SubscribeToShardEvent.MillisBehindLatest", behind))
    for subject, namespace, metric, dimensions in watched:
        about = About("consumer-lag", region, subject)
        value = latest(context.gateway, region, namespace, metric, dimensions)
        yield about.skipped(f"nothing was read in {MINUTES} minutes") if value is None else about.at_most(value, LATE_MS, "ms")
    yield from _kafka(context, region)


def _functions(context: Context, region: str) -> list[str]:
    """Those that read a stream, by their names in AWS."""
    takeover = context.outputs.regions[region].takeover
    named = set(takeover.event_sources) if takeover else set()
    return [*(named or {context.physical(name) for name in ("event-validator", "real-time-aggregator")})]


def _kafka(context: Context, region: str) -> Iterator[Result]:
    if context.settings.streaming.kafka != "msk":
        return
    cluster = {"Cluster Name": context.physical("kafka", short_name_of(region))}
    groups = series(context.gateway, region, "AWS/Kafka", "EstimatedMaxTimeLag", cluster)
    if not groups:
        yield About("consumer-lag", region, "kafka").skipped("no consumer group is known to CloudWatch")
    for dimensions in sorted(groups, key=str):
        about = About("consumer-lag", region, f"kafka {dimensions.get('Consumer Group', '?')} on {dimensions.get('Topic', '?')}")
        value = latest(context.gateway, region, "AWS/Kafka", "EstimatedMaxTimeLag", dimensions)
        yield about.skipped(f"no figure in {MINUTES} minutes") if value is None else about.at_most(value, KAFKA_LATE_S, "s")


def replicators(context: Context, region: str) -> Iterator[Result]:
    """How late MSK's replicators into a region are."""
    msk = context.settings.streaming.msk
    if msk is None or not msk.replicate or len(context.outputs.regions) == 1:
        return
    try:
        found = series(context.gateway, region, "AWS/Kafka", "ReplicationLatency", {})
    except AwsError as error:
        yield About("replication", region, "kafka").fail(str(error))
        return
    names = sorted({one["ReplicatorName"] for one in found if one.get("ReplicatorName", "").startswith(context.physical(""))})
    for name in names:
        about = About("replication", region, name)
        value = latest(context.gateway, region, "AWS/Kafka", "ReplicationLatency", {"ReplicatorName": name})
        yield about.skipped(f"nothing was copied in {MINUTES} minutes") if value is None else about.at_most(value, REPLICATOR_LATE_MS, "ms")
