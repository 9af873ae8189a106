"""How far an estimate depends on use: the same stack with less and with more of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from costing.catalogue import Catalogue
from costing.estimate import Estimate, estimate
from costing.line import Line
from costing.usage import Usage, UsageError
from inventory.resource import Inventory

HALF, DOUBLE = 0.5, 2.0


@dataclass(frozen=True)
class Bands:
    """Three estimates of one stack. What does not depend on use is the same in all."""

    low: Estimate
    expected: Estimate
    high: Estimate

    def by(self, key: Callable[[Line], str]) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
        """The three totals by region, component, service, urn: whatever `key` takes of a line."""
        each = [one.by(key) for one in (self.low, self.expected, self.high)]
        names = sorted({name for totals in each for name in totals})
        return {name: (each[0].get(name, Decimal()), each[1].get(name, Decimal()), each[2].get(name, Decimal())) for name in names}

    @property
    def by_usage(self) -> Decimal:
        """What of the expected estimate depends on use."""
        return sum((line.monthly for line in self.expected.lines if line.by_usage), Decimal())

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "low": float(self.low.total),
            "expected": float(self.expected.total),
            "high": float(self.high.total),
            "by_usage": float(self.by_usage),
        }


def bands(
    inventory: Inventory, usage: Usage | None = None, prices: Catalogue | None = None, low: float = HALF, high: float = DOUBLE
) -> Bands:
    """The estimate with the stated and assumed usage, with `low` of it and with `high` of it. Raises UsageError unless low ≤ 1 ≤ high."""
    if not 0 <= low <= 1 <= high:
        raise UsageError(f"the low estimate has {low:g} of the usage and the high one {high:g}: they have to be around 1")
    usage = usage or Usage()
    each = [estimate(inventory, replace(usage, factor=usage.factor * factor), prices) for factor in (low, 1, high)]
    return Bands(*each)
