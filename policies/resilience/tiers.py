"""Which resources matter so much that they are kept in a second region, too."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from policies.subject import Subject

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "tag": {"type": "string", "default": "tier", "description": "The tag that tells how much a resource matters."},
    "tiers": {
        "type": "array",
        "items": {"type": "string"},
        "default": ["1", "critical"],
        "description": "Values of the tag that call for a copy in a second region.",
    },
    "resources": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "description": "Names of resources that call for it whatever their tags say; * stands for any characters.",
    },
}
"""Settings of each rule that asks."""


def needs_second_region(subject: Subject) -> bool:
    """Whether a resource is marked by its tag or by its name."""
    if any(fnmatchcase(subject.name, str(pattern)) for pattern in subject.settings["resources"]):
        return True
    return subject.values.inner("tags").at(subject.settings["tag"]) in subject.settings["tiers"]
