"""The stores and engines that run inside the clusters."""

from settings.clickhouse import Clickhouse
from settings.cockroachdb import Cockroachdb
from settings.engines import Engines
from settings.neo4j import Neo4j
from settings.redis import Redis
from settings.section import Section
from settings.stand_ins import ObjectStore, StandIns
from settings.strimzi import Kafka
from settings.timescale import Timescale


class DataServices(Section):
    """One that is left out does not exist."""

    clickhouse: Clickhouse | None = None
    cockroachdb: Cockroachdb | None = None
    redis: Redis | None = None
    timescale: Timescale | None = None
    neo4j: Neo4j | None = None
    kafka: Kafka | None = None
    """With `streaming.kafka: strimzi`, and only with it; off AWS where events are to flow."""
    engines: Engines = Engines()
    object_store: ObjectStore | None = None
    """Off AWS, and always there: backups, logs and the lakehouse need a place."""
    stand_ins: StandIns = StandIns()
    """Off AWS only."""
