"""Reads the inventory of what is deployed from `pulumi stack export`."""

from pathlib import Path

from inventory.engine_json import EngineFileError, Records, read
from inventory.resource import Inventory, Resource

COMMAND = "pulumi stack export > FILE"


def read_state(file: Path) -> Inventory:
    """Every resource of the stack, secrets masked. Raises EngineFileError if the file holds no state."""
    content = read(file, COMMAND)
    deployment = content.get("deployment")
    if not isinstance(deployment, dict):
        hint = "it looks like a preview, so name it with --from-preview" if "steps" in content else f"write it with: {COMMAND}"
        raise EngineFileError(f"{file} holds no stack (no deployment); {hint}")
    records = Records()
    found: dict[str, Resource] = {}
    try:
        for record in deployment.get("resources") or ():
            if resource := records.resource(record):
                found[resource.urn] = resource
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise EngineFileError(f"{file} holds a resource that is none ({type(error).__name__}: {error}); write it with: {COMMAND}") from None
    if not records.stack:
        raise EngineFileError(f"{file} holds a stack without any resource: nothing to judge")
    return Inventory(records.project, records.stack, tuple(found[urn] for urn in sorted(found)), records.outputs)
