"""Quantities that follow from others."""

from costing.bill import Bill


def usage_or(bill: Bill, quantity: str, derived: float) -> float:
    """A quantity that is stated or reckoned from the load, else what follows from others, which low and high estimates change already."""
    stated = bill.usage(quantity)
    if stated or quantity not in bill.assumed:
        return stated
    bill.assumed[quantity] = derived
    return derived
