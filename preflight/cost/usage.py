"""A stack's `usage` settings → costing's usage and commitments, and which of them nothing asks for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from costing import Estimate, Usage
from costing.commitments import Commitment, CommitmentError, Commitments, with_commitments
from costing.usage import Quantities
from inventory.resource import Inventory
from preflight.cost.loads import used_by_load
from settings import Problem, Settings, SettingsError
from settings.problems import Path, did_you_mean
from settings.usage import Committed


@dataclass(frozen=True)
class WatchedUsage(Usage):
    """Usage that knows which quantities estimators have asked for: the rest of what is stated is in vain."""

    asked: dict[tuple[str, str, str], set[str]] = field(default_factory=dict, compare=False)
    """URN, name and type of a resource → its quantities."""

    def of(self, urn: str, name: str, type_: str, quantity: str) -> float | None:
        """As all usage answers."""
        self.asked.setdefault((urn, name, type_), set()).add(quantity)
        return super().of(urn, name, type_, quantity)


def usage_of(settings: Settings | None, inventory: Inventory) -> WatchedUsage:
    """What a stack states, and what its load makes of the rest; of a program without settings, nothing."""
    if settings is None:
        return WatchedUsage()
    return WatchedUsage(settings.usage.by_resource, settings.usage.by_type, used_by_load(settings, inventory))


def used_by_urn(settings: Settings, inventory: Inventory) -> dict[str, Quantities]:
    """The same by URN of each resource: what the cost pack is told, which knows neither settings nor load."""
    usage = usage_of(settings, inventory)
    found: dict[str, Quantities] = {}
    for resource in inventory:
        quantities = {**usage.by_load.get(resource.urn, {}), **usage.by_type.get(resource.type, {})}
        for pattern, stated in reversed(list(usage.by_resource.items())):  # the first that names a quantity counts
            if fnmatchcase(resource.name, pattern) or fnmatchcase(resource.urn, pattern):
                quantities |= stated
        if quantities:
            found[resource.urn] = quantities
    return found


def commitments_of(settings: Settings | None) -> Commitments:
    """What a stack commits to."""
    if settings is None:
        return Commitments()
    own = settings.usage.commitments
    plan = own.savings_plan
    return Commitments(
        spot=own.spot,
        savings_plan=_committed(plan) if plan else None,
        savings_plan_kind=plan.kind if plan else "compute",
        reservations={service: _committed(one) for service, one in own.reservations.items()},
    )


def committed(settings: Settings | None, estimate: Estimate) -> Estimate:
    """The estimate with what commitments save. Raises SettingsError for what AWS does not offer."""
    if settings is None:
        return estimate
    try:
        return with_commitments(estimate, commitments_of(settings))
    except CommitmentError:
        raise SettingsError(settings.source, list(_not_offered(settings, estimate))) from None


def unused(settings: Settings | None, inventory: Inventory, usage: WatchedUsage) -> Iterator[str]:
    """What is stated in vain: of resources that the stack has not, and quantities that no price depends on."""
    if settings is None:
        return
    own = settings.usage

    def is_called(pattern: str) -> Callable[[str, str, str], bool]:
        return lambda urn, name, _: fnmatchcase(name, pattern) or fnmatchcase(urn, pattern)

    def is_of(type_: str) -> Callable[[str, str, str], bool]:
        return lambda _, __, found: found == type_

    for pattern, quantities in own.by_resource.items():
        yield from _in_vain(settings, ("usage", "by_resource", pattern), quantities, is_called(pattern), inventory, usage)
    for type_, quantities in own.by_type.items():
        yield from _in_vain(settings, ("usage", "by_type", type_), quantities, is_of(type_), inventory, usage)
    for pattern in own.commitments.spot:
        if not any(fnmatchcase(resource.name, pattern) for resource in inventory):
            yield f"{_place(settings, ('usage', 'commitments', 'spot', pattern))}: no resource is called {pattern}"


def _in_vain(
    settings: Settings,
    path: Path,
    quantities: Quantities,
    fits: Callable[[str, str, str], bool],
    inventory: Inventory,
    usage: WatchedUsage,
) -> Iterator[str]:
    if not any(fits(resource.urn, resource.name, resource.type) for resource in inventory):
        yield f"{_place(settings, path)}: no resource is {'called' if path[1] == 'by_resource' else 'of type'} {path[-1]}"
        return
    asked = {name for key, names in usage.asked.items() if fits(*key) for name in names}
    for quantity in quantities:
        if quantity not in asked:
            known = f"they are {', '.join(sorted(asked))}" if asked else "there are none"
            place = _place(settings, (*path, quantity))
            yield f"{place}: no price of {path[-1]} depends on {quantity}{did_you_mean(quantity, asked)}; {known}"


def _not_offered(settings: Settings, estimate: Estimate) -> Iterator[Problem]:
    """Which of the commitments are wrong, each tried by itself."""
    whole = commitments_of(settings)
    path: Path = ("usage", "commitments")
    alone: Mapping[Path, Commitments] = {
        (*path, "savings_plan", "term"): Commitments(savings_plan=whole.savings_plan, savings_plan_kind=whole.savings_plan_kind),
        **{(*path, "reservations", name, "term"): Commitments(reservations={name: one}) for name, one in whole.reservations.items()},
    }
    for place, commitments in alone.items():
        try:
            with_commitments(estimate, commitments)
        except CommitmentError as error:
            yield Problem(place, str(error))


def _committed(setting: Committed) -> Commitment:
    return Commitment(setting.share, setting.term)


def _place(settings: Settings, path: Path) -> str:
    line = settings.source.line(path)
    return f"{settings.source.file}:{line}" if line else settings.source.file
