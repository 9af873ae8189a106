"""What actions of AWS do, from `data/iam-actions.json`."""

import json
from pathlib import Path
from typing import Any

_DATA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "iam-actions.json").read_text())

PRIVILEGE_ESCALATION: tuple[str, ...] = tuple(_DATA["privilege_escalation"]["actions"])
"""Each alone lets its holder take more rights than it was given."""
DATA_READS: tuple[str, ...] = tuple(_DATA["data_reads"]["actions"])
"""Read or copy what is stored."""
CREDENTIALS: tuple[str, ...] = tuple(_DATA["credentials"]["actions"])
"""Answer with credentials or a session."""
EXPOSURE: tuple[str, ...] = tuple(_DATA["exposure"]["actions"])
"""Decide who else reaches a resource."""

_READING: tuple[str, ...] = tuple(_DATA["reading_verbs"]["verbs"])
_FREE: dict[str, frozenset[str]] = {service: frozenset(actions) for service, actions in _DATA["free"]["actions"].items()}


def writes_where_it_could_be_told(action: str) -> bool:
    """Whether an action, maybe with wildcards, changes something that a policy can name. Of a service not in the data it is unsaid."""
    service, _, name = action.partition(":")
    return service in _FREE and not name.startswith(_READING) and name not in _FREE[service]
