"""What one unit of something costs."""

from dataclasses import dataclass
from decimal import Decimal


class PriceError(Exception):
    """There is no price for what a resource asks for. Says which, and what there is."""


@dataclass(frozen=True)
class Price:
    """What one unit of something costs, in USD, before discounts and taxes."""

    usd: Decimal
    unit: str
    """`hour`, `GB-month`, `1M requests` and so on."""
    source: str
    estimated: bool = False
    """No source for this region: us-east-1's price times the region's usual ratio to it."""

    @staticmethod
    def of(usd: float, unit: str, source: str) -> "Price":
        """A price as the data has it."""
        return Price(Decimal(str(usd)), unit, source)
