"""How large the instance types are: `data/instance-sizes.json`."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from costing.price import PriceError

_FILE = Path(__file__).parent.parent / "data" / "instance-sizes.json"


@dataclass(frozen=True)
class Size:
    """Of one instance."""

    vcpus: float
    gib: float


def size_of(instance_type: str) -> Size:
    """The size of an instance type. Raises PriceError if it is unknown."""
    found = _sizes().get(instance_type)
    if found is None:
        raise PriceError(f"the size of {instance_type} is not known")
    return found


@functools.cache
def _sizes() -> dict[str, Size]:
    types = json.loads(_FILE.read_text())["types"]
    return {name: Size(float(vcpus), float(gib)) for name, (vcpus, gib) in types.items()}
