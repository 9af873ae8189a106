"""What commitments take off the list price: spot capacity, savings plans, reservations. Each is a negative line of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatchcase

from costing.catalogue import Catalogue, catalogue
from costing.estimate import Estimate
from costing.line import Line

_PLANS = {"compute": "ec2_convertible_ri_or_compute_savings_plan", "ec2_instance": "ec2_standard_ri_or_ec2_instance_savings_plan"}
_FARGATE = "fargate_compute_savings_plan_3y_no_upfront"
_RESERVABLE = {
    "rds": "rds_postgresql",
    "aurora": "rds_postgresql",
    "elasticache": "elasticache",
    "opensearch": "opensearch",
    "redshift": "redshift_ra3",
    "dynamodb": "dynamodb_reserved_capacity",
}
"""Beginning of a service's name → its discounts in the catalogue."""
_RESERVED_UNITS = {"hour", "WCU-hour", "RCU-hour"}
"""Of what reservations cover: instances and provisioned capacity, not storage or I/O."""


class CommitmentError(Exception):
    """A commitment that cannot be."""


@dataclass(frozen=True)
class Commitment:
    """How much of something is committed to, and for how long."""

    share: float
    """Of what runs all month: 0.6 covers the baseline of a load that goes up and down by night."""
    term: str = "1y_no_upfront"

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise CommitmentError(f"a share of {self.share} is not between 0 and 1")


@dataclass(frozen=True)
class Commitments:
    """All of a stack's."""

    spot: Mapping[str, float] = field(default_factory=dict)
    """Name of a resource with `*` for any characters → the share of its instances on demand that runs on spot instead."""
    savings_plan: Commitment | None = None
    savings_plan_kind: str = "compute"
    """`compute` for EC2 and Fargate, `ec2_instance` for EC2 of one family, at a larger discount."""
    reservations: Mapping[str, Commitment] = field(default_factory=dict)
    """Service (`rds`, `elasticache`, `opensearch`, `redshift`, `aurora`, `dynamodb`) → what of it is reserved."""

    def __post_init__(self) -> None:
        for share in self.spot.values():
            Commitment(share)
        if unknown := sorted(set(self.reservations) - set(_RESERVABLE)):
            raise CommitmentError(f"nothing can be reserved of {', '.join(unknown)}; there are {', '.join(_RESERVABLE)}")
        if self.savings_plan_kind not in _PLANS:
            raise CommitmentError(f"no savings plan is called {self.savings_plan_kind}; there are {', '.join(_PLANS)}")


def with_commitments(estimate: Estimate, commitments: Commitments, prices: Catalogue | None = None) -> Estimate:
    """The estimate with what commitments save. Raises CommitmentError for a term that AWS does not offer."""
    lines = list(savings(estimate.lines, commitments, prices or catalogue()))
    both = sorted((*estimate.lines, *lines), key=lambda line: (line.urn, line.service, line.item))
    return replace(estimate, lines=tuple(both))


def savings(lines: Iterable[Line], commitments: Commitments, prices: Catalogue) -> Iterable[Line]:
    """The negative lines. A savings plan covers what is left on demand after spot."""
    for line in lines:
        if line.by_usage or line.quantity <= 0:
            continue
        if _is_on_demand(line):
            share = _spot_share(line, commitments)
            factor = prices.spot_factor(line.region, line.item.rpartition(" ")[2])
            if share:
                yield _saving(line, "spot", share, 1 - factor, "data/prices/spot.json")
            yield from _planned(line, 1 - share, commitments, prices)
        elif line.service == "fargate" and not line.item.startswith("spot"):
            yield from _planned(line, 1, commitments, prices)
        else:
            yield from _reserved(line, commitments, prices)


def _is_on_demand(line: Line) -> bool:
    return line.service == "ec2" and line.item.startswith("instances ")


def _spot_share(line: Line, commitments: Commitments) -> float:
    name = line.urn.rpartition("::")[2]
    return next((share for pattern, share in commitments.spot.items() if fnmatchcase(name, pattern)), 0)


def _planned(line: Line, left: float, commitments: Commitments, prices: Catalogue) -> Iterable[Line]:
    plan = commitments.savings_plan
    if plan is None or not plan.share or not left:
        return
    if line.service == "fargate":
        if commitments.savings_plan_kind != "compute" or plan.term != "3y_no_upfront":
            return  # of others there is no published discount here
        entry = prices.discounts[_FARGATE]
        discount = float(entry["x86"])
        yield _saving(line, "savings plan", plan.share * left, discount, str(entry["source"]))
        return
    name = _PLANS[commitments.savings_plan_kind]
    yield _saving(line, "savings plan", plan.share * left, _discount(prices, name, plan.term), str(prices.discounts[name]["source"]))


def _reserved(line: Line, commitments: Commitments, prices: Catalogue) -> Iterable[Line]:
    for service, reservation in commitments.reservations.items():
        if line.service.startswith(service) and line.unit in _RESERVED_UNITS and reservation.share:
            name = _RESERVABLE[service]
            yield _saving(
                line, "reservation", reservation.share, _discount(prices, name, reservation.term), str(prices.discounts[name]["source"])
            )
            return


def _discount(prices: Catalogue, name: str, term: str) -> float:
    offered = {key: value for key, value in prices.discounts[name].items() if isinstance(value, int | float)}
    if term not in offered:
        raise CommitmentError(f"AWS does not offer {name} for {term}; it does for {', '.join(offered)}")
    return float(offered[term])


def _saving(line: Line, kind: str, share: float, discount: float, source: str) -> Line:
    return replace(
        line,
        item=f"{kind}: {line.item}",
        quantity=line.quantity * Decimal(str(share)),
        unit_price=-line.unit_price * Decimal(str(round(discount, 4))),
        source=source,
    )
