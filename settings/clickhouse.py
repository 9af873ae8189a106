"""ClickHouse inside a cluster."""

from typing import Annotated, Literal

from pydantic import Field

from settings.pod_size import StorePod
from settings.schedule import Schedule
from settings.section import PositiveCount, Section


class Clickhouse(Section):
    """Shards of replicated tables by the Altinity operator, agreed on by ClickHouse Keeper."""

    shards: PositiveCount = 3
    """Parts of the data. More make queries faster; existing rows do not move to a new one by themselves."""
    replicas: Annotated[int, Field(ge=1, le=3)] = 2
    """Copies of each shard, in zones of their own."""
    keepers: Literal[1, 3, 5] = 3
    """Who agrees on what is written. A majority must be there."""
    pod: StorePod
    """A server. Its volume holds the shard, and the local backups."""
    query_memory_gb: Annotated[int, Field(ge=1, le=1024)] = 50
    """The most memory of one query; the server has more, so that one query cannot stop the others."""
    backup: Schedule = "0 2,14 * * *"
    """One replica of each shard is copied. Twice a day: once would lose a day and what the copy takes, more than a day allows."""
    local_backups: Annotated[int, Field(ge=0, le=30)] = 3
    """Kept on the shard's own disk, as hard links: they cost what has changed since."""
    remote_backups: Annotated[int, Field(ge=1, le=365)] = 60
    """Kept in the bucket: a month of them."""
