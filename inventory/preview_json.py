"""Reads the inventory that a deployment would lead to from `pulumi preview --json`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inventory.engine_json import EngineFileError, Records, read
from inventory.resource import Inventory, Resource

COMMAND = "pulumi preview --json --show-sames > FILE"
_NEW = ("create", "create-replacement", "replace")
_GONE = ("delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace", "read", "read-replacement")
"""Steps after which the resource is not, or not any more, the stack's."""


def read_preview(file: Path) -> Inventory:
    """Every resource that the stack would have afterwards. Raises EngineFileError if the file holds no preview."""
    content = read(file, COMMAND)
    steps = content.get("steps")
    if not isinstance(steps, list):
        hint = "it looks like a stack's state, so name it with --from-stack" if "deployment" in content else f"write it with: {COMMAND}"
        raise EngineFileError(f"{file} holds no preview (no steps); {hint}")
    region = (content.get("config") or {}).get("aws:region", "")
    records = Records(region if isinstance(region, str) else "")
    found: dict[str, Resource] = {}
    try:
        for step in steps:
            state, op = step.get("newState"), step["op"]
            resource = (
                records.resource(_with_known(state, step.get("oldState") or {}, op), op in _NEW) if state and op not in _GONE else None
            )
            if resource:
                found[resource.urn] = resource
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise EngineFileError(f"{file} holds a step that is none ({type(error).__name__}: {error}); write it with: {COMMAND}") from None
    if not records.stack:
        raise EngineFileError(f"{file} names no resource at all; write it with: {COMMAND}")
    same = int((content.get("changeSummary") or {}).get("same", 0)) - sum(step["op"] == "same" for step in steps)
    notes = (f"{file} leaves out {same} resources that stay as they are; preview with --show-sames to have them, too",) if same > 0 else ()
    return Inventory(records.project, records.stack, tuple(found[urn] for urn in sorted(found)), records.outputs, notes)


def _with_known(new: Mapping[str, Any], old: Mapping[str, Any], op: str) -> Mapping[str, Any]:
    """What the engine knows of a resource that exists already stands in its old state only."""
    known: dict[str, Any] = {"id": old.get("id")} if op not in _NEW else {}
    if op == "same":
        known["outputs"] = old.get("outputs")
    return {**known, **new}
