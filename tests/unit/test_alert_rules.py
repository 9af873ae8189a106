"""Alert rules: what each says and whom it concerns."""

import re
from datetime import timedelta

import pytest
import yaml

from components.observability.alerting.catalogue import PARTS, parts
from components.observability.alerting.rule import Alert, Part, Place, manifest, rules
from components.observability.alerting.rules.promql import overdue
from components.observability.alerting.rules.services import SERVICES
from components.observability.alerting.runbooks import every_alert, header
from components.observability.service_metrics import SERIES
from components.observability.slo.catalogue import slos
from components.observability.slo.objective import Slices
from ops.backup.schedules import longest_pause, oldest_allowed
from settings.slos import Slos
from tests.alerts.deployed import RULES, alerting_rules, rule_files
from tests.promql import metrics_in
from tests.support import LOCAL, ROOT, inventory_of, settings_of

RUNBOOKS = ROOT / "docs" / "runbooks"
PLACE = Place("cluster", "region", "https://example.com/runbooks", "https://grafana.example.com")
SECTIONS = ("Meaning", "Impact", "Diagnosis", "Remedy")


def test_every_alert_says_what_whom_and_where_to_read_on() -> None:
    for file in rule_files(inventory_of(LOCAL)).values():
        for rule in alerting_rules(file):
            labels, annotations = rule["labels"], rule["annotations"]
            assert labels["severity"] in ("critical", "warning", "info"), rule["alert"]
            assert labels["team"] in ("platform", "services", "streaming", "data", "security"), rule["alert"]
            assert labels["component"] and labels["cluster"] == "event-platform-local" and labels["region"] == "local", rule["alert"]
            assert annotations["summary"] and annotations["description"].endswith((".", "}")), rule["alert"]
            assert annotations["runbook_url"].endswith(f"/{rule['alert']}.md"), rule["alert"]


def test_every_alert_has_a_page_and_every_page_an_alert() -> None:
    pages = {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"}
    assert pages == set(every_alert())


@pytest.mark.parametrize("name", sorted(every_alert()))
def test_a_page_says_what_to_do(name: str) -> None:
    text = (RUNBOOKS / f"{name}.md").read_text()
    assert text.startswith(f"# {name}\n\n{header(every_alert()[name])}\n"), "title and first line as in the code"
    bodies = dict(re.findall(r"^## (\w+)\n(.+?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert tuple(bodies) == SECTIONS
    assert all(len(body.strip()) > 5 for body in bodies.values())


def test_alerts_of_one_name_differ_in_their_labels() -> None:
    for file in rule_files(inventory_of(LOCAL)).values():
        seen = [(rule["alert"], yaml.safe_dump(rule["labels"])) for rule in alerting_rules(file)]
        assert len(seen) == len(set(seen))


def test_rules_and_objectives_ask_services_only_for_what_they_promise() -> None:
    kubernetes = {"up", "kube_service_info"}
    of_rules = {name for alert in SERVICES.alerts for name in metrics_in(alert.expr)}
    assert of_rules and of_rules <= SERIES | kubernetes
    recorded = {slo.sli.record for slo in slos(Slos()) if isinstance(slo.sli, Slices)}
    for slo in slos(Slos()):
        texts = (slo.sli.condition,) if isinstance(slo.sli, Slices) else (slo.sli.good("5m"), slo.sli.total("5m"))
        assert {name for text in texts for name in metrics_in(text)} <= SERIES | kubernetes | recorded, slo.name


def test_the_figures_of_the_seed_rules_are_kept() -> None:
    found = {alert.name: alert for part in PARTS for alert in part.alerts}
    assert (found["HighErrorRate"].minutes, found["HighErrorRate"].severity) == (5, "critical")
    assert found["HighErrorRate"].expr.endswith("> 0.05")
    assert (found["HighLatency"].minutes, found["HighLatency"].severity) == (5, "warning")
    assert found["HighLatency"].expr.startswith("histogram_quantile(0.95") and found["HighLatency"].expr.endswith("> 0.1")
    assert found["ClickHouseDown"].minutes == 2
    assert "< 0.1 and" in found["HighDiskUsage"].expr


def _part(severity: str) -> Part:
    return Part("redis", "data", (Alert("X", "up == 0", 5, severity, "s", "d"),))  # type: ignore[arg-type]


def test_a_critical_alert_is_told_again_after_15_and_30_minutes() -> None:
    first, *again = rules(_part("critical"), PLACE)
    assert "escalation" not in first["labels"]
    assert [(rule["for"], rule["labels"]["escalation"], rule["alert"]) for rule in again] == [("20m", "15m", "X"), ("35m", "30m", "X")]
    assert all(rule["expr"] == first["expr"] and rule["annotations"] == first["annotations"] for rule in again)


def test_other_alerts_do_not_escalate() -> None:
    assert len(rules(_part("warning"), PLACE)) == 1


def test_a_rule_links_to_the_dashboards_of_its_component() -> None:
    (rule,) = manifest(_part("info"), PLACE, "monitoring")["spec"]["groups"][0]["rules"]
    assert rule["annotations"]["dashboard_url"] == "https://grafana.example.com/dashboards?tag=redis"


def test_rules_come_after_their_operator() -> None:
    inventory = inventory_of(LOCAL)
    (operator,) = [one for one in inventory if one.inputs.get("chart") == "kube-prometheus-stack"]
    assert all(operator.urn in one.depends_on for one in inventory.of_type(RULES))


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_objectives_are_judged_where_users_are_served(region: str) -> None:
    promises = [file for name, file in rule_files(inventory_of("staging"), region).items() if name.startswith("platform-slo-")]
    assert promises
    assert all(bool(file["groups"]) == (region == "us-east-1") for file in promises)


@pytest.mark.parametrize(
    ("schedule", "hours"), [("*/30 * * * *", 1.5), ("0 2,14 * * *", 15), ("0 2 * * *", 30), ("0 1 * * 0", 210), ("0 9-17 * * *", 20)]
)
def test_a_backup_is_overdue_when_its_schedule_s_longest_pause_and_a_quarter_are_over(schedule: str, hours: float) -> None:
    assert f"> {hours * 3600:.0f} unless" in overdue("databases", "x", schedule)
    assert oldest_allowed(longest_pause(schedule)) == timedelta(hours=hours)  # what `ops verify` says of it


def test_each_store_s_backup_is_overdue_by_its_own_schedule() -> None:
    own = ("clickhouse", "redis", "neo4j")
    services = settings_of("prod").data_services
    changed = services.model_copy(update={name: getattr(services, name).model_copy(update={"backup": "0 1 * * 0"}) for name in own})
    for name in own:
        rules = {rule.name: rule.expr for about in parts(changed) for rule in about.alerts if about.component == name}
        (found,) = [expr for alert, expr in rules.items() if alert.endswith("BackupOld")]
        assert f"> {210 * 3600} unless" in found


@pytest.mark.parametrize(
    ("store", "setting", "alert", "usual"),
    [("cockroachdb", "changes", "CockroachBackupOld", 1.5), ("timescale", "full_backup", "PostgresBackupOld", 210)],
)
def test_a_store_that_keeps_its_own_schedule_is_judged_by_it(store: str, setting: str, alert: str, usual: float) -> None:
    services = settings_of("prod").data_services
    changed = services.model_copy(update={store: getattr(services, store).model_copy(update={setting: "0 2,14 * * *"})})
    for of, hours in ((services, usual), (changed, 15)):
        (expr,) = [rule.expr for about in parts(of) for rule in about.alerts if rule.name == alert]
        assert expr.endswith(f"> {hours * 3600:.0f}")
