"""Puts the Compose file together."""

from typing import Any

from inventory.resource import Inventory, Resource
from preflight.compose.left_out import reason
from preflight.compose.monitoring import monitoring
from preflight.compose.services import KINDS, kind_of, own_services
from preflight.compose.stand_ins import CUSTOM, RELEASES, Part
from preflight.manifests import as_yaml, clusters

_RELEASE = "kubernetes:helm.sh/v3:Release"
_MONITORING = "kube-prometheus-stack"


class ComposeError(Exception):
    """The stack cannot be rendered; the message says what can."""


def render(inventory: Inventory) -> str:
    """The Compose file of a stack in an existing cluster. Raises ComposeError for a stack on AWS, whose stores no container stands for."""
    if any(cluster.region for cluster in clusters(inventory)):
        raise ComposeError(
            f"{inventory.stack} is on AWS, which no container stands for; name a stack in an existing cluster, such as local"
        )
    parts = [part for resource in inventory if (part := _part(resource, inventory))]
    services: dict[str, Any] = dict(own_services(inventory))
    for part in parts:
        services |= part.services
    kept = sorted({volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])})
    content: dict[str, Any] = {
        "name": f"{inventory.project}-{inventory.stack}",
        "services": dict(sorted(services.items())),
        "configs": {name: {"content": text} for part in parts for name, text in part.configs.items()},
        "volumes": {volume: {} for volume in kept},
    }
    return _head(inventory) + as_yaml(content)


def _part(resource: Resource, inventory: Inventory) -> Part | None:
    """What stands for a release or custom resource; None for everything else."""
    if resource.type == _RELEASE:
        chart = chart_of(resource)
        if chart == _MONITORING:
            return monitoring(inventory)
        return RELEASES[chart](resource, inventory) if chart in RELEASES else None
    builder = CUSTOM.get(group_and_kind(resource))
    return builder(resource, inventory) if builder else None


def chart_of(release: Resource) -> str:
    """A chart's name, also where an address is given."""
    return str(release.inputs["chart"]).rpartition("/")[2]


def group_and_kind(resource: Resource) -> str:
    """`kafka.strimzi.io:Kafka` of `kubernetes:kafka.strimzi.io/v1:Kafka`."""
    _, version, kind = resource.type.split(":")
    return f"{version.partition('/')[0]}:{kind}"


def left_out(inventory: Inventory) -> dict[str, str]:
    """Every chart and kind that has no part in the file → why; an empty reason means that nobody has thought about it."""
    found: dict[str, str] = {}
    for resource in inventory:
        if not resource.custom or not resource.type.startswith("kubernetes:"):
            continue
        if resource.type == _RELEASE:
            name, rendered = chart_of(resource), chart_of(resource) in (*RELEASES, _MONITORING)
        else:
            name, rendered = group_and_kind(resource), group_and_kind(resource) in CUSTOM or kind_of(resource) in KINDS
        if not rendered:
            found[name] = reason(name)
    return dict(sorted(found.items()))


def _head(inventory: Inventory) -> str:
    charts = [f"#   {name}: {why}" for name, why in left_out(inventory).items() if ":" not in name]
    stack = inventory.stack
    lines = [
        f"# {inventory.project}, stack {stack}, on one laptop. Written by `python -m preflight compose --stack {stack}`.",
        "# Start: PLATFORM_PASSWORD=$(openssl rand -hex 16) docker compose up",
        "# Left out:",
        *charts,
    ]
    return "\n".join(lines) + "\n"
