"""Graduated prices: the first so many units cost this, the next ones less."""

from collections.abc import Sequence

from costing.bill import Bill

ALL = float("inf")
Steps = Sequence[tuple[float, str]]
"""How many units → the item that they cost, from the first unit on; the last step holds for all the rest."""


def add_graduated(bill: Bill, text: str, quantity: float, service: str, steps: Steps, unit: float = 1) -> None:
    """Lines for a quantity by use, each step at its price. `unit` is how many of the quantity one unit of the price is.

    AWS counts what the whole account uses in a region; a line counts its own resource's, so that several large ones cost a bit less.
    """
    left = quantity
    for size, item in steps:
        bill.add(text, min(left, size) / unit, service, item, by_usage=True)
        left = max(left - size, 0)
