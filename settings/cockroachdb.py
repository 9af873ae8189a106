"""CockroachDB inside a cluster."""

from typing import Annotated

from pydantic import Field

from settings.pod_size import StorePod
from settings.schedule import Schedule
from settings.section import Section


class Cockroachdb(Section):
    """One cluster of equal nodes; each range of rows has three copies, in zones of their own."""

    nodes: Annotated[int, Field(ge=1, le=100)] = 6
    """One keeps a single copy, for a laptop; from three on, the loss of one is not noticed."""
    pod: StorePod
    licensed: bool = False
    """Whether a licence key is there to be put in. Since 24.3 every cluster of several nodes needs one, the free licence included:
    without it, seven days after the start it runs five transactions at a time."""
    backup: Schedule = "0 3 * * *"
    """A full one."""
    changes: Schedule = "*/30 * * * *"
    """What has changed since: as much is lost with all nodes, and with the region what S3 has not copied by then."""
    backup_days: Annotated[int, Field(ge=2, le=365)] = 30
