"""What is done with a stack each month: requests, traffic, stored data. Resources alone do not tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

Quantities = Mapping[str, float]
"""Name of a quantity → how much of it in a month, such as `requests: 1_000_000` or `storage_gb: 500`."""


class UsageError(Exception):
    """Usage that cannot be."""


@dataclass(frozen=True)
class Usage:
    """Quantities by resource. The first that names a quantity counts: a resource's own, its type's, then the estimator's default."""

    by_resource: Mapping[str, Quantities] = field(default_factory=dict)
    """By URN, or by name or a part of the URN, where `*` stands for any characters. A URN as it is comes first."""
    by_type: Mapping[str, Quantities] = field(default_factory=dict)
    factor: float = 1.0
    """Of all quantities: how the low and the high estimate differ from the expected one."""

    def __post_init__(self) -> None:
        for quantities in (*self.by_resource.items(), *self.by_type.items()):
            for name, quantity in quantities[1].items():
                if quantity < 0:
                    raise UsageError(f"usage of {quantities[0]}: {name} = {quantity} is negative")

    @cached_property
    def _patterns(self) -> list[tuple[str, Quantities]]:
        """Without the URNs, of which there may be thousands."""
        return [item for item in self.by_resource.items() if not item[0].startswith("urn:") or "*" in item[0]]

    def of(self, urn: str, name: str, type_: str, quantity: str) -> float | None:
        """A quantity of a resource, or None if nothing is said about it."""
        own = self.by_resource.get(urn, {}).get(quantity)
        if own is not None:
            return own * self.factor
        for pattern, quantities in self._patterns:
            if quantity in quantities and (fnmatchcase(name, pattern) or fnmatchcase(urn, pattern)):
                return quantities[quantity] * self.factor
        found = self.by_type.get(type_, {}).get(quantity)
        return None if found is None else found * self.factor
