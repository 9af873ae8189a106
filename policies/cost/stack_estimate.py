"""The estimate of the stack that rules judge, made once for all of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from weakref import WeakKeyDictionary

from costing import Estimate, Line, Usage, estimate
from inventory.resource import Inventory, Resource
from policies.subject import Stack, Subject

Used = Mapping[str, Mapping[str, float]]
"""Name with `*`, or URN → quantities of a month."""

_MADE: WeakKeyDictionary[Stack, list[tuple[Used, Estimate]]] = WeakKeyDictionary()
_STACK = "pulumi:pulumi:Stack"
_SHOWN = 3


def estimate_of(stack: Stack, usage: Used) -> Estimate:
    """What a stack costs each month, used as stated. What is not known yet is one of its problems.

    Rules that were told the same share one estimate: by identity, since a load's usage is too long to be compared for every resource.
    """
    made = _MADE.setdefault(stack, [])
    for known, found in made:
        if known is usage:
            return found
    found = next((found for known, found in made if known == usage), None) or _estimate(stack, usage)
    made.append((usage, found))
    return found


def _estimate(stack: Stack, usage: Used) -> Estimate:
    resources = (_resource(subject, stack) for subject in stack.subjects if subject.type != _STACK)
    inventory = Inventory("", "", tuple(sorted(resources, key=lambda one: one.urn)))
    exact = {key: quantities for key, quantities in usage.items() if key.startswith("urn:")}
    named = {key: quantities for key, quantities in usage.items() if key not in exact}
    return estimate(inventory, Usage(by_resource=named, by_load=exact))


def largest(lines: Iterable[Line]) -> str:
    """The lines that most of the money goes to."""
    shown = sorted(lines, key=lambda line: (-line.monthly, line.urn, line.item))[:_SHOWN]
    return ", ".join(f"{line.urn.rpartition('::')[2]} {line.item} {usd(line.monthly)}" for line in shown)


def usd(amount: Decimal | float) -> str:
    """An amount for people."""
    return f"{amount:,.2f} USD"


def _resource(subject: Subject, stack: Stack) -> Resource:
    return Resource(
        urn=subject.urn,
        type=subject.type,
        name=subject.name,
        parent="" if _STACK in subject.parent.split("::") else subject.parent,
        region=subject.region or _region_of_origins(subject, stack),
        custom=_is_of_a_provider(subject.type),
        inputs=subject.values.raw,
        provider=subject.provider_urn,
        property_dependencies={key: tuple(sorted(urns)) for key, urns in subject.property_dependencies.items()},
        id=id_ if isinstance(id_ := subject.values.raw.get("id"), str) else "",
    )


def _region_of_origins(subject: Subject, stack: Stack) -> str:
    """The region of what a component's values come from: which providers it was given itself, policies are not told."""
    origins = sorted({urn for urns in subject.property_dependencies.values() for urn in urns if urn in stack.by_urn})
    return next((region for urn in origins if (region := stack.by_urn[urn].region)), "")


def _is_of_a_provider(type_: str) -> bool:
    """Whether it is in the cloud. Providers name a type's file (`aws:ec2/vpc:Vpc`), components do not (`platform:index:Network`)."""
    return "/" in type_
