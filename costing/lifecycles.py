"""What an S3 lifecycle makes of data over time."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from inventory.values import Values

STANDARD = "STANDARD"


@dataclass(frozen=True)
class Lifecycle:
    """When data changes its class, and when it goes."""

    transitions: tuple[tuple[float, str], ...] = ()
    """Day and class, in order."""
    expires: float | None = None
    """Day on which it is deleted, if it is."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Those that data moves to before it is deleted, in order."""
        return tuple(class_ for day, class_ in self.transitions if self.expires is None or day < self.expires)

    def shares(self, kept_days: float) -> dict[str, float]:
        """Class → fraction of what is stored, if as much is there of every age up to the end."""
        end = self.expires or max(kept_days, *(day for day, _ in self.transitions), 1.0)
        starts = [(0.0, STANDARD), *((day, class_) for day, class_ in self.transitions if day < end)]
        shares: dict[str, float] = {}
        for (begin, class_), (until, _) in zip(starts, [*starts[1:], (end, "")], strict=True):
            if until > begin:
                shares[class_] = shares.get(class_, 0.0) + (until - begin) / end
        return shares


def read_lifecycle(rules: Iterable[Values], known: Container[str]) -> Lifecycle:
    """What the rules for the whole bucket say about current versions; those for a part of it say too little about the rest."""
    transitions: list[tuple[float, str]] = []
    expiries: list[float] = []
    for rule in rules:
        if not _is_on(rule) or _is_for_a_part(rule):
            continue
        for step in rule.items("transitions"):
            if (class_ := step.text("storageClass")) in known:
                transitions.append((step.number("days") or 0.0, class_))
        if days := rule.number("expiration.days"):
            expiries.append(days)
    return Lifecycle(tuple(sorted(transitions)), min(expiries) if expiries else None)


def _is_on(rule: Values) -> bool:
    return rule.flag("enabled") if rule.has("enabled") else rule.text("status") == "Enabled"


def _is_for_a_part(rule: Values) -> bool:
    places = ("prefix", "tags", "filter.prefix", "filter.tag", "filter.and", "filter.objectSizeGreaterThan", "filter.objectSizeLessThan")
    return any(rule.has(place) for place in places)
