"""What the pages under docs/runbooks have in common with the rules: who has one, its first line, and the index."""

from collections.abc import Mapping, Sequence

from components.observability.alerting.catalogue import PARTS
from components.observability.alerting.rule import Alert, Part
from components.observability.slo.burn_rate import part
from components.observability.slo.catalogue import slos
from settings.slos import Slos

Found = Sequence[tuple[Part, Alert]]


def every_alert() -> Mapping[str, Found]:
    """Each alert's name → where it is defined; thresholds that settings change do not matter here."""
    found: dict[str, list[tuple[Part, Alert]]] = {}
    for about in (*PARTS, *(part(slo) for slo in slos(Slos()))):
        for alert in about.alerts:
            found.setdefault(alert.name, []).append((about, alert))
    return found


def header(found: Found) -> str:
    """The line below a page's title: severity, team and component."""
    severities = sorted({alert.severity for _, alert in found})
    teams = sorted({about.team for about, _ in found})
    components = sorted({alert.component for _, alert in found})
    return f"Severity {' or '.join(severities)} · team {' or '.join(teams)} · {', '.join(components)}"


def index() -> str:
    """docs/runbooks/README.md."""
    rows = [f"| [{name}]({name}.md) | {_words(found)} |" for name, found in sorted(every_alert().items())]
    head = [
        "# Runbooks",
        "",
        "One page for each alert: what it means, what it does to users, how to look, what to do. Every alert links to its page;",
        "a test checks that each alert has one, and each page an alert. NS, POD and other words in capitals stand for the alert's labels.",
        "",
        "| alert | severity | team | component |",
        "| --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _words(found: Found) -> str:
    severities = ", ".join(sorted({alert.severity for _, alert in found}))
    components = sorted({alert.component for _, alert in found})
    shown = ", ".join(components) if len(components) < 4 else f"{len(components)} components"
    return f"{severities} | {', '.join(sorted({about.team for about, _ in found}))} | {shown}"
