"""Logs of everything in a cluster."""

from typing import Annotated, Literal

from pydantic import Field

from settings.pod_size import PodSize
from settings.section import Days, GiB, PositiveCount, Section


class Logs(Section):
    """Loki has the logs of all pods, by labels; OpenSearch those of our own services, by their words."""

    days: Days = 30
    """How long Loki keeps them."""
    mode: Literal["monolithic", "distributed"] = "monolithic"
    """Loki as one kind of pod, good for some 100 GB a day, or each of its parts by itself, for more."""
    replicas: Annotated[int, Field(ge=1, le=30)] = 3
    """Of what takes logs in. Three or more keep each line three times until it is in the bucket; the dr region has one."""
    size: PodSize = PodSize(cpu=1, memory_gib=4, max_memory_gib=8)
    """Of what takes logs in."""
    volume_gib: GiB = 50
    """What is not in the bucket yet."""
    max_mib_per_second: PositiveCount = 32
    """More than this from all pods together is refused, so that one loop cannot drown the others or the budget."""
    search_days: Annotated[int, Field(ge=0, le=3653)] = 14
    """How long OpenSearch keeps the logs of our own services; 0 sends it none."""
