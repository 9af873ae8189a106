"""Everything between the moment an event comes in and the moment it is stored."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.lakehouse.lakehouse import Lakehouse
from components.network.network import Network
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.streaming.bronze_delivery import BronzeDelivery
from components.streaming.delivery import DeliveryArgs
from components.streaming.flink import StreamProcessor, StreamProcessorArgs
from components.streaming.kafka import Kafka
from components.streaming.msk import MskArgs, MskCluster
from components.streaming.msk_serverless import MskServerless
from components.streaming.raw_archive import RawArchive, RawArchiveArgs
from components.streaming.schema_registry import SchemaRegistry, SchemaRegistryArgs
from components.streaming.streams import EventStream, EventStreamArgs
from components.streaming.topics import topic_config, topic_settings


@dataclass(frozen=True)
class StreamingArgs:
    """What streaming needs."""

    placement: Placement
    network: Network
    keys: Keys
    logs: LogArchive
    alerts: Alerts
    lakehouse: Lakehouse


class Streaming(Component):
    """The streams of one region, what reads them, and its Kafka cluster."""

    streams: dict[str, EventStream]
    """By their name in the settings: `raw-events` and `validated-events` are always there."""
    bronze: BronzeDelivery
    """Where the validator puts events."""
    kafka: Kafka | None
    """MSK; None where Kafka runs in the cluster, or nowhere."""
    registry: SchemaRegistry
    processor: StreamProcessor | None

    def __init__(self, name: str, args: StreamingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        self._args = args
        placement, label = args.placement, args.placement.label
        self.registry = SchemaRegistry(label("schemas"), SchemaRegistryArgs(placement), self.options())
        self.streams = {
            stream: EventStream(label(stream), EventStreamArgs(placement, args.keys, args.alerts, stream), self.options())
            for stream in placement.settings.streaming.kinesis.streams
        }
        delivery = DeliveryArgs(placement, args.keys, args.alerts, args.lakehouse)
        RawArchive(label("raw-archive"), RawArchiveArgs(delivery, self.streams["raw-events"]), self.options())
        self.bronze = BronzeDelivery(label("bronze-delivery"), delivery, self.options())
        self.kafka = self._kafka()
        self.processor = self._processor()
        self.register_outputs(self.exports())

    def _kafka(self) -> Kafka | None:
        args, settings = self._args, self._args.placement.settings.streaming.msk
        if settings is None:
            return None
        made = MskServerless if settings.kind == "serverless" else MskCluster
        given = MskArgs(args.placement, args.network, args.keys, args.logs, args.alerts, settings)
        return made(args.placement.label("kafka"), given, self.options()).kafka

    def _processor(self) -> StreamProcessor | None:
        args, settings = self._args, self._args.placement.settings.streaming.flink
        if settings is None:
            return None
        given = StreamProcessorArgs(
            args.placement,
            args.network,
            args.keys,
            args.alerts,
            args.lakehouse,
            self.streams["validated-events"],
            self.kafka,
            settings,
        )
        return StreamProcessor(args.placement.label("stream-processor"), given, self.options())

    def exports(self) -> dict[str, pulumi.Input[object]]:
        """What the stack exports of it."""
        streaming = self._args.placement.settings.streaming
        exported: dict[str, pulumi.Input[object]] = {
            "streams": {name: stream.arn for name, stream in self.streams.items()},
            "bronze_delivery_stream": self.bronze.stream.name,
            "schema_registry_arn": self.registry.arn,
        }
        if streaming.kafka != "none":
            exported["topics"] = {
                name: {"partitions": topic.partitions, "config": topic_config(topic)} for name, topic in topic_settings(streaming).items()
            }
        if self.kafka:
            exported["kafka"] = {
                "arn": self.kafka.arn,
                "iam_brokers": self.kafka.iam_brokers,
                "secret_arns": self.kafka.secret_arns,
                **({"scram_brokers": self.kafka.scram_brokers} if self.kafka.scram_brokers else {}),
            }
        return exported
