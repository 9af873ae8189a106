"""What the tests of the cluster ask an inventory."""

import json
from typing import Any

import pytest

from inventory.resource import Inventory, Resource
from tests.support import ALL_STACKS

CLUSTER = "eks:index:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ADDON = "aws:eks/addon:Addon"
RELEASE = "kubernetes:helm.sh/v3:Release"
POLICY = "aws:iam/rolePolicy:RolePolicy"

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)


def by_name(resources: list[Resource], name: str) -> Resource:
    """The one resource with a logical name."""
    (found,) = [resource for resource in resources if resource.name == name]
    return found


def statements(inventory: Inventory, name: str) -> list[dict[str, Any]]:
    """The statements of an inline policy."""
    document = json.loads(by_name(inventory.of_type(POLICY), name).inputs["policy"])
    found: list[dict[str, Any]] = document["Statement"]
    return found


def autoscaler_tags(inventory: Inventory, region: str, group: str) -> dict[str, str]:
    """The tags of a node group's Auto Scaling group."""
    tags = [r for r in inventory.of_type("aws:autoscaling/tag:Tag") if r.name.startswith(f"{region}-nodes-{group}-k8s.io")]
    return {tag.inputs["tag"]["key"]: tag.inputs["tag"]["value"] for tag in tags}


def needs(inventory: Inventory) -> dict[str, set[str]]:
    """URN → all URNs that it cannot exist without: what it depends on, its parents and its provider, and theirs in turn."""
    direct = {
        r.urn: {*r.depends_on, *(urn for urns in r.property_dependencies.values() for urn in urns), r.parent, r.provider} - {""}
        for r in inventory
    }
    reached: dict[str, set[str]] = {}

    def reach(urn: str) -> set[str]:
        if urn not in reached:
            reached[urn] = set()
            reached[urn] = direct.get(urn, set()).union(*(reach(one) for one in direct.get(urn, set())))
        return reached[urn]

    return {urn: reach(urn) for urn in direct}
