"""Prometheus' own tool judges the rules that the stacks deploy, and shows each alert firing and staying quiet."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings.slos import Slos
from tests.alerts.case import Case, promtool_tests
from tests.alerts.catalogue import cases
from tests.alerts.deployed import Rule, alerts, rule_files
from tests.contract.prometheus_tools import missing, tool
from tests.support import LOCAL, any_settings_of, inventory_of, settings_of

needs_promtool = pytest.mark.skipif(bool(missing("promtool")), reason=missing("promtool"))


def promtool(*arguments: str | Path) -> str:
    """What promtool says; it must be content."""
    done = subprocess.run([str(tool("promtool")), *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    return done.stdout + done.stderr


def rules_of(case: Case, deployed: dict[tuple[str, ...], list[Rule]]) -> list[Rule]:
    """The rule that a case is about, and those that escalate it."""
    (found,) = [
        rules
        for (name, *_), rules in deployed.items()
        if name == case.alert and all(rules[0]["labels"].get(label) == value for label, value in case.only.items())
    ]
    return found


def write(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """Rule files as Prometheus reads them."""
    for name, content in files.items():
        (folder / f"{name}.rules.yaml").write_text(yaml.safe_dump(content, sort_keys=False))


def alone(rules: list[Rule], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A rule file of an alert, its escalation and the series that are recorded beside it: promtool evaluates all that it is given."""
    (group,) = [group for file in files.values() for group in file["groups"] if rules[0] in group["rules"]]
    return {"groups": [{**group, "rules": [rule for rule in group["rules"] if "record" in rule or rule in rules]}]}


@needs_promtool
@pytest.mark.parametrize("stack", [LOCAL, "prod"])
def test_the_rules_that_a_stack_deploys_are_valid(stack: str, tmp_path: Path) -> None:
    regions = [region.name for region in settings_of(stack).regions] if stack != LOCAL else [LOCAL]
    for region in regions:
        files = rule_files(inventory_of(stack), region)
        assert files, region
        folder = tmp_path / region
        folder.mkdir()
        write(folder, files)
        assert "FAILED" not in promtool("check", "rules", *sorted(folder.glob("*.yaml")))


def test_every_alert_is_shown_firing_and_quiet() -> None:
    deployed = alerts(rule_files(inventory_of(LOCAL)))
    shown = {(rules[0]["alert"], *rules[0]["labels"].values()) for case in cases(_promised()) for rules in [rules_of(case, deployed)]}
    assert {(rules[0]["alert"], *rules[0]["labels"].values()) for rules in deployed.values()} - shown == set()
    assert {case.alert for case in cases(_promised()) if case.quiet is None} == {"Watchdog"}


@needs_promtool
def test_alerts_fire_when_they_must_and_only_then(tmp_path: Path) -> None:
    write_tests(tmp_path, cases(_promised()))
    promtool("test", "rules", *sorted(tmp_path.glob("*.test.yaml")))


@needs_promtool
def test_a_case_that_is_wrong_is_found(tmp_path: Path) -> None:
    right = next(case for case in cases(_promised()) if case.alert == "PostgresReplicationLag")
    assert right.quiet
    for wrong in (Case(right.alert, right.quiet, right.quiet), Case(right.alert, right.fires, right.fires)):
        write_tests(tmp_path, [wrong])
        with pytest.raises(AssertionError, match=right.alert):
            promtool("test", "rules", *tmp_path.glob("*.test.yaml"))


def write_tests(folder: Path, every: list[Case]) -> None:
    """promtool's input: a rule file and a test file for each case."""
    files = rule_files(inventory_of(LOCAL))
    deployed = alerts(files)
    for number, case in enumerate(every):
        rules = rules_of(case, deployed)
        name = f"{number}-{case.alert}"
        write(folder, {name: alone(rules, files)})
        content = {
            "rule_files": [f"{name}.rules.yaml"],
            "evaluation_interval": f"{case.step}m",
            "tests": promtool_tests(case, rules),
        }
        (folder / f"{name}.test.yaml").write_text(yaml.safe_dump(content, sort_keys=False))


def _promised() -> Slos:
    return any_settings_of(LOCAL).observability.slos
