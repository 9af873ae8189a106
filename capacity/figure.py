"""A number with its reason: how it was reckoned, and which limit made it what it is."""

from dataclasses import dataclass

from capacity.limits import Limit


@dataclass(frozen=True)
class Figure:
    """How much of a thing one load needs."""

    amount: float
    arithmetic: str
    because: Limit


def most(*figures: Figure) -> Figure:
    """Of several reasons for a size, the one that asks most; the first of equals."""
    return max(figures, key=lambda figure: figure.amount)
