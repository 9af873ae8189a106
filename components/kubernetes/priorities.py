"""Who gets a place first when there is no room for all."""

from typing import Any

from components.kubernetes.names import BATCH, CRITICAL, SERVICE, STATEFUL

_CLASSES = {
    CRITICAL: (1_000_000, "Operators and what watches the platform: without them nothing else recovers"),
    STATEFUL: (800_000, "Stores: what waits for them can do nothing"),
    SERVICE: (600_000, "The platform's own services"),
    BATCH: (100_000, "Jobs that can wait: they never push anybody out"),
}


def priority_classes() -> list[dict[str, Any]]:
    """The classes, all above pods that name none."""
    return [
        {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": name},
            "value": value,
            "description": description,
            "preemptionPolicy": "Never" if name == BATCH else "PreemptLowerPriority",
        }
        for name, (value, description) in _CLASSES.items()
    ]
