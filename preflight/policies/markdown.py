"""The report as a comment on a pull request: short, its long parts folded, and found again by its first line."""

from collections.abc import Iterator, Sequence

from preflight.policies.finding import Finding, Kind
from preflight.policies.judgement import Judgement
from preflight.policies.policy import Policy
from preflight.policies.report import advisory, alike, by_rule, counts, errors, mandatory, names, not_yet_known, summary

MARKER = "<!-- preflight policies: {project}/{stack} -->"
"""The first line; what updates a comment in place looks for it."""
_SHOWN = 10
_LONGEST = 60_000
"""GitHub takes 65 536 characters."""


def as_markdown(found: Judgement) -> str:
    """What stops a deployment in full, everything else folded."""
    policies = {(policy.pack, policy.name): policy for policy in found.policies}
    number = counts(found)
    failing = [*errors(found.findings), *mandatory(found.findings)]
    parts = [
        MARKER.format(project=found.project, stack=found.stack),
        f"### {'❌' if found.fails else '✅'} Policies: {_escaped(found.stack)}",
        "",
        f"{summary(found)}.",
        "",
    ]
    for group in by_rule(failing):
        parts += _rule(group, policies)
    parts += _folded(f"{number['advisory']} advisories", _table(advisory(found.findings)))
    parts += _folded(f"{number['not_yet_known']} not yet known", _table(not_yet_known(found.findings)))
    parts += _folded(f"{number['excluded']} excluded", _excluded(found))
    parts += [f"- Note: {_escaped(note)}" for note in found.notes]
    text = "\n".join(parts).rstrip() + "\n"
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rpartition("\n")[0] + "\n\n… cut; run `python -m preflight policies` for the rest\n"
    return text


def _rule(findings: Sequence[Finding], policies: dict[tuple[str, str], Policy]) -> Iterator[str]:
    first = findings[0]
    policy = policies.get((first.pack, first.policy))
    yield f"**`{first.policy}`** ({', '.join(filter(None, (first.pack, first.severity, first.topic, *first.controls)))})  "
    if policy:
        yield _escaped(policy.description) + "  "
    if first.remedy:
        yield f"→ {_escaped(first.remedy)}"
    yield ""
    groups = alike(findings)
    for group in groups[:_SHOWN]:
        source = f" `{group[0].source}`" if group[0].source else ""
        failed = "the rule itself failed: " if first.kind is Kind.ERROR else ""
        yield f"- `{names(group)}`{source}: {failed}{_escaped(group[0].message)}"
    if left := sum(map(len, groups[_SHOWN:])):
        yield f"- … and {left} more"
    yield ""


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield "| rule | resources | for example |"
        yield "| --- | ---: | --- |"
    for group in by_rule(findings):
        first = group[0]
        yield f"| `{first.policy}` | {len({one.urn for one in group})} | `{first.name}`: {_escaped(first.message)} |"


def _excluded(found: Judgement) -> Iterator[str]:
    groups: dict[tuple[str, str, str], int] = {}
    for one in found.excluded:
        groups[one.policy, one.until, one.reason] = groups.get((one.policy, one.until, one.reason), 0) + 1
    if groups:
        yield "| rule | resources | until | reason |"
        yield "| --- | ---: | --- | --- |"
    for (policy, until, reason), number in groups.items():
        yield f"| `{policy}` | {number} | {until} | {_escaped(reason)} |"


def _folded(title: str, lines: Iterator[str]) -> Iterator[str]:
    inside = list(lines)
    if inside:
        yield from ("<details>", f"<summary>{title}</summary>", "", *inside, "", "</details>", "")


def _escaped(text: str) -> str:
    """Text that a resource's author chose cannot end a table, open a tag or mention a person."""
    for character in "\\`*_[]<>|@#":
        text = text.replace(character, f"\\{character}") if character not in "<>@" else text.replace(character, f"&#{ord(character)};")
    return " ".join(text.split())
