"""What an alert is, and how it becomes a rule of Prometheus. Nothing here knows Pulumi."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
"""`critical` wakes somebody, `warning` is looked at in working hours, `info` is read in the report."""

Team = Literal["platform", "services", "streaming", "data", "security"]
"""Who looks after it."""

ESCALATES_AFTER = {"15m": 15, "30m": 30}
"""Label `escalation` → minutes that a critical alert has gone on for when it is told to more people."""


@dataclass(frozen=True)
class Alert:
    """A condition that somebody should know of."""

    name: str
    """Its page is `docs/runbooks/<name>.md`."""
    expr: str
    minutes: int
    """How long it must hold before it is told."""
    severity: Severity
    summary: str
    """One line, with Prometheus' templates."""
    description: str
    """What was measured, with its unit, and what it means."""
    component: str = ""
    """Where it is another than its part's."""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recording:
    """A series that is computed once, for alerts and dashboards to read."""

    record: str
    expr: str
    labels: Mapping[str, str] = field(default_factory=dict)


Rule = Alert | Recording


@dataclass(frozen=True)
class Part:
    """The rules about one part of the platform. Of a part that a stack does not have there are no series, and its rules are silent."""

    component: str
    """Label `component`: the Helm release, store or service that they are about."""
    team: Team
    rules: Sequence[Rule]

    @property
    def alerts(self) -> list[Alert]:
        """Those that tell somebody, each with its component."""
        return [dataclasses.replace(rule, component=rule.component or self.component) for rule in self.rules if isinstance(rule, Alert)]


@dataclass(frozen=True)
class Place:
    """What every alert of one cluster says beside itself."""

    cluster: str
    region: str
    runbooks: str
    """The address that the runbooks' pages are below."""
    dashboards: str | None
    """Grafana's address, where it has one outside the cluster."""


def manifest(part: Part, place: Place, namespace: str) -> dict[str, Any]:
    """The part's PrometheusRule."""
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {
            "name": f"platform-{part.component}",
            "namespace": namespace,
            "labels": {"app.kubernetes.io/part-of": "event-platform"},
        },
        "spec": {"groups": [{"name": part.component, "rules": rules(part, place)}]},
    }


def rules(part: Part, place: Place) -> list[dict[str, Any]]:
    """The part's rules as Prometheus reads them, critical ones followed by what escalates them."""
    found: list[dict[str, Any]] = []
    for rule in part.rules:
        if isinstance(rule, Recording):
            found.append({"record": rule.record, "expr": rule.expr, **({"labels": dict(rule.labels)} if rule.labels else {})})
            continue
        found.append(_alerting(rule, part, place))
        if rule.severity == "critical":
            found += [_escalated(found[-1], rule.minutes + minutes, label) for label, minutes in ESCALATES_AFTER.items()]
    return found


def _alerting(alert: Alert, part: Part, place: Place) -> dict[str, Any]:
    component = alert.component or part.component
    return {
        "alert": alert.name,
        "expr": alert.expr,
        "for": f"{alert.minutes}m",
        "labels": {
            "severity": alert.severity,
            "team": part.team,
            "component": component,
            "cluster": place.cluster,
            "region": place.region,
            **alert.labels,
        },
        "annotations": {
            "summary": alert.summary,
            "description": alert.description,
            "runbook_url": f"{place.runbooks}/{alert.name}.md",
            **({"dashboard_url": f"{place.dashboards}/dashboards?tag={component}"} if place.dashboards else {}),
        },
    }


def _escalated(rule: dict[str, Any], minutes: int, label: str) -> dict[str, Any]:
    """The same alert, of the same name, so that what silences or inhibits it does so at every step."""
    return {**rule, "for": f"{minutes}m", "labels": {**rule["labels"], "escalation": label}}
