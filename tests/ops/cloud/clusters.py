"""The clusters of the regions that take over from each other, with the objects that a failover changes."""

import copy
from typing import Any

from inventory.resource import Inventory, Resource
from tests.ops.kubernetes import Api

KINDS = {
    "apps/v1:Deployment",
    "argoproj.io/v1alpha1:Rollout",
    "autoscaling/v2:HorizontalPodAutoscaler",
    "keda.sh/v1alpha1:ScaledObject",
    "policy/v1:PodDisruptionBudget",
    "velero.io/v1:Schedule",
}


def clusters_of(inventory: Inventory) -> dict[str, Api]:
    """By region; with every object of these kinds, so that a patch of a wrong one shows."""
    regions = [region for region, outputs in inventory.outputs["regions"].items() if outputs.get("takeover")]
    found = {region: Api() for region in regions}
    for resource in inventory.resources:
        kind = resource.type.removeprefix("kubernetes:")
        if resource.region in found and kind in KINDS:
            metadata = resource.inputs["metadata"]
            version, _, name = kind.partition(":")
            found[resource.region].put(version, name, metadata.get("namespace", ""), metadata["name"], **content_of(resource))
    return found


def content_of(resource: Resource) -> dict[str, Any]:
    """What of an object a failover may touch: labels, annotations, spec."""
    return copy.deepcopy({"metadata": {"annotations": {}, **resource.inputs["metadata"]}, "spec": dict(resource.inputs.get("spec", {}))})
