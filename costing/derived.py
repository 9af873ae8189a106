"""Quantities that follow from others."""

from costing.bill import Bill
from costing.steps import Step, steps


def usage_or(bill: Bill, quantity: str, derived: float) -> float:
    """A quantity that is stated, or else what follows from others, which the low and the high estimate have changed already."""
    stated = bill.usage(quantity)
    if quantity not in bill.assumed:
        return stated
    bill.assumed[quantity] = derived
    return derived


def add_steps(bill: Bill, text: str, quantity: float, service: str, table: tuple[Step, ...], unit: float = 1) -> None:
    """Lines for a quantity by use, each step at its price. `unit` is how many of the quantity one unit of the price is.

    AWS counts what the whole account uses in a region; a line counts its own resource's, so that several large ones cost a bit less.
    """
    if quantity < 0:
        bill.add(text, quantity / unit, service, table[0][1], by_usage=True)
    for part, item in steps(quantity, table):
        bill.add(text, part / unit, service, item, by_usage=True)
