"""Who is told of which alert: Alertmanager's configuration. Nothing here knows Pulumi."""

from collections.abc import Mapping, Sequence
from typing import Any

from settings.alerting import Alerting

SECRETS = "/etc/alertmanager/secrets"
"""Where the Prometheus operator mounts the Secrets of `alertmanagerSpec.secrets`."""
KEY = "token"
"""The one key of each of them."""

_RESOLVE_MINUTES = 5
_GROUPING = {"group_by": ["alertname", "cluster", "service"], "group_wait": "10s", "group_interval": "10s", "repeat_interval": "12h"}

Config = dict[str, Any]


def secret_name(token: str) -> str:
    """The Secret with a receiver's token."""
    return f"alertmanager-{token}"


def alertmanager_config(settings: Alerting) -> Config:
    """The whole configuration."""
    return {
        "global": {"resolve_timeout": f"{_RESOLVE_MINUTES}m", **_smtp(settings)},
        "templates": ["/etc/alertmanager/config/*.tmpl"],
        "route": _route(settings),
        "inhibit_rules": _inhibit_rules(),
        "time_intervals": _time_intervals(settings),
        "receivers": _receivers(settings),
    }


def _route(settings: Alerting) -> Config:
    """The first match decides, except where it goes on (`continue`)."""
    quiet = ["maintenance"] if settings.maintenance else []
    return {
        "receiver": "default",
        **_GROUPING,
        "routes": [
            _to("heartbeat", "alertname = Watchdog", group_wait="0s", group_interval="1m", repeat_interval="1m"),
            _to("weekly-summary", "report = weekly", repeat_interval="7d"),
            _to("escalation-30m", "severity = critical", "escalation = 30m"),
            _to("escalation-15m", "severity = critical", "escalation = 15m"),
            _to("security", "team = security", **{"continue": True}),
            _to("critical", "severity = critical"),
            _to("warning", "severity = warning", **_muted(quiet)),
            _to("default", "severity = info", **_muted([*quiet, "weekends"])),
        ],
    }


def _to(receiver: str, *matchers: str, **more: Any) -> Config:
    return {"receiver": receiver, "matchers": list(matchers), **more}


def _muted(intervals: Sequence[str]) -> Config:
    return {"mute_time_intervals": list(intervals)} if intervals else {}


def _inhibit_rules() -> list[Config]:
    """What says nothing new while something else says it. The copies that escalate an alert have its name, and are silenced with it."""
    less = 'severity =~ "warning|info"'
    return [
        _inhibit(["severity = critical"], [less], "alertname", "cluster", "service", "namespace", "pod"),
        _inhibit(["severity = warning"], ["severity = info"], "alertname", "cluster", "service", "namespace", "pod"),
        # An SLO's alerts differ in their window: the fastest speaks.
        _inhibit(["severity = critical", 'slo != ""'], [less, 'slo != ""'], "cluster", "slo"),
        # Alerts of pods say on which node the pod is.
        _inhibit(["alertname = NodeNotReady"], ["alertname != NodeNotReady", 'node != ""'], "cluster", "node"),
        _inhibit(["alertname = ZoneDown"], ["alertname = NodeNotReady"], "cluster"),
        _inhibit(["alertname = ZoneDown"], [less], "cluster"),
        _inhibit(["alertname = KubeApiErrors"], [less], "cluster"),
        _inhibit(["alertname = KubeStateMetricsDown"], ['alertname =~ ".+(BackupOld|Missing|NotReady)"'], "cluster"),
        # `ops failover` posts it while a region is left: what breaks there is known.
        _inhibit(["alertname = RegionFailover"], ["alertname != RegionFailover", "team != security"], "region"),
    ]


def _inhibit(source: Sequence[str], target: Sequence[str], *equal: str) -> Config:
    return {"source_matchers": list(source), "target_matchers": list(target), "equal": list(equal)}


def _time_intervals(settings: Alerting) -> list[Config]:
    """All in UTC."""
    intervals: list[Config] = [{"name": "weekends", "time_intervals": [{"weekdays": ["saturday", "sunday"]}]}]
    if settings.maintenance:
        windows = [
            {"weekdays": list(window.days), "times": [{"start_time": window.start, "end_time": window.end}]}
            for window in settings.maintenance
        ]
        intervals.append({"name": "maintenance", "time_intervals": windows})
    return intervals


def _receivers(settings: Alerting) -> list[Config]:
    """Each with the ways that the settings give; one without any shows its alerts in Alertmanager only."""
    slack, email = settings.slack, settings.email
    mail = _email(email.to) if email else {}
    chat = _slack(slack.critical) if slack else {}
    page = _pagerduty() if settings.pagerduty else {}
    managers = _email([*email.to, *email.managers]) if email else {}
    return [
        {"name": "default", **mail},
        {"name": "critical", **page, **chat},
        {"name": "warning", **(_slack(slack.warning) if slack else {})},
        {"name": "security", **(_telegram(settings.telegram.chat_id) if settings.telegram else {})},
        {"name": "escalation-15m", **page, **chat},
        {"name": "escalation-30m", **page, **chat, **managers},
        {"name": "weekly-summary", **(_email(email.to, summary=True) if email else {})},
        {"name": "heartbeat", **(_heartbeat() if settings.heartbeat else {})},
    ]


def _pagerduty() -> Config:
    # A step of an escalation is an incident of its own: it pages whoever is on call now.
    details = {
        "description": '{{ template "platform.description" . }}',
        "runbook": '{{ template "platform.runbook" . }}',
        "firing": "{{ .Alerts.Firing | len }}",
    }
    return {
        "pagerduty_configs": [
            {
                "routing_key_file": _file("pagerduty"),
                "severity": '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
                "class": "{{ .CommonLabels.alertname }}",
                "component": "{{ .CommonLabels.component }}",
                "group": "{{ .CommonLabels.cluster }}",
                "description": '{{ template "platform.title" . }}',
                "details": details,
                "links": [{"href": '{{ template "platform.runbook" . }}', "text": "Runbook"}],
                "send_resolved": True,
            }
        ]
    }


def _slack(channel: str) -> Config:
    return {
        "slack_configs": [
            {
                "api_url_file": _file("slack"),
                "channel": channel,
                "send_resolved": True,
                "color": '{{ template "platform.color" . }}',
                "title": '{{ template "platform.title" . }}',
                "title_link": '{{ template "platform.runbook" . }}',
                "text": '{{ template "platform.description" . }}',
                "actions": [
                    {"type": "button", "text": "Runbook", "url": '{{ template "platform.runbook" . }}'},
                    {"type": "button", "text": "Dashboard", "url": '{{ template "platform.dashboard" . }}'},
                    {"type": "button", "text": "Silence", "url": '{{ template "platform.silence" . }}'},
                ],
            }
        ]
    }


def _telegram(chat: int) -> Config:
    return {
        "telegram_configs": [
            {
                "bot_token_file": _file("telegram"),
                "chat_id": chat,
                "parse_mode": "",
                "message": '{{ template "platform.text" . }}',
                "send_resolved": True,
            }
        ]
    }


def _email(to: Sequence[str], summary: bool = False) -> Config:
    subject, text = ("platform.summary.subject", "platform.summary") if summary else ("platform.title", "platform.text")
    return {
        "email_configs": [
            {
                "to": ", ".join(to),
                "headers": {"Subject": f'{{{{ template "{subject}" . }}}}'},
                "html": "",
                "text": f'{{{{ template "{text}" . }}}}',
                "send_resolved": not summary,
            }
        ]
    }


def _heartbeat() -> Config:
    return {"webhook_configs": [{"url_file": _file("heartbeat"), "send_resolved": False}]}


def _smtp(settings: Alerting) -> Mapping[str, Any]:
    if settings.email is None:
        return {}
    user = {"smtp_auth_username": settings.email.username, "smtp_auth_password_file": _file("smtp")} if settings.email.username else {}
    return {"smtp_smarthost": settings.email.smarthost, "smtp_from": settings.email.sender, "smtp_require_tls": True, **user}


def _file(token: str) -> str:
    return f"{SECRETS}/{secret_name(token)}/{KEY}"
