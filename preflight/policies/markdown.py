"""The report as a comment on a pull request: short, its long parts folded."""

from collections import Counter
from collections.abc import Iterator, Sequence

from preflight.markdown import comment, escaped, folded, table
from preflight.policies.finding import Finding, Kind
from preflight.policies.judgement import Judgement
from preflight.policies.policy import Policy
from preflight.policies.report import advisory, alike, by_rule, counts, errors, mandatory, names, not_yet_known, summary

_SHOWN = 10


def as_markdown(found: Judgement) -> str:
    """What stops a deployment in full, everything else folded."""
    policies = {(policy.pack, policy.name): policy for policy in found.policies}
    number = counts(found)
    failing = [*errors(found.findings), *mandatory(found.findings)]
    parts = [f"### {'❌' if found.fails else '✅'} Policies: {escaped(found.stack)}", "", f"{summary(found)}.", ""]
    for group in by_rule(failing):
        parts += _rule(group, policies)
    parts += folded(f"{number['advisory']} advisories", _table(advisory(found.findings)))
    parts += folded(f"{number['not_yet_known']} not yet known", _table(not_yet_known(found.findings)))
    parts += folded(f"{number['excluded']} excluded", _excluded(found))
    parts += [f"- Note: {escaped(note)}" for note in found.notes]
    return comment("policies", found.project, found.stack, parts)


def _rule(findings: Sequence[Finding], policies: dict[tuple[str, str], Policy]) -> Iterator[str]:
    first = findings[0]
    policy = policies.get((first.pack, first.policy))
    yield f"**`{first.policy}`** ({', '.join(filter(None, (first.pack, first.severity, first.topic, *first.controls)))})  "
    if policy:
        yield escaped(policy.description) + "  "
    if first.remedy:
        yield f"→ {escaped(first.remedy)}"
    yield ""
    groups = alike(findings)
    for group in groups[:_SHOWN]:
        source = f" `{group[0].source}`" if group[0].source else ""
        failed = "the rule itself failed: " if first.kind is Kind.ERROR else ""
        yield f"- `{names(group)}`{source}: {failed}{escaped(group[0].message)}"
    if left := sum(map(len, groups[_SHOWN:])):
        yield f"- … and {left} more"
    yield ""


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    rows = []
    for group in by_rule(findings):
        first, resources = group[0], {one.urn for one in group}
        rows.append((f"`{first.policy}`", str(len(resources)), f"`{first.name}`: {escaped(first.message)}"))
    return table(("rule", "resources", "for example"), ("resources",), rows)


def _excluded(found: Judgement) -> Iterator[str]:
    groups = Counter((one.policy, one.until, one.reason) for one in found.excluded)
    rows = [(f"`{policy}`", str(number), until, escaped(reason)) for (policy, until, reason), number in groups.items()]
    return table(("rule", "resources", "until", "reason"), ("resources",), rows)
