"""What pods of stores have in common besides what all pods have."""

from collections.abc import Mapping
from typing import Any

from components.kubernetes.pods import CONTAINER, POD, WRITABLE, sized, spread
from settings.pod_size import PodSize

CONTAINER_SECURITY: dict[str, Any] = {**POD, **WRITABLE}
"""Of a container. It says what its pod says, too: operators leave some pods without."""

READ_ONLY: dict[str, Any] = {**POD, **CONTAINER}
"""Of a container that writes to volumes only."""

SMALL = sized(PodSize(cpu=0.05, max_cpu=1, memory_gib=0.0625, max_memory_gib=0.25))
"""Of a helper beside the store, such as an exporter."""

OPERATOR = sized(PodSize(cpu=0.1, max_cpu=1, memory_gib=0.25, max_memory_gib=0.5))
"""Of an operator."""


def zones_apart(labels: Mapping[str, str], several: bool) -> list[dict[str, Any]]:
    """Over zones evenly, as one may be lost; a single pod goes anywhere."""
    return spread(labels, zones="DoNotSchedule") if several else []
