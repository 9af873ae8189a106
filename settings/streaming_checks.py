"""Rules of streaming: which parts go together, and what AWS can do with which machine."""

from collections.abc import Iterator

from settings.lakehouse import TABLES, IcebergTable
from settings.problems import Problem, did_you_mean
from settings.regions import Region, Role
from settings.streaming import Kinesis, Msk, Topic
from settings.valid import Valid

REQUIRED_STREAMS = ("raw-events", "validated-events")
BROKER_ZONES = 3
"""MSK takes two or three zones; with three replicas of which two must be in step, only three survive the loss of one."""

_THROUGHPUT_SIZES = ("4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")


def streaming_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _streams(valid)
    yield from _kafka(valid)
    yield from _iceberg(valid)
    msk = valid.get(Msk, "streaming", "msk")
    if msk is not None and valid.raw("streaming", "kafka") == "msk":
        yield from _replication(msk, valid)
        if msk.kind == "provisioned":
            yield from _brokers(msk, valid)
            yield from _topics(msk, valid)


def _streams(valid: Valid) -> Iterator[Problem]:
    kinesis = valid.get(Kinesis, "streaming", "kinesis")
    if kinesis is None:
        return
    for name in REQUIRED_STREAMS:
        if name not in kinesis.streams:
            yield Problem(("streaming", "kinesis", "streams"), f"lacks {name}, which the event path needs")
    if kinesis.mode == "on_demand":
        for name, stream in kinesis.streams.items():
            for key in sorted({"shards", "max_shards"} & stream.model_fields_set):
                path = ("streaming", "kinesis", "streams", name, key)
                yield Problem(path, "is for mode provisioned; on demand, AWS finds the number", getattr(stream, key))


def _kafka(valid: Valid) -> Iterator[Problem]:
    kafka, msk = valid.raw("streaming", "kafka"), valid.raw("streaming", "msk")
    if kafka == "msk" and msk is None:
        yield Problem(("streaming", "msk"), "is missing: kafka is msk")
    if kafka in ("strimzi", "none") and msk is not None:
        yield Problem(("streaming", "msk"), f"has no meaning where kafka is {kafka}; leave it out")


def _replication(msk: Msk, valid: Valid) -> Iterator[Problem]:
    path = ("streaming", "msk", "replicate")
    roles = [valid.get(Role, *region, "role") for region in valid.below("regions")]
    if msk.replicate and roles and all(role in ("primary", "secondary") for role in roles):
        yield Problem(path, "needs a region with the role dr to copy to", True)
    if msk.replicate and msk.kind == "provisioned" and msk.instance_type.startswith("kafka.t3."):
        yield Problem(path, f"cannot reach {msk.instance_type} brokers from another region; take kafka.m7g.large or larger", True)


def _brokers(msk: Msk, valid: Valid) -> Iterator[Problem]:
    for path, region in valid.each(Region, "regions"):
        if region.availability_zones < BROKER_ZONES:
            message = f"is less than {BROKER_ZONES}, in which MSK's brokers must stand to survive the loss of one"
            yield Problem((*path, "availability_zones"), message, region.availability_zones)
    if msk.tiered and msk.instance_type.startswith("kafka.t3."):
        yield Problem(("streaming", "msk", "tiered"), f"is not offered for {msk.instance_type}", True)
    if msk.volume_mib_s is not None and not msk.instance_type.endswith(_THROUGHPUT_SIZES):
        message = f"is not offered for {msk.instance_type}; AWS wants one of {', '.join(_THROUGHPUT_SIZES)}"
        yield Problem(("streaming", "msk", "volume_mib_s"), message, msk.volume_mib_s)


def _topics(msk: Msk, valid: Valid) -> Iterator[Problem]:
    for path, topic in valid.each(Topic, "streaming", "topics"):
        if msk.tiered and not topic.compacted and topic.retention_hours < msk.local_retention_hours:
            message = f"is less than streaming.msk.local_retention_hours ({msk.local_retention_hours}), so nothing would ever be tiered"
            yield Problem((*path, "retention_hours"), message, topic.retention_hours)


def _iceberg(valid: Valid) -> Iterator[Problem]:
    path = ("streaming", "delivery", "iceberg_table")
    name = valid.raw(*path)
    given = valid.raw("lakehouse", "tables") is not None
    tables = {str(path[-1]): table for path, table in valid.each(IcebergTable, "lakehouse", "tables")} if given else TABLES
    if not isinstance(name, str):
        if "events" in tables and tables["events"].layer == "bronze":
            message = (
                "has the name of the table that Firehose's Parquet files get; name it in streaming.delivery.iceberg_table, or otherwise"
            )
            yield Problem(("lakehouse", "tables", "events"), message)
    elif name not in tables:
        yield Problem(path, f"is no table of lakehouse.tables{did_you_mean(name, tables)}; there are {', '.join(tables)}", name)
    elif tables[name].layer != "bronze":
        yield Problem(path, f"is a table of layer {tables[name].layer}; Firehose fills bronze", name)
