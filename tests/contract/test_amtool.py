"""Alertmanager's own tool judges what the stacks deploy: the configuration, the templates, and where each kind of alert lands."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.contract.prometheus_tools import missing, tool
from tests.support import LOCAL, inventory_of

needs_amtool = pytest.mark.skipif(bool(missing("amtool")), reason=missing("amtool"))
SECRET = "kubernetes:core/v1:Secret"
CONFIG = "alertmanager.yaml"


def amtool(*arguments: str | Path) -> str:
    """What amtool says; it must be content."""
    done = subprocess.run([str(tool("amtool")), *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "level=WARN" not in done.stderr, done.stderr
    return done.stdout


def alertmanager(stack: str) -> Mapping[str, str]:
    """Alertmanager's configuration and templates in a stack's first cluster, by file name."""
    kept = [one for one in inventory_of(stack).of_type(SECRET) if one.name.endswith("-monitoring-alertmanager-config")]
    files: Mapping[str, str] = kept[0].inputs["stringData"]
    return files


def written(files: Mapping[str, str], folder: Path) -> Path:
    """The configuration as a file with its templates beside it."""
    for name, text in files.items():
        (folder / name).write_text(text)
    text = yaml.safe_dump({**yaml.safe_load(files[CONFIG]), "templates": [f"{folder}/*.tmpl"]}, sort_keys=False)
    if "0.25." in subprocess.run([str(tool("amtool")), "--version"], capture_output=True, text=True, check=False).stdout:
        # Debian's: a version before files of tokens for Telegram and addresses of webhooks.
        text = re.sub(r"bot_token_file: .*", "bot_token: token", text)
        text = re.sub(r"( +- )url_file: .*", r"\1url: https://example.com", text)
    file = folder / "alertmanager.yml"
    file.write_text(text)
    return file


@needs_amtool
@pytest.mark.parametrize("stack", [LOCAL, "dev", "staging", "prod"])
def test_the_configuration_of_a_stack_is_valid(stack: str, tmp_path: Path) -> None:
    assert "SUCCESS" in amtool("check-config", written(alertmanager(stack), tmp_path))


@needs_amtool
def test_a_wrong_configuration_is_found(tmp_path: Path) -> None:
    files = alertmanager(LOCAL)
    broken = {**files, CONFIG: yaml.safe_dump({**yaml.safe_load(files[CONFIG]), "route": {"receiver": "nobody"}})}
    with pytest.raises(AssertionError, match="nobody"):
        amtool("check-config", written(broken, tmp_path))


ROUTES = [
    ("default", {"alertname": "X"}),
    ("default", {"alertname": "X", "severity": "info", "team": "platform"}),
    ("warning", {"alertname": "X", "severity": "warning", "team": "data"}),
    ("critical", {"alertname": "X", "severity": "critical", "team": "streaming"}),
    ("critical", {"alertname": "X", "severity": "critical", "team": "services"}),
    ("security,critical", {"alertname": "X", "severity": "critical", "team": "security"}),
    ("security,warning", {"alertname": "X", "severity": "warning", "team": "security"}),
    ("security,default", {"alertname": "X", "severity": "info", "team": "security"}),
    ("escalation-15m", {"alertname": "X", "severity": "critical", "team": "data", "escalation": "15m"}),
    ("escalation-30m", {"alertname": "X", "severity": "critical", "team": "security", "escalation": "30m"}),
    ("heartbeat", {"alertname": "Watchdog", "severity": "info", "team": "platform"}),
    ("weekly-summary", {"alertname": "WeeklySummary", "severity": "info", "team": "platform", "report": "weekly"}),
]


@needs_amtool
@pytest.mark.parametrize(("receivers", "labels"), ROUTES)
def test_each_severity_and_team_lands_at_its_receivers(receivers: str, labels: dict[str, str], tmp_path: Path) -> None:
    file = written(alertmanager("prod"), tmp_path)
    matchers = [f"{name}={value}" for name, value in labels.items()]
    amtool("config", "routes", "test", f"--config.file={file}", f"--verify.receivers={receivers}", *matchers)


@needs_amtool
@pytest.mark.parametrize(
    ("receiver", "labels"),
    [
        ("critical", {"alertname": "X", "severity": "warning", "team": "data"}),
        ("security", {"alertname": "X", "severity": "critical", "team": "data"}),
        ("default", {"alertname": "Watchdog", "severity": "info", "team": "platform"}),
    ],
)
def test_no_alert_lands_where_it_does_not_belong(receiver: str, labels: dict[str, str], tmp_path: Path) -> None:
    file = written(alertmanager("prod"), tmp_path)
    with pytest.raises(AssertionError, match="did not match"):
        amtool(
            "config", "routes", "test", f"--config.file={file}", f"--verify.receivers={receiver}", *(f"{k}={v}" for k, v in labels.items())
        )


GROUP = {
    "receiver": "critical",
    "status": "firing",
    "externalURL": "https://alertmanager.example.com",
    "groupLabels": {"alertname": "RedisDown"},
    "commonLabels": {"alertname": "RedisDown", "severity": "critical", "team": "data", "component": "redis", "cluster": "c", "region": "r"},
    "commonAnnotations": {"summary": "Redis a is down"},
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "RedisDown", "pod": "a"},
            "annotations": {
                "summary": "Redis a is down",
                "description": "For 2 minutes.",
                "runbook_url": "https://example.com/RedisDown.md",
                "dashboard_url": "https://grafana.example.com/d",
            },
            "startsAt": "2026-01-01T00:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://prometheus.example.com/graph",
        }
    ],
}


@needs_amtool
@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("title", "Redis a is down (c)"),
        ("description", "Redis a is down. For 2 minutes."),
        ("runbook", "https://example.com/RedisDown.md"),
        ("dashboard", "https://grafana.example.com/d"),
        ("silence", "https://alertmanager.example.com/#/silences/new?filter=%7Balertname%3D%22RedisDown%22%2Ccluster%3D%22c%22"),
        ("color", "danger"),
        ("text", "Severity: critical, team: data, component: redis, region: r"),
        ("summary", "For 2 minutes."),
        ("summary.subject", "The week in c"),
    ],
)
def test_messages_say_what_is_wrong_and_link_to_help(template: str, said: str, tmp_path: Path) -> None:
    written(alertmanager(LOCAL), tmp_path)
    (tmp_path / "data.json").write_text(json.dumps(GROUP))
    text = f'{{{{ template "platform.{template}" . }}}}'
    rendered = amtool(
        "template", "render", f"--template.glob={tmp_path}/*.tmpl", f"--template.text={text}", f"--template.data={tmp_path}/data.json"
    )
    assert said in rendered
    assert "<no value>" not in rendered
