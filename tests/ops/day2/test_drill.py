"""Drills: what is begun, what ends it, and what the report says."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from ops.__main__ import app
from ops.backup.catalogue import store_named, stores
from ops.backup.restore import Waiting
from ops.drill import component, restoring
from ops.drill.report import Report, Stage
from ops.errors import OpsError
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import HOME, STACK, TABLE
from tests.ops.day2.outputs import outputs
from tests.ops.day2.test_canary_steps import Clock
from tests.ops.day2.test_inside import live
from tests.ops.day2.test_restore import FakeCluster
from tests.support import ROOT

REPORT = Report(
    "region", "staging", "a to b", datetime(2026, 11, 27, 9, tzinfo=UTC), True, [Stage("failover", 600, "done")], 600, 900, "ingest"
)


def test_a_report_says_what_was_measured_and_what_was_promised() -> None:
    assert "**passed**" in REPORT.as_markdown() and "| measured | 10 min |" in REPORT.as_markdown()
    assert json.loads(REPORT.as_json())["in_time"] is True
    late = Report("region", "staging", "a|b", REPORT.began, True, [Stage("failover", 1000, "a|b")], 1000, 900, "ingest", ["slow"])
    assert "**not passed**" in late.as_markdown() and "- slow" in late.as_markdown() and "a\\|b |" in late.as_markdown()
    assert json.loads(late.as_json())["in_time"] is False


# A component


@dataclass
class Experiments:
    """FIS with one template of this stack, and one of another."""

    statuses: list[str] = field(default_factory=lambda: ["initiating", "running", "completed"])
    alarms: list[str] = field(default_factory=lambda: ["errors"])
    stopped: int = 0

    def additions(self) -> dict[tuple[str, str], Any]:
        return {
            ("fis", "ListExperimentTemplates"): lambda *_: {"experimentTemplates": [self._template("staging"), self._template("prod")]},
            ("fis", "GetExperimentTemplate"): lambda *_: {"experimentTemplate": self._template("staging")},
            ("fis", "StartExperiment"): lambda *_: {"experiment": {"id": "EXP1"}},
            ("fis", "GetExperiment"): lambda *_: {"experiment": {"id": "EXP1", "state": {"status": self._status(), "reason": "r"}}},
            ("fis", "StopExperiment"): self._stop,
        }

    def _template(self, stack: str) -> dict[str, Any]:
        conditions = [{"source": "aws:cloudwatch:alarm", "value": f"arn:aws:cloudwatch:us-east-1:1:alarm:{name}"} for name in self.alarms]
        tags = {"Name": f"event-platform-{stack}-az-loss", "stack": stack}
        return {"id": f"EXT-{stack}", "tags": tags, "description": "a zone", "stopConditions": conditions or [{"source": "none"}]}

    def _status(self) -> str:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def _stop(self, *_: Any) -> dict[str, Any]:
        self.stopped += 1
        self.statuses = ["stopping", "stopped"]
        return {"experiment": {"id": "EXP1", "state": {"status": "stopping"}}}


@pytest.fixture
def fis(cloud: Cloud) -> Experiments:
    found = Experiments()
    cloud.server._additions = {**cloud.server._additions, **found.additions()}
    cloud.alarm("errors")
    return found


def test_an_experiment_is_followed_to_its_end(cloud: Cloud, fis: Experiments) -> None:
    report = component.run(cloud.context(), HOME, "az-loss", 10, Clock())
    assert report is not None and report.passed and report.measured_seconds == 20 and fis.stopped == 0
    (start,) = cloud.changes("fis")
    assert start.parameters["experimentTemplateId"] == "EXT-staging"


def test_an_alarm_stops_the_experiment_and_the_drill_has_not_passed(cloud: Cloud, fis: Experiments) -> None:
    fis.statuses, clock = ["running"], Clock()

    def sleep(seconds: float) -> None:
        clock.seconds += seconds
        if clock.seconds == 20:
            cloud.alarm("errors", "ALARM")

    clock.sleep = sleep  # type: ignore[method-assign]
    report = component.run(cloud.context(), HOME, "az-loss", 10, clock)
    assert report is not None and not report.passed and fis.stopped == 1
    assert "errors went off" in report.findings[0]


def test_an_interruption_stops_the_experiment(cloud: Cloud, fis: Experiments) -> None:
    fis.statuses, clock = ["running"], Clock()

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    clock.sleep = interrupted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        component.run(cloud.context(), HOME, "az-loss", 10, clock)
    assert fis.stopped == 1


def test_an_experiment_that_nothing_would_stop_is_not_started(cloud: Cloud, fis: Experiments) -> None:
    fis.alarms = []
    with pytest.raises(OpsError, match="stop at no alarm"):
        component.run(cloud.context(), HOME, "az-loss", 10, Clock())
    fis.alarms = ["errors"]
    cloud.alarm("errors", "ALARM")
    with pytest.raises(OpsError, match="only make it worse"):
        component.run(cloud.context(), HOME, "az-loss", 10, Clock())
    with pytest.raises(OpsError, match="there are az-loss"):
        component.run(cloud.context(), HOME, "node", 10, Clock())
    assert cloud.changes("fis") == []


def test_a_dry_run_starts_no_experiment(cloud: Cloud, fis: Experiments) -> None:
    assert component.run(cloud.context(dry_run=True), HOME, "az-loss", 10, Clock()) is None
    assert cloud.changes("fis") == [] and len(cloud.recorder.said("would change")) == 1


# A restore


def test_a_restore_is_measured_against_its_store_s_tier_and_taken_away(stack: Cloud) -> None:
    context, seconds = stack.context(), iter(range(0, 10_000, 10))
    store = store_named(stores(context, lambda _: None), "table:user-sessions")  # type: ignore[arg-type, return-value]
    report = restoring.run(context, store, HOME, "", Waiting(0, 1000, lambda _: None, lambda: float(next(seconds))))
    assert report is not None and report.passed and report.in_time and report.tier == "ingest"
    assert report.objective_seconds == 15 * 60 and report.measured_seconds > 0
    assert [name for name in stack.client("dynamodb").list_tables()["TableNames"] if "restored" in name] == []
    assert TABLE in stack.client("dynamodb").list_tables()["TableNames"]


def test_a_restore_that_fails_is_a_drill_that_did_not_pass_and_leaves_nothing(stack: Cloud) -> None:
    context = stack.context()
    store = store_named(stores(context, lambda _: None), "postgres")  # type: ignore[arg-type, return-value]
    stack.server.faults.run(lambda _: stack.client("rds").stop_db_instance(DBInstanceIdentifier="x"), "none")
    ticks = iter(range(0, 100_000, 100))
    stack.server.faults.fail("rds", "RestoreDBInstanceToPointInTime", "StorageQuotaExceeded")
    stack.server.faults.fail("rds", "RestoreDBInstanceFromDBSnapshot", "StorageQuotaExceeded")
    with pytest.raises(OpsError, match="StorageQuotaExceeded"):
        restoring.run(context, store, HOME, "", Waiting(0, 300, lambda _: None, lambda: float(next(ticks))))
    assert len(stack.client("rds").describe_db_instances()["DBInstances"]) == 1


def test_every_store_has_a_tier_or_none(stack: Cloud) -> None:
    context = stack.context()
    found = {name: restoring.objective(context, name) for name in ("table:x", "bucket:bronze", "bucket:artifacts", "postgres", "files")}
    assert found["table:x"][0] == "ingest" and found["bucket:bronze"][0] == "analytics"
    assert found["bucket:artifacts"] == ("none", None)


# As a person starts it


@pytest.fixture
def written(stack: Cloud, tmp_path: Path) -> Path:
    """The stack's outputs in a file, and the table of the journal."""
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(outputs()))
    stack.client("dynamodb", "us-west-2").create_table(
        TableName="event-platform-staging-operations",
        KeySchema=[{"AttributeName": "run", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("run", "item")],
        BillingMode="PAY_PER_REQUEST",
    )
    return file


def run(file: Path, *arguments: str, stack: str = STACK) -> tuple[int, str, str]:
    common = ["--stack", stack, "--project", str(ROOT), "--outputs", str(file)]
    done = CliRunner().invoke(app, [*arguments, *common])
    return done.exit_code, done.stdout, done.stderr


def test_recovery_points_are_listed_as_lines_of_json(written: Path) -> None:
    status, said, _ = run(written, "backup", "list", "--store", "postgres")
    points = [json.loads(line) for line in said.splitlines() if '"store"' in line]
    assert status == 0 and {point["id"] for point in points} >= {"night"}
    assert run(written, "backup", "list", "--store", "postgre")[0] == 2


def test_verify_ends_with_one_where_something_is_wrong(stack: Cloud, written: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "verify.json"
    assert run(written, "verify", "--region", HOME, "--check", "alarms", "--out", str(out))[0] == 0
    stack.alarm("ours", "ALARM")
    status, said, _ = run(written, "verify", "--region", HOME, "--check", "alarms", "--out", str(out))
    assert status == 1 and '"subject": "ours"' in said
    assert json.loads(out.read_text())["results"][0]["status"] == "fail"
    assert run(written, "verify", "--check", "nonsense")[0] == 2


def test_a_restore_is_made_only_once_somebody_has_said_yes(stack: Cloud, written: Path) -> None:
    before = stack.client("dynamodb").list_tables()["TableNames"]
    status, _, why = run(written, "backup", "restore", "table:user-sessions")
    assert status == 2 and "nobody is there to ask" in why
    assert stack.client("dynamodb").list_tables()["TableNames"] == before
    status, said, _ = run(written, "backup", "restore", "table:user-sessions", "--name", "by-hand", "--yes", "--poll", "0.01")
    assert status == 0 and "by-hand" in stack.client("dynamodb").list_tables()["TableNames"]
    assert '"status": "next"' in said


def test_a_manifest_is_all_that_standard_output_has(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = FakeCluster()
    cluster.objects["CronJob", "redis-backup"] = live("CronJob", "redis-backup")
    monkeypatch.setattr("ops.backup.catalogue.cluster_of", lambda *_: cluster)
    status, said, _ = run(written, "backup", "restore", "redis", "--manifest", "--name", "redis-restored-1")
    assert status == 0 and cluster.created == []
    assert [pod["kind"] for pod in yaml.safe_load_all(said)] == ["Pod"] * 3
    assert run(written, "backup", "restore", "postgres", "--manifest")[0] == 2


def test_scale_refuses_what_the_settings_do_not_allow(written: Path) -> None:
    status, _, why = run(written, "scale", "ecs", "stream-processor", "99", "--yes")
    assert status == 2 and "compute.ecs.stream_processor.tasks says at most 4" in why
    assert "did you mean" in run(written, "scale", "nodes", "generall", "2", "--yes")[2]


def test_a_canary_names_what_is_there(written: Path) -> None:
    status, _, why = run(written, "canary", "event-validater", "--yes")
    assert status == 2 and "did you mean event-validator" in why
    status, _, why = run(written, "canary", "event-validator", "--yes", "--steps", "50,25")
    assert status == 2 and "--steps 50,25" in why


def test_prod_wants_its_name(stack: Cloud, written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written.write_text(written.read_text().replace("event-platform-staging", "event-platform-prod"))
    monkeypatch.setattr("ops.command.Gateway.open", classmethod(lambda *_, **__: stack.context().gateway))
    for command in (
        ("drill", "component", "az-loss"),
        ("drill", "region"),
        ("drill", "restore", "postgres"),
        ("canary", "event-validator"),
    ):
        status, _, why = run(written, *command, "--yes", stack="prod")
        assert status == 2 and "--confirm prod" in why
