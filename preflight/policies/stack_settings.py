"""A stack's `policies` settings → the configuration of packs, and what is wrong with them."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from inventory.resource import Inventory
from preflight.cost.usage import used_by_urn
from preflight.policies.configuration import LEVEL, Configuration, refused
from preflight.policies.finding import Excluded
from preflight.policies.policy import Policy
from settings import AnySettings, Settings, SettingsError
from settings.policies import accepted
from settings.problems import Path, Problem, Source, did_you_mean

USAGE = "usage"
"""The setting of every rule that judges an estimate."""


def names_in(settings: AnySettings) -> set[str]:
    """Every rule and topic that a stack names."""
    own = settings.policies
    return {*own.levels, *own.parameters, *(rule for exclusion in own.exclusions for rule in exclusion.rules)}


def from_settings(settings: AnySettings, policies: Sequence[Policy], inventory: Inventory) -> Configuration:
    """What a stack says, by policy; rules on the estimate are told how the stack is used, as `preflight cost` reckons it.

    Raises SettingsError for rules and topics that do not exist, and for parameters that do not fit.
    """
    by_name = {policy.name: policy for policy in policies}
    problems = list(_problems(settings, by_name, {policy.topic for policy in policies}))
    if problems:
        raise SettingsError(settings.source, problems)
    own = settings.policies
    used = functools.cache(lambda: used_by_urn(settings, inventory) if isinstance(settings, Settings) else {})
    found: Configuration = {}
    for policy in policies:
        level = own.levels.get(policy.name) or own.levels.get(policy.topic)
        values: dict[str, Any] = {LEVEL: level} if level else {}
        values |= own.parameters.get(policy.name, {})
        if USAGE in policy.schema["properties"] and policy.name in own.parameters:
            values.setdefault(USAGE, used())
        excluded = [one for one in (*accepted(), *own.exclusions) if policy.name in one.rules]
        if excluded:
            values["exclusions"] = [{"resources": list(one.resources), "reason": one.reason, "until": one.until} for one in excluded]
        if values:
            found[policy.name] = values
    return found


def _problems(settings: AnySettings, policies: Mapping[str, Policy], topics: set[str]) -> Iterator[Problem]:
    own = settings.policies
    for name in own.levels:
        if name not in policies and name not in topics:
            meant = did_you_mean(name, [*policies, *topics])
            yield Problem(("policies", "levels", name), f"is neither a rule nor a topic{meant}; `preflight policies --list` shows them")
    for name, values in own.parameters.items():
        place: Path = ("policies", "parameters", name)
        if name not in policies:
            yield _no_rule(place, name, policies)
            continue
        for key, message in refused(policies[name], values):
            yield Problem((*place, *key.removeprefix(".").split(".")), message)
    for index, exclusion in enumerate(own.exclusions):
        for number, rule in enumerate(exclusion.rules):
            place = ("policies", "exclusions", index, "rules", number)
            if rule not in policies:
                yield _no_rule(place, rule, policies)
            elif "exclusions" not in policies[rule].schema["properties"]:
                yield Problem(place, "belongs to a pack whose rules know no exclusions; lower its level instead", rule)


def _no_rule(place: Path, name: str, policies: Mapping[str, Policy]) -> Problem:
    return Problem(place, f"is no rule of the packs{did_you_mean(name, policies)}; `preflight policies --list` shows them", name)


def idle_exclusions(
    settings: AnySettings, inventory: Inventory, policies: Sequence[Policy], used: Sequence[Excluded], as_of: str
) -> Iterator[str]:
    """What the stack excludes in vain: resources that it has not, and rules that have nothing against them."""
    judged = {policy.name: policy.level for policy in policies}
    for index, exclusion in enumerate(settings.policies.exclusions):
        rules = [rule for rule in exclusion.rules if judged.get(rule, "disabled") != "disabled"]
        if not rules or exclusion.until < as_of:
            continue
        in_vain = False
        for number, pattern in enumerate(exclusion.resources):
            if not any(fnmatchcase(resource.name, pattern) or fnmatchcase(resource.urn, pattern) for resource in inventory):
                in_vain = True
                yield f"{_place(settings.source, index, number)}: {', '.join(rules)} excludes {pattern}, which no resource is called"
        for rule in () if in_vain else rules:
            if not any(one.policy == rule and one.reason == exclusion.reason for one in used):
                yield f"{_place(settings.source, index)}: {rule} has nothing against what is excluded from it; take it out"


def _place(source: Source, *at: int) -> str:
    path: Path = ("policies", "exclusions", at[0], *(("resources", at[1]) if len(at) > 1 else ()))
    return f"{source.file}:{source.line(path)}"
