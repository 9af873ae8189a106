"""Stores and engines that run inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.clickhouse.clickhouse import ClickhouseStore
from components.dataservices.cockroachdb.cockroachdb import CockroachStore
from components.dataservices.neo4j.neo4j import Neo4jStore
from components.dataservices.redis.redis import RedisStore
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

    def __init__(self, name: str, args: DataServicesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        if args.ground.active:
            self._stores(args)
        self.register_outputs({})

    def _stores(self, args: DataServicesArgs) -> None:
        """Where events are worked on. The dr region runs none: after a failover they are restored there."""
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
