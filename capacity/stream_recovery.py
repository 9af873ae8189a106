"""What events come in by, and where they are kept first."""

from collections.abc import Iterator

from capacity.objective import Bound, Objective, Term, bound, given, published
from capacity.recovery_steps import Steps
from settings import Settings
from settings.problems import Path

_TOPIC = "MSK Replicator"
_MIRROR = "MirrorMaker 2"


def stream_objectives(settings: Settings, steps: Steps) -> Iterator[Objective]:
    """Kinesis, Kafka, Flink, and the lakehouse."""
    carrier = _carrier(settings)
    yield _kinesis(settings, steps, carrier)
    if settings.streaming.kafka != "none":
        yield _kafka(settings, steps, carrier)
    if settings.streaming.flink or settings.data_services.engines.flink:
        yield _flink(settings, steps, carrier)
    yield from _lakehouse(settings, steps)


def _carrier(settings: Settings) -> str | None:
    """What copies topics to the dr region; None where nothing does."""
    streaming, strimzi = settings.streaming, settings.data_services.kafka
    if streaming.kafka == "msk" and streaming.msk and streaming.msk.replicate:
        return _TOPIC
    return _MIRROR if streaming.kafka == "strimzi" and strimzi and strimzi.replicate else None


def _late(steps: Steps, carrier: str) -> tuple[Term, Term]:
    return steps.mirror_late() if carrier == _MIRROR else steps.late()


def _events_are_in_kafka(settings: Settings) -> bool:
    """The service `ingestion` writes them into stream and topic; on ECS the stream processor hands them on, as Flink does."""
    streaming, engines = settings.streaming, settings.data_services.engines
    return bool("ingestion" in settings.workloads.services or settings.compute.ecs or streaming.flink or engines.flink)


def _by_kafka(settings: Settings) -> tuple[Path, str]:
    if _carrier(settings):
        return ("workloads", "services"), "add the service ingestion, which writes each event into Kafka, too, from where it is copied"
    return _kafka_setting(settings), "replicate Kafka's topics to the dr region, into which the services write each event, too"


def _kinesis(settings: Settings, steps: Steps, carrier: str | None) -> Objective:
    """Kinesis copies nothing itself. Every event is soon in Kafka, too, and in the raw archive; the quicker of both counts."""
    back = steps.back(steps.assume("event sources", "event_sources_minutes"))
    if carrier and _events_are_in_kafka(settings):
        mechanism = f"no copy of its own; each event is in topic `events`, too, which {carrier} carries"
        return Objective("kinesis", mechanism, bound(steps.assume("to Kafka", "topic_seconds", 1 / 60), *_late(steps, carrier)), back)
    if settings.lakehouse.replicate:
        mechanism = "no copy of its own; read again from the raw archive, by Firehose and S3"
        return Objective("kinesis", mechanism, _archived(settings), back, _by_kafka(settings))
    return Objective("kinesis", "none", None, back, _by_kafka(settings))


def _archived(settings: Settings) -> Bound:
    """Firehose's buffer, then S3's copy."""
    buffer = given("Firehose", settings.streaming.delivery.buffer_seconds / 60, "streaming", "delivery", "buffer_seconds")
    return bound(buffer, published("S3 RTC", "s3.copy_minutes"))


def _kafka_setting(settings: Settings) -> Path:
    if settings.streaming.kafka == "none":
        return ("streaming", "kafka")
    return ("streaming", "msk", "replicate") if settings.streaming.kafka == "msk" else ("data_services", "kafka", "replicate")


def _kafka(settings: Settings, steps: Steps, carrier: str | None) -> Objective:
    back = steps.back(steps.assume("consumers", "nodes_minutes"))
    if carrier:
        return Objective("kafka", f"{carrier}, both ways; the dr region's cluster runs", bound(*_late(steps, carrier)), back)
    return Objective("kafka", "none", None, back, (_kafka_setting(settings), "set it to true: topics are then copied to the dr region"))


def _flink(settings: Settings, steps: Steps, carrier: str | None) -> Objective:
    """Checkpoints stay in their region: windows that were open are worked out again from the events."""
    kinesis = _kinesis(settings, steps, carrier)
    managed = settings.streaming.flink is not None
    start = steps.assume("start", "flink_minutes") if managed else steps.assume("nodes", "nodes_minutes")
    mechanism = "no state of its own there; open windows are worked out again from the events"
    return Objective("flink", mechanism, kinesis.rpo, steps.back(start), kinesis.remedy)


def _lakehouse(settings: Settings, steps: Steps) -> Iterator[Objective]:
    """Raw events are read where their copies are; tables name their files with the bucket, so copied ones are registered again."""
    missing: tuple[Path, str] = (("lakehouse", "replicate"), "set it to true: S3 then copies the buckets to the dr region")
    copied = settings.lakehouse.replicate
    mechanism = "S3 replication with time control" if copied else "none"
    yield Objective("raw", mechanism, _archived(settings) if copied else None, steps.back(switched=False), missing)
    tables = steps.assume("register tables", "tables_minutes")
    rpo = bound(published("S3 RTC", "s3.copy_minutes")) if copied else None
    yield Objective("lake", mechanism, rpo, steps.back(tables, switched=False), missing)
