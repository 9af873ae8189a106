"""What is done with a stack each month: requests, traffic, stored data. Resources alone do not tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

Quantities = Mapping[str, float]
"""Name of a quantity → how much of it in a month, such as `requests: 1_000_000` or `storage_gb: 500`."""


class UsageError(Exception):
    """Usage that cannot be."""


@dataclass(frozen=True)
class Usage:
    """Quantities by resource. The first that names a quantity counts: a resource's own, its type's, then what nobody has stated.

    That is what the load makes of it, or else the estimator's default.
    """

    by_resource: Mapping[str, Quantities] = field(default_factory=dict)
    """By name or URN of the resource; `*` stands for any characters."""
    by_type: Mapping[str, Quantities] = field(default_factory=dict)
    by_load: Mapping[str, Quantities] = field(default_factory=dict)
    """URN → what `costing.usage_defaults` reckons from the load of its region. Nobody has stated it, so it counts as assumed."""
    factor: float = 1.0
    """Of all quantities: how the low and the high estimate differ from the expected one."""

    def __post_init__(self) -> None:
        for quantities in (*self.by_resource.items(), *self.by_type.items(), *self.by_load.items()):
            for name, quantity in quantities[1].items():
                if quantity < 0:
                    raise UsageError(f"usage of {quantities[0]}: {name} = {quantity} is negative")

    def of(self, urn: str, name: str, type_: str, quantity: str) -> float | None:
        """A quantity of a resource, or None if nothing is said about it."""
        for pattern, quantities in self.by_resource.items():
            if quantity in quantities and (fnmatchcase(name, pattern) or fnmatchcase(urn, pattern)):
                return quantities[quantity] * self.factor
        found = self.by_type.get(type_, {}).get(quantity)
        return None if found is None else found * self.factor

    def assumed(self, urn: str, quantity: str, default: float) -> float:
        """What to take for a quantity that is not stated, at a factor of 1."""
        return self.by_load.get(urn, {}).get(quantity, default)
