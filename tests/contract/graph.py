"""A stack's inventory in the form that the outside judges read: the resource graph of awscheck, chartcheck and kubeapi."""

import json
from pathlib import Path
from typing import Any

from inventory.resource import Inventory, Resource


def graph_of(inventory: Inventory) -> dict[str, Any]:
    """A stack as the judges read it."""
    return {"project": inventory.project, "stack": inventory.stack, "resources": [_record(resource) for resource in inventory]}


def write_graph(inventory: Inventory, file: Path) -> Path:
    """Write a stack's graph, and return its file."""
    file.write_text(json.dumps(graph_of(inventory)))
    return file


def _record(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "parent": resource.parent,
        "custom": resource.custom,
        "remote": resource.type.startswith("eks:index:"),
        "ignoreChanges": [],
        "provider": f"{resource.provider}::id" if resource.provider else "",  # the engine's references end in the provider's id
        "region": resource.region,
        "inputs": resource.inputs,
        "dependencies": list(resource.depends_on),
        "secretInputs": list(resource.secret_inputs),
        "source": resource.source,
        "id": resource.id,
    }
