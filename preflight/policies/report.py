"""What every form of a report has in common."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from preflight.policies.finding import Finding, Kind
from preflight.policies.judgement import Judgement


def as_json(found: Judgement) -> str:
    """For programs; two runs of the same code are byte-identical."""
    content = {
        "project": found.project,
        "stack": found.stack,
        "resources": found.resources,
        "packs": dict(sorted(Counter(policy.pack for policy in found.policies).items())),
        "counts": counts(found),
        "policies": [finding.as_json() for finding in found.findings],
        "excluded": [excluded.as_json() for excluded in found.excluded],
        "notes": list(found.notes),
    }
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def counts(found: Judgement) -> dict[str, int]:
    """How many findings there are of each sort."""
    return {
        "mandatory": len(mandatory(found.findings)),
        "advisory": len(advisory(found.findings)),
        "not_yet_known": len(not_yet_known(found.findings)),
        "errors": len(errors(found.findings)),
        "excluded": len(found.excluded),
    }


def mandatory(findings: Iterable[Finding]) -> list[Finding]:
    """The violations that stop a deployment."""
    return [finding for finding in findings if finding.kind is Kind.VIOLATION and finding.fails]


def advisory(findings: Iterable[Finding]) -> list[Finding]:
    """The violations that do not."""
    return [finding for finding in findings if finding.kind is Kind.VIOLATION and not finding.fails]


def not_yet_known(findings: Iterable[Finding]) -> list[Finding]:
    """What waits for a value."""
    return [finding for finding in findings if finding.kind is Kind.NOT_YET_KNOWN]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The faults of rules."""
    return [finding for finding in findings if finding.kind is Kind.ERROR]


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings in their order, those of a rule together."""
    return [list(group) for _, group in groupby(findings, key=lambda finding: (finding.pack, finding.policy))]


def alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """A rule's findings, those together that say the same of what one line of the program asks for, such as in each region."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.type, finding.source or finding.urn, finding.message), []).append(finding)
    return list(groups.values())


def names(findings: Sequence[Finding]) -> str:
    """The first resource's name, and how many there are beside it."""
    more = len({finding.urn for finding in findings}) - 1
    return findings[0].name + (f" and {more} like it" if more else "")


def summary(found: Judgement) -> str:
    """A sentence of counts."""
    number = counts(found)
    said = [
        _plural(number["errors"], "rule error", "rule errors") if number["errors"] else "",
        _plural(number["mandatory"], "mandatory violation", "mandatory violations"),
        _plural(number["advisory"], "advisory", "advisories"),
        f"{number['not_yet_known']} not yet known",
        f"{number['excluded']} excluded",
    ]
    packs = len({policy.pack for policy in found.policies})
    rules = _plural(len(found.policies), "rule", "rules")
    judged = f"{rules} of {_plural(packs, 'pack', 'packs')} on {found.resources} resources of {found.stack}"
    return f"{', '.join(filter(None, said))}; {judged}"


def _plural(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def only(found: Judgement, rules: Sequence[str], topics: Sequence[str]) -> Judgement:
    """What some rules and topics have to say."""
    if not rules and not topics:
        return found
    names = {
        policy.name: policy for policy in found.policies if (not rules or policy.name in rules) and (not topics or policy.topic in topics)
    }
    return replace(
        found,
        policies=tuple(policy for policy in found.policies if policy.name in names),
        findings=tuple(finding for finding in found.findings if finding.policy in names),
        excluded=tuple(excluded for excluded in found.excluded if excluded.policy in names),
    )
