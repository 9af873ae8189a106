"""Numbers as the plan needs them: whole things, and digits a person can read."""

import math


def whole(amount: float, multiple: int = 1) -> int:
    """The next whole number (or multiple) that is not less, and never zero. Forgives the last digits of a float: 3.0000000001 is 3."""
    return max(1, math.ceil(round(amount / multiple, 9))) * multiple


def shown(amount: float) -> str:
    """A number as a person reads it: `38 600`, `1.25`, `0.004`."""
    if amount >= 100 or amount == int(amount):
        return f"{amount:,.0f}".replace(",", " ")
    return f"{amount:.3g}"
