"""The pages on policy rules, written from what the rules say of themselves."""

import json
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from policies.cost import rules as cost
from policies.resilience import rules as resilience
from policies.rule import Rule, Severity, Topic, rules_in
from policies.security import rules as security
from policies.subject import usual_type
from settings import AnySettings, from_stack_file

ROOT = Path(__file__).parent.parent
_STACKS = ("prod", "dev")
_SHOWN_TYPES = 12
_PACKS = {"security": security, "resilience": resilience, "cost": cost}
_FRAMEWORKS = {
    "FSBP": "AWS Foundational Security Best Practices",
    "CIS": "CIS AWS Foundations Benchmark",
    "CKV": "Checkov",
    "PSS": "Pod Security Standards",
    "kyverno": "Kyverno's policies",
    "platform": "This platform's own",
}


def pages(prod: Inventory) -> dict[str, str]:
    """Path below docs/ → text."""
    packs = {name: rules_in(package) for name, package in _PACKS.items()}
    rules = [(pack, rule) for pack, all_ in packs.items() for rule in all_]
    inventories = {"prod": prod, "dev": read_inventory(Project.read(ROOT), "dev")}
    settings = {stack: from_stack_file(ROOT, stack) for stack in _STACKS}
    judged = {stack: _Judged(inventory) for stack, inventory in inventories.items()}
    written = {f"policies/{topic}.md": _topic_page(topic, found) for topic in Topic if (found := [r for r in rules if r[1].topic is topic])}
    written["policies/README.md"] = _index(rules)
    return written | {"compliance.md": _compliance_page(rules, settings, judged)}


def _index(rules: list[tuple[str, Rule]]) -> str:
    parts = [
        "# Rules by topic\n",
        "How to use them: [policies](../policies.md).\n",
        "| topic | rules | mandatory unless a stack says otherwise |",
        "| --- | --- | --- |",
    ]
    for topic in Topic:
        own = [rule for _, rule in rules if rule.topic is topic]
        if own:
            strict = sum(rule.severity is not Severity.LOW for rule in own)
            parts.append(f"| [{topic}]({topic}.md) | {len(own)} | {strict} |")
    return "\n".join(parts) + "\n"


def _topic_page(topic: Topic, rules: list[tuple[str, Rule]]) -> str:
    parts = [f"# {topic.capitalize()}\n", f"{len(rules)} rule{'' if len(rules) == 1 else 's'}. [All topics](README.md)\n"]
    for pack, rule in sorted(rules, key=lambda one: one[1].name):
        parts.append(f"## {rule.name}\n")
        parts.append(f"{rule.description}\n\n**Remedy:** {rule.remedy}\n")
        when = "the whole stack is known" if rule.needs_stack else "the resource is known"
        repair = "; can put it right (level `remediate`)" if rule.remediation else ""
        parts.append(f"{rule.severity.capitalize()}, pack `{pack}`, {', '.join(rule.controls)}; judged once {when}{repair}.\n")
        shown = ", ".join(f"`{type_}`" for type_ in rule.types[:_SHOWN_TYPES])
        more = f" and {len(rule.types) - _SHOWN_TYPES} more" if len(rule.types) > _SHOWN_TYPES else ""
        parts.append(f"Types: {shown}{more}\n")
        if rule.config:
            parts += ["| setting | type | default | |", "| --- | --- | --- | --- |"]
            parts += [_setting(name, schema) for name, schema in rule.config.items()]
            parts.append("")
    return "\n".join(parts)


def _setting(name: str, schema: Any) -> str:
    default = json.dumps(schema["default"]) if "default" in schema else "none"
    cells = (f"`{name}`", _type(schema), f"`{textwrap.shorten(default, 100, placeholder=' …')}`", schema.get("description", ""))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _type(schema: Any) -> str:
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return {"integer": "number", "boolean": "true or false", "string": "text"}.get(schema.get("type"), str(schema.get("type", "anything")))


def _compliance_page(rules: list[tuple[str, Rule]], settings: dict[str, AnySettings], judged: dict[str, "_Judged"]) -> str:
    """Control → rule → how strictly and on how many resources, by stack."""
    by_framework: defaultdict[str, defaultdict[str, list[tuple[str, Rule]]]] = defaultdict(lambda: defaultdict(list))
    for pack, rule in rules:
        for control in rule.controls:
            by_framework[_framework(control)][control].append((pack, rule))
    parts = ["# Compliance\n", _summary(rules, judged)]
    for framework, title in _FRAMEWORKS.items():
        controls = by_framework.pop(framework, None)
        if controls:
            parts += _table(title, controls, settings, judged)
    for framework, controls in sorted(by_framework.items()):
        parts += _table(framework, controls, settings, judged)
    return "\n".join(parts)


def _summary(rules: list[tuple[str, Rule]], judged: dict[str, "_Judged"]) -> str:
    severities = Counter(rule.severity for _, rule in rules)
    counted = ", ".join(f"{severities[severity]} {severity}" for severity in Severity)
    controls = len({control for _, rule in rules for control in rule.controls})
    sizes = " and ".join(f"{sum(one.of(rule) for _, rule in rules)} judgements in {stack}" for stack, one in judged.items())
    return (
        f"{len(rules)} rules ({counted}) answer {controls} controls; that is {sizes}. "
        "Below a stack stands how many of its resources the rule judges, and how strictly.\n"
    )


def _table(
    title: str, controls: dict[str, list[tuple[str, Rule]]], settings: dict[str, AnySettings], judged: dict[str, "_Judged"]
) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"| control | rule | pack | severity | {' | '.join(_STACKS)} |"
    yield f"| --- | --- | --- | --- |{' --- |' * len(_STACKS)}"
    for control in sorted(controls, key=_natural):
        for pack, rule in controls[control]:
            stacks = " | ".join(_judged_in(rule, settings[stack], judged[stack]) for stack in _STACKS)
            yield f"| {control} | [{rule.name}](policies/{rule.topic}.md#{rule.name}) | {pack} | {rule.severity} | {stacks} |"
    yield ""


def _judged_in(rule: Rule, settings: AnySettings, judged: "_Judged") -> str:
    number = judged.of(rule)
    return f"{number} {_level(rule, settings)}" if number else "–"


def _framework(control: str) -> str:
    return next((framework for framework in _FRAMEWORKS if control.startswith(framework)), control.partition(" ")[0])


def _natural(control: str) -> list[Any]:
    """`EC2.9` before `EC2.13`."""
    return [(part.isdigit(), int(part) if part.isdigit() else part) for part in re.split(r"(\d+)", control)]


def _level(rule: Rule, settings: AnySettings) -> str:
    levels = settings.policies.levels
    return levels.get(rule.name) or levels.get(rule.topic.value) or ("advisory" if rule.severity is Severity.LOW else "mandatory")


class _Judged:
    """Counts the resources of a stack by type."""

    def __init__(self, inventory: Inventory) -> None:
        self._types = Counter(usual_type(resource.type) for resource in inventory)

    def of(self, rule: Rule) -> int:
        """How many resources a rule judges."""
        return sum(number for type_, number in self._types.items() if any(_matches(type_, wanted) for wanted in rule.types))


def _matches(type_: str, wanted: str) -> bool:
    return type_.startswith(wanted[:-1]) if wanted.endswith("*") else type_ == wanted
