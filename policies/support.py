"""How long a version is in standard support. Dates and their sources: `data/support.json`, `data/eks.json`."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policies.today import today

_DATA = Path(__file__).parent.parent / "data"
EKS = "eks"
"""The product of `data/eks.json`."""


@dataclass(frozen=True)
class Support:
    """A version's standard support. Paid extended support is none."""

    last_day: date | None = None
    """None as long as no end is announced, and for a version that is not known."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.last_day is not None and today() > self.last_day

    def ends_within(self, days: float) -> bool:
        """Whether it lasts, but not for so many days."""
        return self.last_day is not None and 0 <= (self.last_day - today()).days <= days

    def __str__(self) -> str:
        if self.last_day is None:
            return "no end announced"
        return "older than all that is listed" if self.last_day == date.min else f"standard support until {self.last_day}"


def support_of(product: str, version: str) -> Support:
    """The support of a version (`16.4` counts as `16` where only that is listed). What is older than all listed is long over."""
    listed = _last_days(product)
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        found = ".".join(parts[:length])
        if found in listed:
            return Support(listed[found])
    number, numbers = _number(version), [number for known in listed if (number := _number(known))]
    return Support(date.min) if number and numbers and number < min(numbers) else Support()


def _number(version: str) -> tuple[int, ...]:
    """A version that can be compared; empty for a name."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


@functools.cache
def _last_days(product: str) -> Mapping[str, date | None]:
    if product == EKS:
        versions: Mapping[str, Any] = json.loads((_DATA / "eks.json").read_text())["versions"]
        ends = {version: facts["standard_support_ends"] for version, facts in versions.items()}
    else:
        ends = json.loads((_DATA / "support.json").read_text())["products"].get(product, {}).get("ends", {})
    return {version: date.fromisoformat(end) if end else None for version, end in ends.items()}
