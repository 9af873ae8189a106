"""The estimate of the stack that rules judge, made once for all of them."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from weakref import WeakKeyDictionary

from costing import Estimate, Line, Usage, estimate
from inventory.resource import Inventory, Resource
from policies.subject import Stack, Subject

_MADE: WeakKeyDictionary[Stack, dict[str, Estimate]] = WeakKeyDictionary()
_STACK = "pulumi:pulumi:Stack"
_SHOWN = 3


def estimate_of(stack: Stack, usage: Mapping[str, Mapping[str, float]]) -> Estimate:
    """What a stack costs each month, used as stated: name with `*` → quantities. What is not known yet is one of its problems."""
    made = _MADE.setdefault(stack, {})
    key = json.dumps(usage, sort_keys=True)
    if key not in made:
        resources = (_resource(subject, stack) for subject in stack.subjects if subject.type != _STACK)
        made[key] = estimate(Inventory("", "", tuple(sorted(resources, key=lambda one: one.urn))), Usage(by_resource=usage))
    return made[key]


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
