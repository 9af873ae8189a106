"""The estimate of a whole stack: the sum of its resources' lines."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from costing.bill import Around, Bill
from costing.catalogue import Catalogue, catalogue
from costing.estimators import estimator_of, why_free
from costing.line import Line
from costing.price import PriceError
from costing.usage import Usage
from inventory.resource import Inventory, Resource
from inventory.values import NotYetKnown


@dataclass(frozen=True)
class Estimate:
    """What a stack costs each month, in USD, and what that does not contain."""

    lines: tuple[Line, ...]
    free: tuple[str, ...]
    """Types that cost nothing by themselves."""
    not_priced: tuple[str, ...]
    """Types that nobody here can price: they may cost something."""
    problems: tuple[str, ...]
    """Resources that could not be priced, each with its name and the reason."""
    assumed: Mapping[str, Mapping[str, float]]
    """URN → quantities that the stack does not state."""
    as_of: Mapping[str, str]

    @property
    def total(self) -> Decimal:
        """USD each month."""
        return sum((line.monthly for line in self.lines), Decimal())

    def by(self, key: Callable[[Line], str]) -> dict[str, Decimal]:
        """Totals by region, component, service, urn: whatever `key` takes of a line."""
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            totals[key(line)] += line.monthly
        return dict(sorted(totals.items()))

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "currency": "USD",
            "as_of": dict(self.as_of),
            "total_monthly": float(self.total),
            "by_region": _numbers(self.by(lambda line: line.region)),
            "by_component": _numbers(self.by(lambda line: line.component)),
            "by_service": _numbers(self.by(lambda line: line.service)),
            "lines": [line.as_json() for line in self.lines],
            "not_priced": list(self.not_priced),
            "free": list(self.free),
        }


def estimate(inventory: Inventory, usage: Usage | None = None, prices: Catalogue | None = None) -> Estimate:
    """Price every resource of a stack. What can't be priced is listed, never taken for nothing."""
    prices = prices or catalogue()
    usage = usage or Usage()
    around = Around(inventory)
    lines: list[Line] = []
    free: set[str] = set()
    not_priced: set[str] = set()
    problems: list[str] = []
    assumed: dict[str, Mapping[str, float]] = {}
    for resource in inventory:
        if not resource.custom and not resource.type.startswith("eks:"):
            continue
        estimator = estimator_of(resource.type)
        if estimator is None:
            (free if _is_free(resource) else not_priced).add(resource.type)
            continue
        bill = Bill(resource, _component(resource, around), prices, usage, around)
        try:
            estimator(bill)
            lines += _reckoned(bill.lines)
        except PriceError as error:
            problems.append(f"{resource.name} ({resource.type}): {error}")
            continue
        except NotYetKnown as unknown:
            problems.append(f"{resource.name} ({resource.type}): {unknown.path} is not known yet")
            continue
        except _ODD as fault:
            problems.append(f"{resource.name} ({resource.type}): its properties are not as they should be ({type(fault).__name__})")
            continue
        if bill.assumed:
            assumed[resource.urn] = bill.assumed
    lines.sort(key=lambda line: (line.urn, line.service, line.item))
    return Estimate(tuple(lines), tuple(sorted(free)), tuple(sorted(not_priced)), tuple(problems), assumed, prices.as_of)


def _reckoned(lines: list[Line]) -> list[Line]:
    """The lines, if each of them comes to an amount. Raises an ArithmeticError or a PriceError for one that doesn't."""
    if not all(line.monthly.is_finite() for line in lines):
        raise PriceError("there can't be so much of it")
    return lines


def _is_free(resource: Resource) -> bool:
    return bool(why_free(resource.type)) or resource.type.startswith(("pulumi:", "random:", "kubernetes:"))


def _component(resource: Resource, around: Around) -> str:
    """Type name of the outermost component that is not a region or the platform itself: `Network`, `EksCluster`."""
    chain: list[Resource] = []
    parent = around.by_urn.get(resource.parent)
    while parent:
        chain.append(parent)
        parent = around.by_urn.get(parent.parent)
    components = [one for one in reversed(chain) if not one.custom and one.type not in _GROUPS]
    return components[0].type.rpartition(":")[2] if components else ""


_ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What an estimator may raise for properties that no provider would accept, such as a size of 1e300 GB."""
_GROUPS = ("platform:index:Platform", "platform:index:RegionStack")


def _numbers(totals: Mapping[str, Decimal]) -> dict[str, float]:
    return {key: float(total) for key, total in totals.items()}
