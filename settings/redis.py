"""Redis inside a cluster."""

from typing import Annotated

from pydantic import Field

from settings.pod_size import StorePod
from settings.schedule import Schedule
from settings.section import Section


class Redis(Section):
    """A Redis Cluster by the OT operator: keys are shared out over the leaders, followers take over."""

    leaders: Annotated[int, Field(ge=1, le=100)] = 3
    """Those left elect a lost one's follower, by majority."""
    followers: Annotated[int, Field(ge=0, le=200)] = 3
    """In all; a multiple of `leaders`."""
    pod: StorePod
    max_memory_gb: Annotated[float, Field(ge=0.01, le=1024)] = 14
    """What keys may take in each leader before the least recently used ones go. Below the pod's memory: a fork of the process writes
    the append-only file anew."""
    backup: Schedule = "*/30 * * * *"
    """What a loss of all nodes costs at most: the append-only files go with the volumes. With the region
    goes besides what S3 has not copied."""
    backup_days: Annotated[int, Field(ge=1, le=365)] = 7
