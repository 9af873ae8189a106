"""Resources that a stack takes out of a rule: each with a reason, and until a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from policies.today import today

SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "description": "Resources the rule does not count for.",
    "items": {
        "type": "object",
        "properties": {
            "resources": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "description": "Names or URNs; * stands for any characters.",
            },
            "reason": {"type": "string", "minLength": 10},
            "until": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "The last day it holds."},
        },
        "required": ["resources", "reason", "until"],
        "additionalProperties": False,
    },
}
"""Of the property `exclusions`, which every policy's configuration has."""


@dataclass(frozen=True)
class Exclusion:
    """What a stack excludes from a rule."""

    resources: tuple[str, ...]
    reason: str
    until: date

    def covers(self, name: str, urn: str) -> bool:
        """Whether a resource is meant."""
        return any(fnmatchcase(name, pattern) or fnmatchcase(urn, pattern) for pattern in self.resources)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return today() > self.until


def exclusions_of(config: Mapping[str, Any]) -> list[Exclusion]:
    """The exclusions in a policy's configuration."""
    return [Exclusion(tuple(one["resources"]), one["reason"], date.fromisoformat(one["until"])) for one in config.get("exclusions", ())]
