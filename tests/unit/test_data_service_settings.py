"""Settings of Kafka, engines and stand-ins: which parts go together, and where each belongs."""

from pathlib import Path

import pytest

from settings import SettingsError, from_stack_file
from settings.kafka_clients import CLIENTS
from settings.streaming import TOPICS
from tests.support import OPTIONS, ROOT

CLUSTER = (OPTIONS / "Pulumi.cluster.yaml").read_text()
LOCAL = (ROOT / "Pulumi.local.yaml").read_text()


def said_of(folder: Path, text: str, *changes: tuple[str, str]) -> str:
    """What is said of a stack file with each first text replaced by the second."""
    for old, new in changes:
        assert old in text, f"{old!r} is not there any more"
        text = text.replace(old, new, 1)
    (folder / "Pulumi.changed.yaml").write_text(text)
    try:
        from_stack_file(folder, "changed")
    except SettingsError as error:
        return error.text()
    return ""


BROKERS = "brokers: { replicas: 3, size: { cpu: 0.5, max_cpu: 2, memory_gib: 4 }, heap_gib: 2, storage_gib: 50 }"


@pytest.mark.parametrize("text", [CLUSTER, LOCAL])
def test_the_stacks_as_they_are_have_no_mistake(tmp_path: Path, text: str) -> None:
    assert said_of(tmp_path, text) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (BROKERS, BROKERS.replace("replicas: 3", "replicas: 2"), "replication (3) is more than brokers.replicas (2)"),
        (BROKERS, f"{BROKERS}\n      min_in_sync: 4", "min_in_sync (4) is more than replication (3)"),
        (BROKERS, f"{BROKERS}\n      min_in_sync: 3", "so a restart stops writers"),
        (BROKERS, BROKERS.replace("heap_gib: 2", "heap_gib: 3.5"), "heap_gib (3.5) is more than three quarters of memory_gib (4)"),
        (BROKERS, f'{BROKERS}\n      version: "3.9.1"', "must be a version that the operator runs"),
        ("controllers: { replicas: 3", "controllers: { replicas: 4", "controllers.replicas (4) is even"),
        ("ml: { consume", "mml: { consume", "must be one of ingestion, attribution"),
        ("kafka: strimzi", "kafka: none", "has no meaning where streaming.kafka is none; leave it out"),
        ("role: dr", "role: secondary", "data_services.kafka.replicate = true\n      needs a region with the role dr"),
        ("    kafka: strimzi", "    kafka: strimzi\n    flink: {}", "would do again what streaming.flink does"),
        ("stream-processor:1.0.0", "stream-processor", "must be an image with its tag"),
        ("    engines:", "    object_store: {}\n    engines:", "stands in for a service of AWS, which is there itself"),
        ("    engines:", "    stand_ins: { dynamodb: {} }\n    engines:", "stands in for a service of AWS, which is there itself"),
    ],
)
def test_a_mistake_on_aws_is_said_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in said_of(tmp_path, CLUSTER, (old, new))


def test_kafka_in_the_cluster_needs_its_brokers(tmp_path: Path) -> None:
    start, end = CLUSTER.index("    kafka:\n"), CLUSTER.index("    engines:")
    text = said_of(tmp_path, CLUSTER[:start] + CLUSTER[end:])
    assert "data_services.kafka\n      is missing: streaming.kafka is strimzi" in text
    assert "stream_processor\n      reads and writes Kafka inside the cluster" in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    object_store: { storage_gib: 20 }\n", "", "data_services.object_store\n      is missing: backups, logs and the lakehouse"),
        ("      rebalance: false", "      rebalance: true", "rebalance needs a second broker"),
        ("      rebalance: false", "      rebalance: false\n      replicate: true", "needs a second region; an existing cluster has none"),
    ],
)
def test_a_mistake_off_aws_is_said_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in said_of(tmp_path, LOCAL, (old, new))


def test_a_schema_registry_needs_kafka(tmp_path: Path) -> None:
    start, end = LOCAL.index("    kafka:"), LOCAL.index("    object_store:")
    assert "schema_registry\n      keeps its schemas in Kafka" in said_of(tmp_path, LOCAL[:start] + LOCAL[end:])


def test_every_topic_that_a_service_uses_is_there_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    assert {topic for client in CLIENTS.values() for topic in (*client.reads, *client.writes)} <= set(TOPICS)
    few = "kafka: strimzi\n    topics: { events: { partitions: 3 }, sessions: { partitions: 3 }, conversions: { partitions: 3 } }"
    text = said_of(tmp_path, CLUSTER, ("kafka: strimzi", few))
    assert "lacks attributions, which api uses" in text
    assert "lacks campaigns, which campaign-manager uses" in text
