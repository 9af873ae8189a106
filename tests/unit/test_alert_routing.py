"""Alertmanager: what its configuration says, and where the tokens come from."""

import re
from pathlib import Path
from typing import Any

import pytest

from components.observability.alerting.routing import alertmanager_config
from inventory.resource import SECRET
from settings.alerting import Alerting, Email, Maintenance, Slack, Telegram
from tests.support import LOCAL, inventory_of
from tests.unit.stack_files import changed, mistakes

ALL = Alerting(
    pagerduty=True,
    heartbeat=True,
    slack=Slack(),
    telegram=Telegram(chat_id=-1),
    email=Email(smarthost="mail:587", sender="a@example.com", to=("b@example.com",), managers=("c@example.com",), username="u"),
    maintenance=(Maintenance(days=("sunday",), start="02:00", end="04:00"),),
)


def receivers(settings: Alerting) -> dict[str, dict[str, Any]]:
    return {one["name"]: {way: what for way, what in one.items() if way != "name"} for one in alertmanager_config(settings)["receivers"]}


def ways(settings: Alerting) -> dict[str, set[str]]:
    return {name: {way.removesuffix("_configs") for way in found} for name, found in receivers(settings).items()}


def test_each_receiver_has_its_ways() -> None:
    assert ways(ALL) == {
        "default": {"email"},
        "critical": {"pagerduty", "slack"},
        "warning": {"slack"},
        "security": {"telegram"},
        "escalation-15m": {"pagerduty", "slack"},
        "escalation-30m": {"pagerduty", "slack", "email"},
        "weekly-summary": {"email"},
        "heartbeat": {"webhook"},
    }


def test_without_settings_nobody_is_told() -> None:
    assert set(map(len, ways(Alerting()).values())) == {0}


def test_alerts_are_grouped_against_storms() -> None:
    route = alertmanager_config(ALL)["route"]
    assert route["group_by"] == ["alertname", "cluster", "service"]
    assert (route["group_wait"], route["group_interval"], route["repeat_interval"]) == ("10s", "10s", "12h")


def test_managers_are_told_after_half_an_hour_only() -> None:
    told = {name for name, found in receivers(ALL).items() if "c@example.com" in str(found)}
    assert told == {"escalation-30m"}


def test_tokens_are_read_from_files_and_never_written() -> None:
    text = str(alertmanager_config(ALL))
    for token in ("pagerduty", "slack", "telegram", "smtp", "heartbeat"):
        assert f"/etc/alertmanager/secrets/alertmanager-{token}/token" in text
    assert not any(key in text for key in ("'api_url'", "'routing_key'", "'bot_token'", "'smtp_auth_password'"))


def test_information_rests_at_weekends_and_critical_never() -> None:
    routes = {route["receiver"]: route.get("mute_time_intervals", []) for route in alertmanager_config(ALL)["route"]["routes"]}
    assert routes["default"] == ["maintenance", "weekends"]
    assert routes["warning"] == ["maintenance"]
    assert routes["critical"] == routes["escalation-15m"] == routes["security"] == []


def inhibited(source: dict[str, str], target: dict[str, str]) -> bool:
    """Whether one alert silences another, by Alertmanager's rules."""
    return any(
        all(_holds(matcher, source) for matcher in rule["source_matchers"])
        and all(_holds(matcher, target) for matcher in rule["target_matchers"])
        and all(source.get(label, "") == target.get(label, "") for label in rule["equal"])
        for rule in alertmanager_config(ALL)["inhibit_rules"]
    )


def _holds(matcher: str, labels: dict[str, str]) -> bool:
    label, sign, value = matcher.split(" ", 2)
    actual, value = labels.get(label, ""), value.strip('"')
    if sign in ("=~", "!~"):
        return bool(re.fullmatch(value, actual)) == (sign == "=~")
    return (actual == value) == (sign == "=")


HERE = {"cluster": "c", "region": "r"}


@pytest.mark.parametrize(
    ("source", "target", "silenced"),
    [
        ({"alertname": "X", "severity": "critical", "service": "a"}, {"alertname": "X", "severity": "warning", "service": "a"}, True),
        ({"alertname": "X", "severity": "critical", "service": "a"}, {"alertname": "X", "severity": "warning", "service": "b"}, False),
        ({"alertname": "X", "severity": "critical"}, {"alertname": "Y", "severity": "warning"}, False),
        (
            {"alertname": "XBudgetBurn", "severity": "critical", "slo": "x"},
            {"alertname": "ErrorBudgetExhausted", "severity": "warning", "slo": "x"},
            True,
        ),
        (
            {"alertname": "NodeNotReady", "severity": "critical", "node": "a"},
            {"alertname": "RedisDown", "severity": "critical", "node": "a"},
            True,
        ),
        (
            {"alertname": "NodeNotReady", "severity": "critical", "node": "a"},
            {"alertname": "RedisDown", "severity": "critical", "node": "b"},
            False,
        ),
        ({"alertname": "NodeNotReady", "severity": "critical", "node": "a"}, {"alertname": "RedisDown", "severity": "critical"}, False),
        (
            {"alertname": "NodeNotReady", "severity": "critical", "node": "a"},
            {"alertname": "NodeNotReady", "severity": "critical", "node": "a"},
            False,
        ),
        ({"alertname": "ZoneDown", "severity": "critical"}, {"alertname": "NodeNotReady", "severity": "critical", "node": "a"}, True),
        ({"alertname": "ZoneDown", "severity": "critical"}, {"alertname": "PodNotReady", "severity": "warning"}, True),
        ({"alertname": "ZoneDown", "severity": "critical"}, {"alertname": "KafkaOfflinePartitions", "severity": "critical"}, False),
        ({"alertname": "KubeApiErrors", "severity": "critical"}, {"alertname": "HpaAtMax", "severity": "warning"}, True),
        (
            {"alertname": "RegionFailover", "severity": "info"},
            {"alertname": "ServiceDown", "severity": "critical", "team": "services"},
            True,
        ),
        (
            {"alertname": "RegionFailover", "severity": "info"},
            {"alertname": "ServiceDown", "severity": "critical", "region": "other"},
            False,
        ),
        (
            {"alertname": "RegionFailover", "severity": "info"},
            {"alertname": "ExposedSecretInImage", "severity": "critical", "team": "security"},
            False,
        ),
    ],
)
def test_what_is_known_already_silences_what_follows_from_it(source: dict[str, str], target: dict[str, str], silenced: bool) -> None:
    assert inhibited(HERE | source, HERE | target) is silenced


def test_on_aws_tokens_come_from_secrets_manager() -> None:
    for region in ("us-east-1", "us-west-2"):
        found = {
            one.inputs["metadata"]["name"]: one.inputs["spec"]["data"][0]["remoteRef"]["key"]
            for one in inventory_of("staging").of_type("kubernetes:external-secrets.io/v1:ExternalSecret")
            if one.name.startswith(f"{region}-monitoring-alertmanager-")
        }
        assert set(found) == {"alertmanager-slack", "alertmanager-telegram"}
        assert all(f":{region}:" in arn for arn in found.values())


def test_alertmanager_mounts_the_tokens_it_reads() -> None:
    for stack in (LOCAL, "staging"):
        inventory = inventory_of(stack)
        chart = next(one for one in inventory if one.inputs.get("chart") == "kube-prometheus-stack")
        config = next(one for one in inventory if one.name.endswith("monitoring-alertmanager-config")).inputs["stringData"][
            "alertmanager.yaml"
        ]
        mounted = {
            f"/etc/alertmanager/secrets/{one}/token" for one in chart.inputs["values"]["alertmanager"]["alertmanagerSpec"]["secrets"]
        }
        assert mounted == set(re.findall(r"/etc/alertmanager/secrets/\S+", config))
        assert SECRET not in config


def test_the_chart_brings_no_alerts_of_its_own() -> None:
    chart = next(one for one in inventory_of(LOCAL) if one.inputs.get("chart") == "kube-prometheus-stack")
    rules = chart.inputs["values"]["defaultRules"]["rules"]
    assert {"general", "kubernetesApps", "nodeExporterAlerting", "prometheus"} <= set(rules)
    assert not any(rules.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      pagerduty: true", "      pagerduty: true\n      heartbeat: true", "add heartbeat to security.external_secrets"),
        (
            '      maintenance: [{ days: [tuesday], start: "02:00", end: "04:00" }]',
            '      maintenance: [{ days: [tuesday], start: "04:00", end: "02:00" }]',
            "end (02:00) is not after start (04:00)",
        ),
        ('critical: "#incidents"', "critical: incidents", "must be a Slack channel"),
        ("smarthost: smtp.internal.example.com:587", "smarthost: smtp.internal.example.com", "must be host:port of an SMTP server"),
        ("grafana: https://grafana.example.com", "grafana: grafana.example.com/", "must be an http(s) address"),
        ("window_days: 30", "window_days: 31", "slos.window_days = 31\n      is more than observability.metrics.retention_days (30)"),
        ("uptime: 99.95", "uptime: 100", "must be less than 100"),
        ("uptime: 99.95", "uptime: 50", "must be at least 93.1"),
        ("to: [platform@example.com]", "to: []", "at least 1"),
    ],
)
def test_mistakes_are_said_before(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in mistakes(tmp_path, changed((old, new))).text()


def test_a_password_for_mail_is_wanted_where_a_user_is_given(tmp_path: Path) -> None:
    text = changed(("        sender: alerts@example.com", "        sender: alerts@example.com\n        username: platform"))
    assert "observability.alerting.email\n      needs a token in Secrets Manager: add smtp" in mistakes(tmp_path, text).text()
