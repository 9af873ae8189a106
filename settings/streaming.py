"""Streams, Kafka, delivery to the lakehouse and stream processing."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.lakehouse import Identifier
from settings.section import LogDays, PositiveCount, Section, matches

StreamName = Annotated[str, matches(r"[a-z][a-z0-9-]{0,31}", "1 to 32 small letters, digits or -, with a letter first")]
TopicName = Annotated[str, matches(r"[a-z][a-z0-9_-]{0,99}", "1 to 100 small letters, digits, _ or -, with a letter first")]
RetentionHours = Annotated[int, Field(ge=1, le=8760)]


class Stream(Section):
    """A Kinesis stream."""

    shards: PositiveCount = 1
    """Provisioned mode: shards at creation, and the fewest that scaling leaves."""
    max_shards: PositiveCount = 1
    """Provisioned mode: the most that scaling adds up to; equal to `shards` leaves the stream as it is."""
    fan_out: Annotated[tuple[StreamName, ...], Field(max_length=20)] = ()
    """Consumers that get 2 MB/s of each shard for themselves (enhanced fan-out), by the name of what reads. Others share 2 MB/s."""

    @model_validator(mode="after")
    def _grows(self) -> "Stream":
        if self.max_shards < self.shards:
            raise ValueError(f"max_shards ({self.max_shards}) is less than shards ({self.shards})")
        return self


class Kinesis(Section):
    """The streams that events come in by."""

    mode: Literal["on_demand", "provisioned"]
    """`on_demand` takes twice the last 30 days' peak at once and bills by GB; `provisioned` bills by shard, cheaper under steady load."""
    retention_hours: Annotated[int, Field(ge=24, le=8760)] = 24
    """How long a record can be read again. A consumer that is down for longer loses records."""
    streams: dict[StreamName, Stream]
    """`raw-events` is what producers write, `validated-events` what the validator lets through; both must be there."""


class Delivery(Section):
    """Firehose: raw events to their archive, validated events to bronze."""

    buffer_seconds: Annotated[int, Field(ge=60, le=900)] = 300
    """How long events are gathered into one object. Shorter is fresher and makes more, smaller files."""
    buffer_mib: Annotated[int, Field(ge=64, le=128)] = 128
    """An object is written earlier where this much has come together; 64 MiB is the least that AWS allows for Parquet."""
    iceberg_table: Identifier | None = None
    """The Iceberg table of layer bronze (`lakehouse.tables`) that validated events are appended to. Without it they become
    Parquet files, partitioned by day, of the table `events`."""


BrokerType = Annotated[str, matches(r"kafka\.(t3|m5|m7g)\.\w+", "an MSK Standard broker, such as kafka.m7g.large")]
KafkaVersion = Annotated[str, matches(r"\d\.\d+\.(\d+|x)(\.kraft)?", "a version that MSK offers, such as 3.9.x.kraft")]
ScramUser = Annotated[str, matches(r"[a-z][a-z0-9-]{0,31}", "1 to 32 small letters, digits or -, with a letter first")]


class Msk(Section):
    """One Amazon MSK cluster per region. Clients use TLS, and IAM to say who they are."""

    kind: Literal["provisioned", "serverless"] = "provisioned"
    """`serverless` has no brokers to size, IAM only, and at most 200 MiB/s in; none of the settings of brokers is for it."""
    version: KafkaVersion = "3.9.x.kraft"
    """https://docs.aws.amazon.com/msk/latest/developerguide/supported-kafka-versions.html"""
    instance_type: BrokerType = "kafka.m7g.large"
    brokers_per_zone: Annotated[int, Field(ge=1, le=20)] = 1
    """In each of three zones, so that every replica has a zone of its own. MSK allows 60 brokers in KRaft mode."""
    storage_gib: Annotated[int, Field(ge=10, le=16384)] = 100
    """A broker's disk at creation. It grows by itself and never shrinks."""
    max_storage_gib: Annotated[int, Field(ge=10, le=16384)] = 1000
    """The largest that a broker's disk grows to."""
    volume_mib_s: Annotated[int, Field(ge=250, le=2375)] | None = None
    """Throughput provisioned on a broker's disk; without it, 250 MiB/s. Only the sizes 4xlarge and above take it."""
    tiered: bool = False
    """Closed log segments move to cheaper storage that is not bounded by the disks (tiered storage). Cannot be turned off again."""
    local_retention_hours: RetentionHours = 12
    """With tiered storage: how long segments also stay on the brokers' disks, from where reading is fast."""
    monitoring: Literal["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"] = "DEFAULT"
    """How detailed CloudWatch's metrics are. Only DEFAULT is free."""
    scram_users: tuple[ScramUser, ...] = ()
    """Clients that cannot use IAM: each gets a password in Secrets Manager. A user may do everything until Kafka ACLs, which no AWS
    API can set, say otherwise; so keep this empty where possible."""
    replicate: bool = False
    """Copies topics and the positions of their consumers to the `dr` region (MSK Replicator), billed by the hour and by GB."""

    @model_validator(mode="after")
    def _has_brokers(self) -> "Msk":
        if unused := sorted(self.model_fields_set - {"kind", "replicate"}) if self.kind == "serverless" else ():
            raise ValueError(f"serverless has no brokers to set; leave out {', '.join(unused)}")
        if self.max_storage_gib < self.storage_gib:
            raise ValueError(f"max_storage_gib ({self.max_storage_gib}) is less than storage_gib ({self.storage_gib})")
        return self


class Topic(Section):
    """A Kafka topic, on MSK as on Strimzi."""

    partitions: Annotated[int, Field(ge=1, le=4000)]
    """Consumers of one group share them, and so are at most as many. They can be added, never removed; keys move when they are."""
    retention_hours: RetentionHours = 168
    compacted: bool = False
    """Keeps the last record of each key for ever, instead of all records for a time."""
    dead_letters: bool = True
    """A topic `<name>-dead-letters` beside it, for what a consumer could not make sense of."""


TOPICS: dict[str, Topic] = {
    "events": Topic(partitions=60),
    "sessions": Topic(partitions=12),
    "conversions": Topic(partitions=12),
    "attributions": Topic(partitions=12),
    "campaigns": Topic(partitions=3, compacted=True, dead_letters=False),
}
"""What the services exchange: `campaigns` is the current state of each campaign, everything else a history."""


class Flink(Section):
    """The Managed Service for Apache Flink application that turns validated events into sessions and conversions."""

    runtime: Literal["FLINK-1_20", "FLINK-2_2"] = "FLINK-1_20"
    """1.20 is Flink's long-term version; an application must be built for the version it runs on."""
    code_key: Annotated[str, matches(r"flink/[\w./-]+\.(jar|zip)", "a key below flink/ of a jar or zip")] | None = None
    """The application in the bucket `artifacts`, such as `flink/stream-processor-1.4.0.jar`. The bucket comes with the first
    deployment, so that one goes without: the application is made with a stand-in and not started."""
    parallelism: Annotated[int, Field(ge=1, le=256)] = 1
    """Tasks at once, to start with."""
    parallelism_per_kpu: Annotated[int, Field(ge=1, le=8)] = 1
    """Tasks that share 1 vCPU and 4 GB; one unit is billed by the hour."""
    checkpoint_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """How much is processed again after a failure, at most."""


class Streaming(Section):
    """How events travel between being received and being stored. Every region has all of it; the `dr` region's stands by."""

    kinesis: Kinesis
    delivery: Delivery = Delivery()
    kafka: Literal["msk", "strimzi", "none"]
    """`strimzi` runs it on the cluster's own nodes."""
    msk: Msk | None = None
    """With `kafka: msk`, and only with it."""
    topics: dict[TopicName, Topic] = Field(default_factory=lambda: dict(TOPICS))
    flink: Flink | None = None
    """Without it nothing turns events into sessions in the stream."""
    log_days: LogDays = 30
    """How long CloudWatch keeps the logs of brokers, deliveries and Flink."""
