"""The stores and engines that run inside the clusters."""

from settings.clickhouse import Clickhouse
from settings.cockroachdb import Cockroachdb
from settings.neo4j import Neo4j
from settings.redis import Redis
from settings.section import Section
from settings.timescale import Timescale


class DataServices(Section):
    """One that is left out does not exist."""

    clickhouse: Clickhouse | None = None
    cockroachdb: Cockroachdb | None = None
    redis: Redis | None = None
    timescale: Timescale | None = None
    neo4j: Neo4j | None = None
