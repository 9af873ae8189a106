"""Prices that fall with the quantity."""

from collections.abc import Iterable, Iterator

Step = tuple[float, str]
"""Up to which quantity in a month an item's price holds, and the item."""


def steps(quantity: float, table: Iterable[Step]) -> Iterator[tuple[float, str]]:
    """How much of a quantity is paid at each item's price; the last step has no end."""
    paid = 0.0
    for until, item in table:
        part = min(quantity, until) - paid
        if part > 0:
            yield part, item
            paid += part
