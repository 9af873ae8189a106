"""Amounts as task definitions write them."""

import re

_MEASURE = re.compile(r"^\s*([\d.]+)\s*(v?cpu|gb)\s*$", re.IGNORECASE)


def measure(text: str) -> float:
    """vCPUs or GB of `1024`, `1 vCPU`, `.5 vcpu`, `2 GB`; 0 for anything else."""
    if found := _MEASURE.match(text):
        return float(found[1])
    try:
        return float(text) / 1024
    except ValueError:
        return 0
