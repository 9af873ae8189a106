"""What would make a stack cheaper, each with what it saves: the stack is changed and estimated anew. Savings of several do not add up."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from costing.catalogue import Catalogue, catalogue
from costing.changes import on_gp3, on_graviton, on_next_generation, on_spot
from costing.commitments import Commitment, Commitments, with_commitments
from costing.detours import endpoints_instead
from costing.estimate import Estimate, estimate
from costing.usage import Usage
from inventory.resource import Inventory, Resource

_BASELINE = 0.6
"""Of the instances, what a savings plan covers: the rest comes and goes with the load."""
_RESERVABLE = {"rds": "RDS", "aurora": "Aurora", "elasticache": "ElastiCache", "opensearch": "OpenSearch", "redshift": "Redshift"}


@dataclass(frozen=True)
class Advice:
    """One thing to do."""

    kind: str
    """`spot`, `savings-plan`, `reservation`, `graviton`, `gp3`, `endpoint`, `previous-generation`."""
    text: str
    needs: str
    """What has to be so, for it to be good advice."""
    saving: Decimal
    """USD each month; above 0."""
    resources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {**vars(self), "saving": float(self.saving), "resources": list(self.resources)}


_CHANGES: tuple[tuple[str, str, str, Callable[[Resource], Resource]], ...] = (
    (
        "spot",
        "Run on spot capacity what can bear to lose an instance",
        "Stateless work, several instance types, two minutes' notice",
        on_spot,
    ),
    ("graviton", "Use AWS's ARM processors", "Images for arm64; the same on the same size, to be measured", on_graviton),
    ("gp3", "Use gp3 disks instead of gp2, equally fast", "Volumes change while in use", on_gp3),
    ("previous-generation", "Replace instance types of previous generations", "A restart of each instance", on_next_generation),
)


def advice(inventory: Inventory, usage: Usage | None = None, prices: Catalogue | None = None) -> tuple[Advice, ...]:
    """All that saves anything, the largest saving first."""
    judge = _Judge(inventory, usage or Usage(), prices or catalogue())
    found = [*judge.of_changes(), *judge.of_commitments(), *judge.of_endpoints()]
    return tuple(sorted(found, key=lambda one: (-one.saving, one.kind, one.text)))


class _Judge:
    """Changes a stack and estimates it anew."""

    def __init__(self, inventory: Inventory, usage: Usage, prices: Catalogue) -> None:
        self._inventory, self._usage, self._prices = inventory, usage, prices
        self._resources = {resource.urn: resource for resource in inventory}
        self._now = estimate(inventory, usage, prices)

    def of_changes(self) -> Iterator[Advice]:
        """Advice that changes resources, each change kept only if it can be priced and makes the resource no dearer."""
        for kind, text, needs, change in _CHANGES:
            changed = [change(resource) for resource in self._inventory if resource.type.startswith("aws:")]
            different = {one.urn: one for one in changed if one != self._resources[one.urn]}
            kept, then = self._kept(different)
            if kept and (saving := self._now.total - then.total) > 0:
                yield Advice(kind, text, needs, saving, self._saving_ones(kept.values(), then))

    def of_commitments(self) -> Iterator[Advice]:
        """Advice to commit for a year."""
        plan = Commitments(savings_plan=Commitment(_BASELINE))
        text = f"Commit to a compute savings plan for {_BASELINE:.0%} of the instances, a year, nothing upfront"
        yield from self._committed("savings-plan", text, "A baseline that stays for a year", plan)
        for service, name in _RESERVABLE.items():
            plan = Commitments(reservations={service: Commitment(1.0)})
            text = f"Reserve the {name} instances, a year, nothing upfront"
            yield from self._committed("reservation", text, "Types and numbers that stay for a year", plan)

    def of_endpoints(self) -> Iterator[Advice]:
        """Advice to reach AWS's services by endpoints."""
        for detour in endpoints_instead(self._inventory, self._usage):
            then = self._estimate(detour.inventory, detour.usage)
            saving = self._now.total - then.total
            if saving > 0 and set(then.problems) <= set(self._now.problems):
                yield Advice("endpoint", detour.text, "The service's names resolve to the endpoint", saving, detour.resources)

    def _committed(self, kind: str, text: str, needs: str, commitments: Commitments) -> Iterator[Advice]:
        then = with_commitments(self._now, commitments, self._prices)
        saving = self._now.total - then.total
        if saving > 0:
            urns = {line.urn for line in then.lines if line.monthly < 0}
            names = sorted(resource.name for resource in self._inventory if resource.urn in urns)
            yield Advice(kind, text, needs, saving, tuple(names))

    def _kept(self, changes: Mapping[str, Resource]) -> tuple[dict[str, Resource], Estimate]:
        """The changes that can be priced and help, and the estimate with them."""
        kept = dict(changes)
        then = self._with(kept)
        if self._new_problems(then):
            kept = {urn: one for urn, one in kept.items() if not self._new_problems(self._with({urn: one}))}
            then = self._with(kept)
        before, after = _by_urn(self._now), _by_urn(then)
        dearer = {urn for urn in kept if after.get(urn, Decimal()) > before.get(urn, Decimal())}
        if dearer:
            kept = {urn: one for urn, one in kept.items() if urn not in dearer}
            then = self._with(kept)
        return kept, then

    def _saving_ones(self, changed: Iterable[Resource], then: Estimate) -> tuple[str, ...]:
        """Names of those that get cheaper, and of those that such a one is made from: launch templates, task definitions."""
        before, after = _by_urn(self._now), _by_urn(then)
        cheaper = {urn for urn, monthly in before.items() if monthly > after.get(urn, 0)}
        origins = {origin for urn in cheaper for urns in self._resources[urn].property_dependencies.values() for origin in urns}
        return tuple(sorted(one.name for one in changed if one.urn in cheaper | origins))

    def _with(self, changes: Mapping[str, Resource]) -> Estimate:
        resources = tuple(changes.get(resource.urn, resource) for resource in self._inventory)
        return self._estimate(replace(self._inventory, resources=resources), self._usage)

    def _estimate(self, inventory: Inventory, usage: Usage) -> Estimate:
        return estimate(inventory, usage, self._prices)

    def _new_problems(self, then: Estimate) -> set[str]:
        return set(then.problems) - set(self._now.problems)


def _by_urn(of: Estimate) -> dict[str, Decimal]:
    return of.by(lambda line: line.urn)
