"""Stores and engines that run inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.clickhouse.clickhouse import ClickhouseStore
from components.dataservices.cockroachdb.cockroachdb import CockroachStore
from components.dataservices.engines.engine import EngineArgs
from components.dataservices.engines.flink import Flink
from components.dataservices.engines.prefect import Prefect
from components.dataservices.engines.spark import Spark
from components.dataservices.kafka.strimzi import Strimzi, StrimziArgs
from components.dataservices.neo4j.neo4j import Neo4jStore
from components.dataservices.redis.redis import RedisStore
from components.dataservices.stand_ins.stand_ins import StandInServices, StandInServicesArgs
from components.dataservices.store import StoreArgs
from components.dataservices.timescale.timescale import TimescaleStore
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability


@dataclass(frozen=True)
class DataServicesArgs:
    """What the data services need."""

    ground: Ground
    operators: Operators
    observability: Observability
    primary: "DataServices | None"
    """The primary region's, which those of other regions copy from; None in the primary region and off AWS."""


class DataServices(Component):
    """Everything in namespace `databases`, and the engines that work on it."""

    kafka: Strimzi | None
    """None where Kafka is MSK's or nobody's, and in a pilot light that nothing is copied to."""

    def __init__(self, name: str, args: DataServicesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        self.kafka = self._kafka()
        self._stand_ins()
        if not args.ground.pilot:
            self._stores(args)
            self._engines()
        self.register_outputs({})

    def _kafka(self) -> Strimzi | None:
        args, settings = self._args, self._args.ground.settings.data_services.kafka
        if settings is None or (args.ground.pilot and not settings.replicate):
            return None
        given = StrimziArgs(args.ground, args.operators, args.observability, settings, args.primary.kafka if args.primary else None)
        return Strimzi(args.ground.label("strimzi"), given, self.options())

    def _stand_ins(self) -> None:
        args = self._args
        if args.ground.region is None:
            given = StandInServicesArgs(
                args.ground, args.operators, args.observability, self.kafka, args.ground.settings.data_services.stand_ins
            )
            StandInServices(args.ground.label("stand-ins"), given, self.options())

    def _engines(self) -> None:
        """A pilot light has none."""
        args, engines = self._args, self._args.ground.settings.data_services.engines
        ground, given = args.ground, (args.ground, args.operators, args.observability, self.kafka)
        if engines.prefect:
            Prefect(ground.label("prefect"), EngineArgs(*given, engines.prefect), self.options())
        if engines.spark:
            Spark(ground.label("spark"), EngineArgs(*given, engines.spark), self.options())
        if engines.flink:
            Flink(ground.label("flink"), EngineArgs(*given, engines.flink), self.options())

    def _stores(self, args: DataServicesArgs) -> None:
        """A pilot light has none. They are made there by the region's setting `complete`, and restored by `ops backup restore`."""
        ground, wanted = args.ground, args.ground.settings.data_services
        needs = ground, args.operators, args.observability
        if wanted.clickhouse:
            ClickhouseStore(ground.label("clickhouse"), StoreArgs(*needs, wanted.clickhouse), self.options())
        if wanted.cockroachdb:
            CockroachStore(ground.label("cockroachdb"), StoreArgs(*needs, wanted.cockroachdb), self.options())
        if wanted.redis:
            RedisStore(ground.label("redis"), StoreArgs(*needs, wanted.redis), self.options())
        if wanted.timescale:
            TimescaleStore(ground.label("timescale"), StoreArgs(*needs, wanted.timescale), self.options())
        if wanted.neo4j:
            Neo4jStore(ground.label("neo4j"), StoreArgs(*needs, wanted.neo4j), self.options())
