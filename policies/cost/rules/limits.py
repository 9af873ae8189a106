"""A stack costs no more than it may: the estimate of each month against limits in USD. What has no limit is not judged."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from costing import Estimate, Line
from policies.cost.stack_estimate import estimate_of, largest, usd
from policies.rule import Severity, Topic, stack_rule
from policies.subject import Stack, Subject

_STACK = "pulumi:pulumi:Stack"
_NAMES = {"": "what is in no component"}
_USAGE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    "default": {},
    "description": "Name of resources with * for any characters, or a URN → what is used each month, such as requests. Else it is assumed.",
}
_LIMITS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "number", "minimum": 0},
    "default": {},
    "description": "Name, * for any characters → USD each month. The longest that matches counts.",
}


def _estimate(subject: Subject, stack: Stack) -> Estimate:
    return estimate_of(stack, subject.settings["usage"])


def _limit(limits: Mapping[str, float], name: str) -> float | None:
    matching = [pattern for pattern in limits if fnmatchcase(name, pattern)]
    return limits[max(matching, key=len)] if matching else None


def _beyond(what: str, lines: Iterable[Line], limit: float | None) -> Iterator[str]:
    own = list(lines)
    total = sum((line.monthly for line in own), Decimal())
    if limit is not None and total > Decimal(str(limit)):
        yield f"{what} is estimated at {usd(total)} each month, over the limit of {usd(limit)}; the most: {largest(own)}"


def _note_what_is_open(subject: Subject, problems: Iterable[str]) -> None:
    """What can't be priced yet counts for nothing in the estimate, so a limit that holds may hold for that only."""
    subject.not_known.extend(f"the price of {problem}" for problem in problems)


@stack_rule(
    "cost-monthly-limit",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="The stack is estimated to cost no more each month than its limit.",
    remedy="Make the largest lines smaller, or raise the limit together with the budget.",
    controls=("platform",),
    types=(_STACK,),
    config={"limit": {"type": "number", "minimum": 0, "description": "USD each month."}, "usage": _USAGE},
)
def cost_monthly_limit(root: Subject, stack: Stack) -> Iterator[str]:
    if "limit" not in root.settings:
        return
    found = _estimate(root, stack)
    yield from _beyond("the stack", found.lines, root.settings["limit"])
    _note_what_is_open(root, found.problems)


@stack_rule(
    "cost-region-limit",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="Each region of the stack is estimated to cost no more each month than its limit.",
    remedy="Make the largest lines of the region smaller, or raise its limit.",
    controls=("platform",),
    types=(_STACK,),
    config={"limits": _LIMITS, "usage": _USAGE},
)
def cost_region_limit(root: Subject, stack: Stack) -> Iterator[str]:
    if not root.settings["limits"]:
        return
    found = _estimate(root, stack)
    for region in found.by(lambda line: line.region):
        lines = (line for line in found.lines if line.region == region)
        yield from _beyond(region, lines, _limit(root.settings["limits"], region))
    _note_what_is_open(root, found.problems)


@stack_rule(
    "cost-component-limit",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="Each component, in all regions together, is estimated to cost no more each month than its limit.",
    remedy="Make the largest lines of the component smaller, or raise its limit.",
    controls=("platform",),
    types=(_STACK,),
    config={"limits": _LIMITS, "usage": _USAGE},
)
def cost_component_limit(root: Subject, stack: Stack) -> Iterator[str]:
    if not root.settings["limits"]:
        return
    found = _estimate(root, stack)
    for component in found.by(lambda line: line.component):
        lines = (line for line in found.lines if line.component == component)
        yield from _beyond(_NAMES.get(component, component), lines, _limit(root.settings["limits"], component))
    _note_what_is_open(root, found.problems)


@stack_rule(
    "cost-resource-limit",
    topic=Topic.COST,
    severity=Severity.HIGH,
    description="Each resource is estimated to cost no more each month than the limit for its name.",
    remedy="Make the resource smaller, or raise its limit.",
    controls=("platform",),
    types=("aws:*", "eks:*"),
    config={"limits": _LIMITS, "usage": _USAGE},
)
def cost_resource_limit(resource: Subject, stack: Stack) -> Iterator[str]:
    limit = _limit(resource.settings["limits"], resource.name)
    if limit is None:
        return
    found = _estimate(resource, stack)
    yield from _beyond("it", (line for line in found.lines if line.urn == resource.urn), limit)
    own = f"{resource.name} ({resource.type}): "
    _note_what_is_open(resource, (problem.removeprefix(own) for problem in found.problems if problem.startswith(own)))


@stack_rule(
    "cost-increase",
    topic=Topic.COST,
    severity=Severity.MEDIUM,
    description="A change does not raise the estimate of the stack by more than some percent over a baseline.",
    remedy="Have the increase agreed and set the baseline to the new estimate, or make the change smaller.",
    controls=("platform",),
    types=(_STACK,),
    config={
        "baseline": {"type": "number", "exclusiveMinimum": 0, "description": "USD each month, as estimated before the change."},
        "percent": {"type": "number", "minimum": 0, "default": 10, "description": "By how much the estimate may grow."},
        "usage": _USAGE,
    },
)
def cost_increase(root: Subject, stack: Stack) -> Iterator[str]:
    if "baseline" not in root.settings:
        return
    found, baseline, percent = _estimate(root, stack), Decimal(str(root.settings["baseline"])), root.settings["percent"]
    if found.total > baseline * (1 + Decimal(str(percent)) / 100):
        grown = (found.total / baseline - 1) * 100
        yield f"the estimate of {usd(found.total)} each month is {grown:.1f} % over {usd(baseline)}; it may grow by {percent:g} %"
    _note_what_is_open(root, found.problems)
