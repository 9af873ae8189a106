"""`ops drill region` on staging as its program describes it: the real commands there and back, and what a person reads when one fails."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ops.__main__ import app
from ops.verify.smoke import World
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.expected import differences
from tests.ops.test_failover_staging import DR, PRIMARY, failover, ops, role_of, well
from tests.ops.test_failover_verified import ADDRESS
from tests.support import ROOT

QUICK = ("--poll", "0.01", "--attempts", "2", "--timeout", "5", "--patience", "0.01")


@dataclass
class Moves:
    """The drill's own commands, in this process."""

    before: Callable[[str], object] = lambda _: None
    """Called with the command's name."""
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, *arguments: str) -> int:
        self.asked.append(arguments)
        self.before(arguments[0])
        return CliRunner().invoke(app, list(arguments)).exit_code


@pytest.fixture
def outside(sound: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Names lead where the switch says; endpoints are the test bed's."""

    def resolve(name: str) -> set[str]:
        if name.startswith("public-"):
            return {ADDRESS[PRIMARY if PRIMARY in name else DR]}
        return {ADDRESS[DR if at_work(sound) == DR else PRIMARY]}

    monkeypatch.setattr("ops.drill.command.WORLD", World(resolve))
    return sound


@pytest.fixture
def moves(outside: Cloud, monkeypatch: pytest.MonkeyPatch) -> Moves:
    found = Moves()
    monkeypatch.setattr("ops.drill.moves.ops", found)
    return found


def at_work(cloud: Cloud) -> str:
    """Where public names lead."""
    health = cloud.client("route53", PRIMARY).get_health_check_status(HealthCheckId=cloud.outputs["switch"]["health_check_id"])
    return PRIMARY if "Success" in health["HealthCheckObservations"][0]["StatusReport"]["Status"] else DR


def drill(cloud: Cloud, out: Path, *options: str) -> Result:
    where = ("--stack", cloud.stack, "--project", str(ROOT), "--outputs", str(cloud.outputs_file), "--out", str(out))
    return CliRunner().invoke(app, ["drill", "region", *where, *QUICK, "--yes", *options])


def report(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def runs(cloud: Cloud) -> list[dict[str, Any]]:
    """All that the journal has."""
    items = cloud.client("dynamodb", DR).scan(TableName=cloud.outputs["operations"]["table"])["Items"]
    return [json.loads(one["document"]["S"]) for one in items if one["item"]["S"] == "run"]


def test_there_and_back_in_processes_of_their_own(outside: Cloud, tmp_path: Path) -> None:
    start, out = role_of(outside.snapshot()), tmp_path / "reports" / "drill.json"
    done = drill(outside, out)
    assert done.exit_code == 0, done.output
    found = report(out)
    assert found["passed"] and found["in_time"] and found["findings"] == []
    assert [(one["name"], one["measured_seconds"] is not None) for one in found["stages"]] == [
        ("failover", True),
        ("verification", False),
        ("failback", True),
        ("verification at home", False),
    ]
    assert (found["tier"], found["objective_seconds"]) == ("ingest", outside.settings.recovery.tiers.ingest.rto_minutes * 60)
    failover_, _, failback, _ = found["stages"]
    assert 0 < failover_["measured_seconds"] <= failover_["seconds"] and 0 < failback["measured_seconds"] <= failback["seconds"]
    assert found["measured_seconds"] == failover_["measured_seconds"]
    assert sorted((one["kind"], one["status"]) for one in runs(outside)) == [("failback", "done"), ("failover", "done")]
    outside.settle()
    assert at_work(outside) == PRIMARY
    assert differences(outside.when_active(PRIMARY), outside.snapshot()) == []
    assert differences(in_role(start), in_role(role_of(outside.snapshot()))) == []


def in_role(moment: dict[str, Any]) -> dict[str, Any]:
    """Without the instances that a failback has set aside, and the data that drills leave."""
    found = copy.deepcopy(moment)
    for region in (PRIMARY, DR):
        instances = found[region]["postgres"]
        found[region]["postgres"] = {name: one for name, one in instances.items() if name == "event-platform-staging-postgres"}
    return found


def test_a_way_back_that_fails_leaves_the_dr_region_at_work_and_the_report_says_all_of_it(
    outside: Cloud, moves: Moves, tmp_path: Path
) -> None:
    def deny(command: str) -> None:
        if command == "failback":
            outside.faults.deny("elasticache", "FailoverGlobalReplicationGroup", region=PRIMARY)

    outside.client("kinesis", DR).delete_stream(StreamName="event-platform-staging-raw-events", EnforceConsumerDeletion=True)
    moves.before, out = deny, tmp_path / "drill.json"
    done = drill(outside, out)
    found = report(out)
    assert done.exit_code == 1 and not found["passed"], done.output
    assert [one["name"] for one in found["stages"]] == ["failover", "verification", "failback", "verification of what was left"]
    assert found["stages"][2]["detail"] == "failed"
    over_there, finding, still = found["findings"]
    assert over_there == still and over_there.startswith(f"{DR} at work: kinesis ")  # which kept nobody from going back
    assert "the failback failed, and all that it had done was taken back: cache: " in finding and "no permission" in finding
    assert "Nothing of the failover was taken back" in finding and f"active_region: {DR}" in finding
    outside.settle()
    assert at_work(outside) == DR
    away = outside.when_active(DR)
    assert differences(away, outside.snapshot()) == []
    outside.faults.clear()

    said = drill(outside, tmp_path / "again.json")  # the outputs are older than the failover
    assert said.exit_code == 2 and f"public names lead to {DR} already" in said.stderr and len(moves.asked) == 2
    assert f"`ops failback --stack {outside.stack}`" in finding  # and that is what a person does
    well(ops(outside, "failback"))
    outside.settle()
    assert at_work(outside) == PRIMARY and differences(outside.when_active(PRIMARY), outside.snapshot()) == []


def test_a_way_there_that_fails_is_taken_back_and_home_is_looked_at(outside: Cloud, moves: Moves, tmp_path: Path) -> None:
    outside.faults.deny("elasticache", "FailoverGlobalReplicationGroup", region=DR, times=1)
    done = drill(outside, out := tmp_path / "drill.json")
    found = report(out)
    assert done.exit_code == 1 and [one[0] for one in moves.asked] == ["failover"]
    assert [(one["name"], one["detail"]) for one in found["stages"]][-1][0] == "verification at home"
    assert "the failover failed, and all that it had done was taken back" in found["findings"][0]
    assert at_work(outside) == PRIMARY


def test_it_begins_in_the_middle_of_nothing(outside: Cloud, moves: Moves, tmp_path: Path) -> None:
    outside.faults.deny("elasticache", "FailoverGlobalReplicationGroup", region=DR, times=1)
    assert failover(outside, "--planned", "--no-rollback").exit_code == 1  # left for somebody to go on with
    done = drill(outside, tmp_path / "drill.json")
    assert done.exit_code == 2 and "(failover)" in done.stderr and "then begin the drill" in done.stderr and moves.asked == []


def test_a_dry_run_changes_nothing(outside: Cloud, moves: Moves, tmp_path: Path) -> None:
    start = outside.snapshot()
    assert drill(outside, tmp_path / "drill.json", "--dry-run").exit_code == 0
    assert [(one[0], "--dry-run" in one) for one in moves.asked] == [("failover", True)]
    assert outside.snapshot() == start
