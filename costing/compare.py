"""Two estimates side by side: what got dearer, what cheaper, and which resources came and went."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from costing.line import Line

_NOTHING = Decimal()


@dataclass(frozen=True)
class Change:
    """What something costs each month before and after."""

    name: str
    kind: str
    """`added`, `removed` or `changed`."""
    before: Decimal
    after: Decimal
    items: "tuple[Change, ...]" = ()
    """Of a resource: what it pays for, where that changed."""

    @property
    def difference(self) -> Decimal:
        """Above 0 if it got dearer."""
        return self.after - self.before

    @property
    def growth(self) -> float | None:
        """The difference as a fraction of what it was; None if it was nothing."""
        return float(self.difference / self.before) if self.before else None

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "name": self.name,
            "change": self.kind,
            "before": float(self.before),
            "after": float(self.after),
            "difference": float(self.difference),
            **({"items": [item.as_json() for item in self.items]} if self.items else {}),
        }


@dataclass(frozen=True)
class Comparison:
    """What differs between two estimates; each list with the largest difference first, without what is the same."""

    total: Change
    resources: tuple[Change, ...]
    """By URN without the stack, so that two stacks of a program compare: `project::type::name`."""
    services: tuple[Change, ...]
    components: tuple[Change, ...]
    regions: tuple[Change, ...]

    @property
    def added(self) -> tuple[Change, ...]:
        """Resources that only the second estimate has."""
        return self._of("added")

    @property
    def removed(self) -> tuple[Change, ...]:
        """Resources that only the first estimate has."""
        return self._of("removed")

    @property
    def changed(self) -> tuple[Change, ...]:
        """Resources of both that cost more or less."""
        return self._of("changed")

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        parts = {"resources": self.resources, "services": self.services, "components": self.components, "regions": self.regions}
        return {"total": self.total.as_json(), **{name: [change.as_json() for change in changes] for name, changes in parts.items()}}

    def _of(self, kind: str) -> tuple[Change, ...]:
        return tuple(change for change in self.resources if change.kind == kind)


def compare(before: Iterable[Line], after: Iterable[Line]) -> Comparison:
    """What differs between the lines of two estimates."""
    old, new = tuple(before), tuple(after)
    return Comparison(
        total=Change("total", "changed", _sum(old), _sum(new)),
        resources=_changes(old, new, _without_stack, with_items=True),
        services=_changes(old, new, lambda line: line.service),
        components=_changes(old, new, lambda line: line.component),
        regions=_changes(old, new, lambda line: line.region),
    )


def lines_of_report(report: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of an estimate that was written as JSON earlier, to compare with. Their amounts are those of then, to the cent."""
    return tuple(_line(record) for record in report["lines"])


def _line(record: Mapping[str, Any]) -> Line:
    quantity, monthly = Decimal(str(record["quantity"])), Decimal(str(record["monthly"]))
    if not quantity:
        quantity = Decimal(1)  # it was rounded away
    return Line(
        urn=record["urn"],
        resource_type=record["resource_type"],
        region=record["region"],
        component=record["component"],
        service=record["service"],
        item=record["item"],
        quantity=quantity,
        unit=record["unit"],
        unit_price=monthly / quantity,
        source="an earlier report",
    )


def _changes(before: Iterable[Line], after: Iterable[Line], key: Callable[[Line], str], with_items: bool = False) -> tuple[Change, ...]:
    old, new = _grouped(before, key), _grouped(after, key)
    changes = []
    for name in sorted({*old, *new}):
        items = _changes(old.get(name, ()), new.get(name, ()), lambda line: line.item) if with_items else ()
        kind = "changed" if name in old and name in new else "added" if name in new else "removed"
        changes.append(Change(name, kind, _sum(old.get(name, ())), _sum(new.get(name, ())), items))
    different = [change for change in changes if change.difference or change.kind != "changed" or change.items]
    return tuple(sorted(different, key=lambda change: -abs(change.difference)))


def _grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return dict(groups)


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.monthly for line in lines), _NOTHING)


def _without_stack(line: Line) -> str:
    return line.urn.partition("::")[2]
