"""How large the instance types are: `data/instance-sizes.json`."""

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from costing.price import PriceError

_FILE = Path(__file__).parent.parent / "data" / "instance-sizes.json"
_USUAL = re.compile(r"(?P<kind>[cmr])\d+[a-z]*\.(?P<size>medium|large|(?P<times>\d*)xlarge)")
_GIB_PER_VCPU = {"c": 2, "m": 4, "r": 8}


@dataclass(frozen=True)
class Size:
    """Of one instance."""

    vcpus: float
    gib: float


def size_of(instance_type: str) -> Size:
    """The size of an instance type; as of all of its kind if it is newer than the data. Raises PriceError if it is unknown."""
    if found := _sizes().get(instance_type):
        return found
    if usual := _USUAL.fullmatch(instance_type):
        vcpus = {"medium": 1, "large": 2}.get(usual["size"]) or 4 * int(usual["times"] or 1)
        return Size(vcpus, vcpus * _GIB_PER_VCPU[usual["kind"]])
    raise PriceError(f"the size of {instance_type} is not known")


@functools.cache
def _sizes() -> dict[str, Size]:
    types = json.loads(_FILE.read_text())["types"]
    return {name: Size(float(vcpus), float(gib)) for name, (vcpus, gib) in types.items()}
