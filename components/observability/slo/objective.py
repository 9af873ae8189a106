"""A service level objective: what is promised, how it is measured, and how much may go wrong."""

from dataclasses import dataclass
from typing import Protocol

_MINUTES_PER_DAY = 24 * 60
_HOURS_PER_YEAR = 365 * 24
FASTEST_BURN = 14.4
"""How many times faster than allowed the budget burns when the fastest alert fires."""


class Sli(Protocol):
    """How well a service does."""

    def good(self, window: str) -> str:
        """PromQL of how much went well within a window such as `5m`."""

    def total(self, window: str) -> str:
        """PromQL of how much there was."""


@dataclass(frozen=True)
class Requests:
    """The share of good requests or events, each counting the same."""

    good_counter: str
    """With its selector."""
    total_counter: str

    def good(self, window: str) -> str:
        return f"(sum(rate({self.good_counter}[{window}])) or vector(0))"

    def total(self, window: str) -> str:
        return f"(sum(rate({self.total_counter}[{window}])) > 0)"


@dataclass(frozen=True)
class Failures:
    """The share of requests or events that did not go wrong, where only those that did are counted beside all."""

    bad_counter: str
    total_counter: str

    def good(self, window: str) -> str:
        return f"(sum(rate({self.total_counter}[{window}])) - (sum(rate({self.bad_counter}[{window}])) or vector(0)))"

    def total(self, window: str) -> str:
        return f"(sum(rate({self.total_counter}[{window}])) > 0)"


@dataclass(frozen=True)
class Slices:
    """The share of time in which a condition held, each evaluation counting the same."""

    condition: str
    """PromQL that is 1 or 0, and nothing while there is nothing to judge."""
    record: str
    """The series that keeps it."""

    def good(self, window: str) -> str:
        return f"sum(sum_over_time({self.record}[{window}]))"

    def total(self, window: str) -> str:
        return f"(sum(count_over_time({self.record}[{window}])) > 0)"


@dataclass(frozen=True)
class Slo:
    """A promise to the users of a service."""

    name: str
    """Such as `ingestion-availability`."""
    service: str
    promise: str
    """In words."""
    objective: float
    """The share that must be good: 0.999."""
    sli: Sli
    window_days: int = 30

    def __post_init__(self) -> None:
        lowest = 1 - 1 / FASTEST_BURN
        if not lowest < self.objective < 1:
            raise ValueError(
                f"SLO {self.name}: objective {self.objective} must be between {lowest:.3f} and 1; "
                f"below, not even a total failure burns the budget {FASTEST_BURN} times too fast"
            )

    @property
    def budget(self) -> float:
        """The share that may go wrong."""
        return 1 - self.objective

    @property
    def budget_minutes(self) -> float:
        """Minutes of a window that may go wrong altogether."""
        return self.budget * self.window_days * _MINUTES_PER_DAY

    @property
    def budget_hours_per_year(self) -> float:
        """Hours of a year: 4.38 for 99.95 %."""
        return self.budget * _HOURS_PER_YEAR

    @property
    def alert(self) -> str:
        """The name of its alert: `IngestionAvailabilityBudgetBurn`."""
        return "".join(word.capitalize() for word in self.name.split("-")) + "BudgetBurn"
