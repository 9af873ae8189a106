"""What Prometheus reads of stores and engines."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes import monitors
from components.kubernetes.ground import Ground
from components.observability.observability import Observability


def pod_monitor(
    parent: Component,
    ground: Ground,
    observability: Observability,
    namespace: str,
    name: str,
    labels: Mapping[str, str],
    ports: Sequence[str],
    **endpoint: Any,
) -> pulumi.CustomResource:
    """Read the named ports of pods with these labels. `endpoint` is what an endpoint has besides, such as `scheme`."""
    return ground.object(
        parent,
        monitors.pod_monitor(namespace, name, labels, *({"port": port, "path": "/metrics", **endpoint} for port in ports)),
        after=[observability.monitors],
    )
