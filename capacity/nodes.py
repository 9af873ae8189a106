"""What one node of an instance type can carry. Source of the figures: `data/eks.json`."""

import functools
import json
from pathlib import Path
from typing import TypedDict

_LARGE_NODE_VCPUS = 31
_PODS_ON_SMALL = 110
_PODS_ON_LARGE = 250


class InstanceLimits(TypedDict):
    """The network limits of an instance type."""

    vcpus: int
    memory_gib: float
    max_enis: int
    ipv4_per_eni: int


@functools.cache
def _limits() -> dict[str, InstanceLimits]:
    path = Path(__file__).parent.parent / "data" / "eks.json"
    limits: dict[str, InstanceLimits] = json.loads(path.read_text())["eni_limits"]
    return limits


def known(instance_type: str) -> bool:
    """Whether the limits of an instance type are in the data."""
    return instance_type in _limits()


def limits(instance_type: str) -> InstanceLimits:
    """The limits of an instance type. Raises KeyError if unknown; `known` tells first."""
    return _limits()[instance_type]


def max_pods(instance_type: str) -> int:
    """Pods per node under prefix delegation with custom networking, as AWS's max-pods calculator has it.

    The first interface carries no pods; each address slot of the others carries a /28. EKS recommends at most 110 pods
    up to 30 vCPUs and 250 above. A type that the data does not know counts as a large one: too many addresses are planned, never too few.
    """
    if not known(instance_type):
        return _PODS_ON_LARGE
    node = limits(instance_type)
    slots = (node["max_enis"] - 1) * (node["ipv4_per_eni"] - 1) * 16 + 2
    return min(slots, _PODS_ON_LARGE if node["vcpus"] >= _LARGE_NODE_VCPUS else _PODS_ON_SMALL)
