"""How large the instance types of EC2 are: `data/instance-sizes.json`."""

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "instance-sizes.json"
_USUAL = re.compile(r"(?P<kind>[a-z]+)\d+[a-z0-9-]*\.(?P<size>medium|large|(?P<times>\d*)xlarge)")
_GIB_PER_VCPU = {"c": 2, "m": 4, "r": 8}


@dataclass(frozen=True)
class Size:
    """Of one instance."""

    vcpus: float
    gib: float


def size_of(instance_type: str) -> Size | None:
    """The size of a type; if it is newer than the data, that of all of its kind. None if it is not known."""
    if found := _sizes().get(instance_type):
        return found
    vcpus, usual = vcpus_of(instance_type), _USUAL.fullmatch(instance_type)
    gib = _GIB_PER_VCPU.get(usual["kind"]) if usual else None
    return Size(vcpus, vcpus * gib) if vcpus and gib else None


def vcpus_of(instance_type: str) -> float | None:
    """Its vCPUs alone: sizes of one name have as many in every family, so they are known of more types."""
    if found := _sizes().get(instance_type):
        return found.vcpus
    if usual := _USUAL.fullmatch(instance_type):
        return {"medium": 1.0, "large": 2.0}.get(usual["size"]) or 4.0 * int(usual["times"] or 1)
    return None


@functools.cache
def _sizes() -> dict[str, Size]:
    types = json.loads(_FILE.read_text())["types"]
    return {name: Size(float(vcpus), float(gib)) for name, (vcpus, gib) in types.items()}
