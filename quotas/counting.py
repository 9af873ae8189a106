"""How counters are written: a function for types of resources, which yields what one resource takes of a quota."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inventory.resource import Resource
from inventory.values import NotYetKnown, Values
from quotas.quota import Key
from quotas.stack import Stack


class NotCountedError(Exception):
    """A resource whose share of a quota is not known; the message says why."""


@dataclass(frozen=True)
class Use:
    """What one resource takes of a quota. Those of one region and of one `where` are added up."""

    now: float
    most: float
    """At the largest size it may grow to by itself."""
    where: str = ""
    """What the quota is for: the VPC, the cluster. Empty if it is for a region or an account."""
    quota: str = ""
    """Its name, where a counter serves several."""
    region: str = ""
    """If it is not the resource's own."""


class One:
    """A resource that is counted."""

    def __init__(self, resource: Resource, stack: Stack) -> None:
        self.resource = resource
        self.stack = stack
        self.values: Values = stack.values(resource)

    @property
    def name(self) -> str:
        return self.resource.name

    def use(self, now: float, most: float | None = None, where: str = "", quota: str = "") -> Use:
        """So much of it; at most `most`, where it grows."""
        return Use(now, now if most is None else max(now, most), where, quota)

    def owner(self, property_: str, *types: str) -> str:
        """The name of what a property refers to; its value, if that is not in the stack. Raises NotYetKnown if neither is known."""
        found = self.stack.target(self.resource, property_, *types)
        return found.name if found else self.values.text(property_) or f"that of {self.name}"


Counter = Callable[[One], Iterator[Use]]


@dataclass(frozen=True)
class _Registered:
    service: str
    quotas: tuple[str, ...]
    types: tuple[str, ...]
    count: Counter


_COUNTERS: list[_Registered] = []
NOT_COUNTED: dict[Key, str] = {}
"""Quotas on what an inventory does not show → why."""


def counts(service: str, *quotas: str, of: tuple[str, ...]) -> Callable[[Counter], Counter]:
    """Register a counter for quotas of a service, which looks at the resources of some types."""

    def register(count: Counter) -> Counter:
        _COUNTERS.append(_Registered(service, quotas, of, count))
        return count

    return register


def not_counted(service: str, why: str, *quotas: str) -> None:
    """Say that some quotas are on what no program tells."""
    NOT_COUNTED.update({(service, name): why for name in quotas})


def counted() -> set[Key]:
    """The quotas that some counter is for."""
    return {(one.service, name) for one in _COUNTERS for name in one.quotas}


@dataclass(frozen=True)
class Found:
    """What one resource takes of which quota; or why that is not known."""

    key: Key
    resource: Resource
    use: Use | None
    why: str = ""


def count_all(stack: Stack) -> Iterator[Found]:
    """What every resource takes of every quota."""
    for counter in _COUNTERS:
        for resource in stack.of_type(*counter.types):
            key = (counter.service, counter.quotas[0])
            try:
                for use in counter.count(One(resource, stack)):
                    key = (counter.service, use.quota or counter.quotas[0])
                    yield Found(key, resource, use)
            except NotYetKnown as unknown:
                yield Found(key, resource, None, f"{unknown.path} is not known yet")
            except NotCountedError as reason:
                yield Found(key, resource, None, str(reason))
