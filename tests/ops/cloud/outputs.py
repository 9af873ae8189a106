"""The stack's outputs, as `ops` reads them: the program's own, with what is really there in place of what is made up."""

from collections.abc import Mapping
from typing import Any

from tests.ops.cloud.seed.seeding import Seeding
from tests.ops.kubernetes import Api


def outputs_of(seeding: Seeding, clusters: Mapping[str, Api], health: str) -> dict[str, Any]:
    """All of them. `health` is the address below which this machine answers for a region's hosts."""
    found: dict[str, Any] = seeding.real(seeding.inventory.outputs)
    for region, outputs in found["regions"].items():
        if region in clusters:
            outputs["cluster_endpoint"] = clusters[region].endpoint
            outputs["cluster_certificate"] = clusters[region].certificate
        outputs["health_urls"] = {host: f"{health}/{region}/{host}" for host in outputs.get("health_urls") or {}}
    return found
