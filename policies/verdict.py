"""A rule's verdict on a resource: what is wrong, what can't be told yet, what a stack has excluded."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inventory.values import NotYetKnown
from policies.exclusions import Exclusion, exclusions_of
from policies.rule import Rule
from policies.subject import Stack, Subject

NOT_YET_KNOWN = "not yet known: "
"""Begins the message of a verdict that waits for a value."""
RULE_FAILED = "the rule itself failed: "
"""Begins the message of a fault in a rule."""


@dataclass
class Verdict:
    """What a rule has to say about a resource."""

    violations: list[str] = field(default_factory=list)
    not_known: list[str] = field(default_factory=list)
    """Paths of the values to wait for."""
    excluded: str = ""
    """Why the violations do not count."""
    error: str = ""
    """Where the rule itself failed. Never the message of the exception, which may quote a secret."""


def judge(rule: Rule, subject: Subject, stack: Stack | None, config: Mapping[str, Any]) -> Verdict:
    """Apply a rule to a resource. Never raises: a fault of the rule is a verdict, too."""
    verdict = Verdict()
    judged = replace(subject, settings=rule.settings(config), not_known=verdict.not_known)
    judged.__dict__["values"] = subject.values  # decoded once for all rules
    try:
        verdict.violations.extend(rule.check(judged, stack) if rule.needs_stack else rule.check(judged))
    except NotYetKnown as unknown:
        verdict.not_known.append(unknown.path)
    except Exception as fault:  # whatever it is, it is reported as the rule's
        verdict.error = place_of(fault)
    if verdict.violations:
        _exclude(verdict, subject, exclusions_of(config))
    return verdict


def _exclude(verdict: Verdict, subject: Subject, exclusions: list[Exclusion]) -> None:
    for exclusion in exclusions:
        if not exclusion.covers(subject.name, subject.urn):
            continue
        if exclusion.is_over:
            verdict.violations = [f"{message} (excluded until {exclusion.until}, which is over)" for message in verdict.violations]
        else:
            verdict.excluded = f"until {exclusion.until}: {exclusion.reason}"
            return


def place_of(fault: Exception) -> str:
    """Where a rule failed."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {Path(frame.filename).name}:{frame.lineno}"
