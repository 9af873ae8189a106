"""Topics: what the settings say, in Kafka's own words; and on MSK the topics themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from settings.streaming import Streaming, Topic

REPLICATION, MIN_IN_SYNC = 3, 2
"""A record is in three zones, and acknowledged when two have it: one may be lost without losing records or standing still."""

DEAD_LETTERS = "-dead-letters"
_DEAD_LETTER_TOPIC = Topic(partitions=3, retention_hours=14 * 24, dead_letters=False)

_HOUR = 3_600_000  # milliseconds
_GIB = 2**30


def topic_settings(streaming: Streaming) -> dict[str, Topic]:
    """Every topic, those for dead letters too."""
    return with_dead_letters(streaming.topics)


def with_dead_letters(topics: Mapping[str, Topic]) -> dict[str, Topic]:
    """Topics, and beside each that has them one for its dead letters."""
    letters = {f"{name}{DEAD_LETTERS}": _DEAD_LETTER_TOPIC for name, topic in topics.items() if topic.dead_letters}
    return dict(sorted({**topics, **letters}.items()))


def topic_config(topic: Topic, min_in_sync: int = MIN_IN_SYNC) -> dict[str, str]:
    """Kafka's configuration of a topic, whoever runs it."""
    config = {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "compression.type": "zstd",
        "min.insync.replicas": str(min_in_sync),
        "segment.bytes": str(_GIB),
    }
    return config if topic.compacted else config | {"retention.ms": str(topic.retention_hours * _HOUR)}


def tiered_config(topic: Topic, local_retention_hours: int) -> dict[str, str]:
    """With MSK's tiered storage, which takes no compacted topics, and none that would be gone before it is moved."""
    config = topic_config(topic)
    if topic.compacted or topic.retention_hours < local_retention_hours:
        return config
    return config | {"remote.storage.enable": "true", "local.retention.ms": str(local_retention_hours * _HOUR)}


@dataclass(frozen=True)
class TopicsArgs:
    """What the topics need."""

    placement: Placement
    cluster: aws.msk.Cluster
    """Of provisioned brokers: MSK Serverless offers no call to make topics, so its clients do."""


class Topics(Component):
    """The topics of the settings on MSK's brokers."""

    def __init__(self, name: str, args: TopicsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        streaming = placement.settings.streaming
        msk = streaming.msk
        for topic, settings in topic_settings(streaming).items():
            config = tiered_config(settings, msk.local_retention_hours) if msk and msk.tiered else topic_config(settings)
            aws.msk.Topic(
                placement.label("topic", topic),
                name=topic,
                cluster_arn=args.cluster.arn,
                partition_count=settings.partitions,
                replication_factor=REPLICATION,
                configs=json.dumps(config, sort_keys=True),
                opts=self.options(**placement.stateful()),
            )
        self.register_outputs({})
