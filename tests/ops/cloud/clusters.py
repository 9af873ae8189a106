"""The clusters of the regions that take over from each other, with the objects that a failover changes."""

import copy
from typing import Any

from inventory.resource import Inventory, Resource
from tests.ops.kubernetes import Api


def kinds_of(inventory: Inventory) -> set[str]:
    """Every kind that a failover changes something of: `apps/v1:Deployment`."""
    regions = inventory.outputs["regions"].values()
    return {f"{one['api_version']}:{one['kind']}" for region in regions for one in (region.get("takeover") or {}).get("objects", [])}


def clusters_of(inventory: Inventory) -> dict[str, Api]:
    """By region; with every object of these kinds, so that a patch of a wrong one shows."""
    kinds = kinds_of(inventory)
    regions = [region for region, outputs in inventory.outputs["regions"].items() if outputs.get("takeover")]
    found = {region: Api() for region in regions}
    for resource in inventory.resources:
        kind = resource.type.removeprefix("kubernetes:")
        if resource.region in found and kind in kinds:
            metadata = resource.inputs["metadata"]
            version, _, name = kind.partition(":")
            found[resource.region].put(version, name, metadata.get("namespace", ""), metadata["name"], **content_of(resource))
    return found


def content_of(resource: Resource) -> dict[str, Any]:
    """What of an object a failover may touch: labels, annotations, spec."""
    return copy.deepcopy({"metadata": {"annotations": {}, **resource.inputs["metadata"]}, "spec": dict(resource.inputs.get("spec", {}))})
