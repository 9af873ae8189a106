"""The report for people at a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from preflight.policies.finding import Excluded, Finding
from preflight.policies.judgement import Judgement
from preflight.policies.policy import Policy
from preflight.policies.report import advisory, alike, by_rule, errors, mandatory, names, not_yet_known, summary

_SHOWN = 3
"""Resources shown of an advisory rule, unless all are asked for."""
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "blue", "": "blue"}


def as_text(found: Judgement, verbose: bool, seconds: float) -> RenderableType:
    """Errors of rules, then what stops a deployment, advisories shortened, and how much there is of everything."""
    policies = {(policy.pack, policy.name): policy for policy in found.policies}
    parts: list[RenderableType] = []
    for title, findings, limit in (
        ("Rules that failed", errors(found.findings), None),
        ("Mandatory: stops a deployment", mandatory(found.findings), None),
        ("Advisory", advisory(found.findings), None if verbose else _SHOWN),
        ("Not yet known: judged once the values are there", not_yet_known(found.findings), None if verbose else _SHOWN),
    ):
        if findings:
            parts.append(Text(title, style="bold"))
            parts += [_rule(group, policies, limit) for group in by_rule(findings)]
    parts += _excluded(found)
    parts += [Text(f"Note: {note}", style="yellow") for note in found.notes]
    verdict = "red" if found.fails else "green"
    parts.append(Text(f"{summary(found)}, in {seconds:.1f} s", style=f"bold {verdict}"))
    return Group(*parts)


def _rule(findings: Sequence[Finding], policies: dict[tuple[str, str], Policy], limit: int | None) -> RenderableType:
    first = findings[0]
    policy = policies.get((first.pack, first.policy))
    head = Text.from_markup(
        f"[bold]{escape(first.policy)}[/bold] [{_STYLES[first.severity]}]{first.severity}[/] {escape(first.topic)} "
        f"[dim]{escape(' · '.join((first.pack, *first.controls)))}[/dim]"
    )
    lines: list[RenderableType] = [head]
    if policy:
        lines.append(Padding(Text(policy.description), (0, 0, 0, 4)))
    if first.remedy:
        lines.append(Padding(Text(f"→ {first.remedy}", style="green"), (0, 0, 0, 4)))
    groups = alike(findings)
    lines += [Padding(_resources(group), (0, 0, 0, 4)) for group in groups[:limit]]
    if left := sum(map(len, groups[limit:])) if limit else 0:
        lines.append(Padding(Text(f"… and {left} more (--verbose)", style="dim"), (0, 0, 0, 4)))
    return Padding(Group(*lines), (0, 0, 1, 2))


def _resources(findings: Sequence[Finding]) -> Text:
    first = findings[0]
    source = f"  {escape(first.source)}" if first.source else ""
    return Text.from_markup(
        f"• {escape(names(findings))} [dim]{escape(first.type)}{source}[/dim]: {escape(first.message)}", overflow="fold"
    )


def _excluded(found: Judgement) -> list[RenderableType]:
    if not found.excluded:
        return []
    groups: dict[tuple[str, str], list[Excluded]] = {}
    for one in found.excluded:
        groups.setdefault((one.until, one.reason), []).append(one)
    lines: list[RenderableType] = [Text("Excluded", style="bold")]
    for (until, reason), excluded in groups.items():
        rules = ", ".join(dict.fromkeys(one.policy for one in excluded))
        resources = list(dict.fromkeys(one.urn.rpartition("::")[2] for one in excluded))
        shown = ", ".join(resources[:_SHOWN]) + (f" and {len(resources) - _SHOWN} more" if len(resources) > _SHOWN else "")
        line = f"[bold]{escape(rules)}[/bold] until {until}: {escape(reason)} [dim]{escape(shown)}[/dim]"
        lines.append(Padding(Text.from_markup(line), (0, 0, 0, 2)))
    return lines
