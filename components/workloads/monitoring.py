"""What Prometheus reads of a service."""

from components.kubernetes.objects import Manifest
from components.workloads.profiles import Profile

_EVERY = "30s"
_MOST_SERIES = 20_000
"""Of one pod; a label that grows with users or events costs the service its metrics, not everybody."""


def service_monitor(profile: Profile) -> Manifest:
    """A ServiceMonitor of the Service that callers use; a version that waits for promotion has none."""
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels},
        "spec": {
            "selector": {"matchLabels": profile.labels},
            "sampleLimit": _MOST_SERIES,
            "endpoints": [{"port": "metrics", "interval": _EVERY}],
        },
    }
