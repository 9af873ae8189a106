"""Rules of Kafka, the engines and the stand-ins: which parts go together, and where each belongs."""

from collections.abc import Iterator

from settings.engines import StreamProcessor
from settings.kafka_clients import CLIENTS
from settings.problems import Path, Problem
from settings.regions import Role
from settings.streaming import TOPICS
from settings.strimzi import Kafka
from settings.valid import Valid

_KAFKA: Path = ("data_services", "kafka")
_STORE: Path = ("data_services", "object_store")
_STAND_INS: Path = ("data_services", "stand_ins")
_PROCESSOR: Path = ("data_services", "engines", "flink", "stream_processor")


def data_service_problems(valid: Valid, on_aws: bool) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _on_aws(valid) if on_aws else _off_aws(valid)
    if valid.get(Kafka, *_KAFKA):
        yield from _topics(("streaming", "topics") if on_aws else ("topics",), valid)
    if valid.get(StreamProcessor, *_PROCESSOR) and valid.raw(*_KAFKA) is None:
        yield Problem(_PROCESSOR, "reads and writes Kafka inside the cluster; give data_services.kafka, or leave it out")


def _on_aws(valid: Valid) -> Iterator[Problem]:
    kind, kafka = valid.raw("streaming", "kafka"), valid.get(Kafka, *_KAFKA)
    if kind == "strimzi" and valid.raw(*_KAFKA) is None:
        yield Problem(_KAFKA, "is missing: streaming.kafka is strimzi; give its brokers")
    if kind in ("msk", "none") and valid.raw(*_KAFKA) is not None:
        yield Problem(_KAFKA, f"has no meaning where streaming.kafka is {kind}; leave it out, or set that to strimzi")
    if valid.raw(*_PROCESSOR) is not None and valid.raw("streaming", "flink") is not None:
        yield Problem(_PROCESSOR, "would do again what streaming.flink does; leave one of them out")
    roles = [valid.get(Role, *region, "role") for region in valid.below("regions")]
    if kafka and kafka.replicate and roles and all(role in ("primary", "secondary") for role in roles):
        yield Problem((*_KAFKA, "replicate"), "needs a region with the role dr to copy to", True)
    for path in (_STORE, *valid.below(*_STAND_INS)):
        if valid.raw(*path) is not None:
            yield Problem(path, "stands in for a service of AWS, which is there itself; leave it out")


def _off_aws(valid: Valid) -> Iterator[Problem]:
    if valid.raw(*_STORE) is None:
        yield Problem(_STORE, "is missing: backups, logs and the lakehouse have no other place off AWS; {} takes the defaults")
    kafka = valid.get(Kafka, *_KAFKA)
    if kafka and kafka.replicate:
        yield Problem((*_KAFKA, "replicate"), "needs a second region; an existing cluster has none", True)
    if valid.raw(*_STAND_INS, "schema_registry") is not None and valid.raw(*_KAFKA) is None:
        yield Problem((*_STAND_INS, "schema_registry"), "keeps its schemas in Kafka; give data_services.kafka")


def _topics(path: Path, valid: Valid) -> Iterator[Problem]:
    given = valid.raw(*path)
    names = TOPICS if given is None else given
    for service, client in CLIENTS.items():
        for topic in dict.fromkeys((*client.reads, *client.writes)):
            if isinstance(names, dict) and topic not in names:
                yield Problem(path, f"lacks {topic}, which {service} uses")
