"""What Prometheus is to read, as data: operators are there before Prometheus and its kinds are."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """Pods with metrics. Whoever runs them says so here, and whoever runs Prometheus makes a monitor of it."""

    name: str
    """Of the monitor: one in its namespace."""
    namespace: str
    labels: Mapping[str, str] = field(hash=False)
    """The pods'."""
    port: int | str
    """A container's port by number or by the name that it has there."""
    path: str = "/metrics"
    scheme: str = "http"
