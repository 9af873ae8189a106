"""Neo4j inside a cluster."""

from typing import Annotated, Literal

from pydantic import Field

from settings.pod_size import StorePod
from settings.schedule import Schedule
from settings.section import Section


class Neo4j(Section):
    """One member (Community Edition), or a cluster of them (Enterprise Edition)."""

    members: Annotated[int, Field(ge=1, le=7)] = 3
    """An odd number: a majority must be there to write."""
    pod: StorePod
    license_agreement: Literal["yes"] | None = None
    """Clustering and online backups are in the Enterprise Edition only, which wants an agreement with Neo4j; who says `yes` has one."""
    backup: Schedule = "0 4,16 * * *"
    backup_days: Annotated[int, Field(ge=1, le=365)] = 30
