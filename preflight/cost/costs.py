"""All that is said of a stack's cost, reckoned once for every form of report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from costing import Estimate, Line
from costing.advice import Advice, advice
from costing.bands import Bands, bands
from costing.compare import Comparison
from costing.region_load import SECONDS
from costing.workloads import ClusterCost, attribute
from inventory.resource import Inventory
from preflight.cost.usage import committed, unused, usage_of
from settings import AnySettings, Settings

MILLION = 1_000_000


class Band(StrEnum):
    """How much of the usage an estimate has: half, all, or double of it."""

    low = "low"
    expected = "expected"
    high = "high"


class By(StrEnum):
    """What lines are summed up by."""

    region = "region"
    component = "component"
    service = "service"
    resource = "resource"

    def of(self, line: Line) -> str:
        """A line's part of it."""
        return {
            By.region: line.region or "all regions",
            By.component: line.component or "(no component)",
            By.service: line.service,
            By.resource: line.urn,
        }[self]


@dataclass(frozen=True)
class Costs:
    """What a stack costs each month."""

    project: str
    stack: str
    bands: Bands
    clusters: Sequence[ClusterCost]
    events: float
    """A month, in all regions; 0 if nobody tells."""
    notes: Sequence[str]
    advice: Sequence[Advice] | None = None
    """None if nobody asked."""
    comparison: Comparison | None = None
    compared_with: str = ""

    def of(self, band: Band) -> Estimate:
        """One of the three estimates."""
        return {Band.low: self.bands.low, Band.expected: self.bands.expected, Band.high: self.bands.high}[band]

    @property
    def problems(self) -> Sequence[str]:
        """What could not be priced though it costs something."""
        return self.bands.expected.problems

    def per_million_events(self, band: Band) -> Decimal | None:
        """USD."""
        return self.of(band).total * MILLION / Decimal(str(self.events)) if self.events else None


def costs_of(inventory: Inventory, settings: AnySettings | None, with_advice: bool = False) -> Costs:
    """Estimate a stack under its settings, or any other program without. Raises SettingsError for commitments that AWS does not offer."""
    own = settings if isinstance(settings, Settings) else None
    usage = usage_of(own, inventory)
    list_prices = bands(inventory, usage)
    each: list[Estimate] = [committed(own, one) for one in (list_prices.low, list_prices.expected, list_prices.high)]
    clusters = attribute(inventory, each[1])
    return Costs(
        project=inventory.project,
        stack=inventory.stack,
        bands=Bands(*each),
        clusters=clusters,
        events=own.load.average_events_per_second * SECONDS if own else 0,
        notes=[*inventory.notes, *unused(own, inventory, usage), *_too_small(clusters)],
        advice=advice(inventory, usage) if with_advice else None,
    )


def _too_small(clusters: Sequence[ClusterCost]) -> Iterator[str]:
    """Clusters that begin with fewer nodes than their pods ask for: the scaler adds what is missing, and the bill has it."""
    for cluster in clusters:
        if cluster.requested > 1:
            more = cluster.monthly * Decimal(str(round(cluster.requested - 1, 4)))
            pods = f"the pods in {cluster.name} ({cluster.region}) request {cluster.requested:.0%} of the nodes it begins with"
            yield f"{pods}; those that its scaler adds cost about ${more:,.0f} a month, which the sums do not contain"


def compared(costs: Costs, comparison: Comparison, with_: str) -> Costs:
    """The same with a comparison."""
    return replace(costs, comparison=comparison, compared_with=with_)


def ranked(bands: Bands, key: Callable[[Line], str]) -> list[tuple[str, tuple[Decimal, Decimal, Decimal]]]:
    """Totals by something, the dearest first."""
    return sorted(bands.by(key).items(), key=lambda one: (-one[1][1], one[0]))
