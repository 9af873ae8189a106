"""EC2 instance types with what they can carry. Source of the figures: `data/eks.json`."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict


class InstanceLimits(TypedDict):
    """What an instance type has; interfaces (ENIs) and addresses bound its pods."""

    arch: str
    vcpus: int
    memory_gib: float
    max_enis: int
    ipv4_per_eni: int


@functools.cache
def instance_limits() -> Mapping[str, InstanceLimits]:
    """Every instance type that the platform can plan for."""
    path = Path(__file__).parent.parent / "data" / "eks.json"
    limits: dict[str, InstanceLimits] = json.loads(path.read_text())["eni_limits"]
    return limits
