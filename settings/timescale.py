"""TimescaleDB inside a cluster."""

from typing import Annotated

from pydantic import Field

from settings.pod_size import StorePod
from settings.schedule import Schedule
from settings.section import Days, GiB, PositiveCount, Section


class Timescale(Section):
    """PostgreSQL with TimescaleDB by CloudNativePG: a primary and standbys, write-ahead log archived in the bucket."""

    instances: Annotated[int, Field(ge=1, le=9)] = 3
    """The primary and its standbys; from two on, a commit waits for one standby if any is there."""
    pod: StorePod
    wal_storage_gib: GiB
    """The write-ahead log's own volume."""
    poolers: PositiveCount = 2
    """PgBouncer pods: clients share connections."""
    full_backup: Schedule = "0 1 * * 0"
    """A base backup of everything. Between two of them the archived write-ahead log holds every change, within five minutes: any second
    can be restored. So nothing incremental is taken daily, which barman-cloud could not do either."""
    backup_days: Days = 30
    """How far back any second can be restored."""
