"""What AWS offers of EKS: Kubernetes versions in standard support, and the add-on builds for each. Source: `data/eks.json`."""

import functools
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any


@functools.cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data" / "eks.json").read_text())
    return facts


def as_of() -> date:
    """The day the facts were gathered. Versions are judged by it and not by the clock: the same code gives the same answer."""
    return date.fromisoformat(_facts()["as_of"])


def in_standard_support(version: str) -> bool:
    """Whether AWS supports a version without the extended fee; the newest one's end may not be announced yet."""
    known = _facts()["versions"].get(version)
    if known is None or date.fromisoformat(known["released"]) > as_of():
        return False
    ends = known["standard_support_ends"]
    return ends is None or date.fromisoformat(ends) > as_of()


def addon_versions(version: str) -> Mapping[str, str]:
    """Add-on → the build pinned for a Kubernetes version; empty where none are known."""
    return {name: pin["version"] for name, pin in _facts()["addons"].get(version, {}).items()}


def usable_versions() -> tuple[str, ...]:
    """The versions a stack may ask for."""
    return tuple(version for version in _facts()["versions"] if in_standard_support(version) and addon_versions(version))
