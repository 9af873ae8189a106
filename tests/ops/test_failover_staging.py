"""A failover of staging as its program describes it: every size, name and patch is the program's own."""

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ops.__main__ import app
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.expected import differences
from tests.support import ROOT

PRIMARY, DR = "us-east-1", "us-west-2"
QUICK = ("--poll", "0.01", "--attempts", "2", "--timeout", "5", "--patience", "0.01", "--yes")


def ops(cloud: Cloud, command: str, *options: str) -> Result:
    """`python -m ops`, in this process."""
    where = ("--stack", cloud.stack, "--project", str(ROOT), "--outputs", str(cloud.outputs_file))
    return CliRunner().invoke(app, [command, *where, *QUICK, *options])


def failover(cloud: Cloud, *options: str) -> Result:
    return ops(cloud, "failover", "--to", DR, *options)


def well(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    return result


def test_a_dry_run_changes_nothing(cloud: Cloud) -> None:
    start = cloud.snapshot()
    well(failover(cloud, "--planned", "--dry-run"))
    assert cloud.snapshot() == start and not cloud.changes


def test_after_a_failover_the_program_finds_nothing_to_do(cloud: Cloud) -> None:
    wanted = cloud.when_active(DR)
    assert differences(wanted, cloud.snapshot())  # before it
    well(failover(cloud, "--planned"))
    cloud.settle()
    assert differences(wanted, cloud.snapshot()) == []


def test_there_and_back(cloud: Cloud) -> None:
    wanted = cloud.when_active(PRIMARY)
    assert differences(wanted, cloud.snapshot()) == []
    well(failover(cloud, "--planned"))
    well(ops(cloud, "failback"))
    cloud.settle()
    assert differences(wanted, cloud.snapshot()) == []


def test_no_record_and_no_control_plane_of_route_53_is_asked_to_change(cloud: Cloud) -> None:
    well(failover(cloud, "--planned"))
    assert not [call for call in cloud.changes if call.service == "route53"]


def test_a_lost_region_is_left_without_being_asked(cloud: Cloud) -> None:
    cloud.faults.lose_region(PRIMARY)
    well(failover(cloud, "--forced"))
    cloud.faults.clear()
    cloud.settle()
    assert differences({DR: cloud.when_active(DR)[DR]}, cloud.snapshot()) == []


MOVES: Sequence[tuple[str, str]] = (
    ("eks", "UpdateNodegroupConfig"),
    ("ecs", "UpdateService"),
    ("application-autoscaling", "RegisterScalableTarget"),
    ("rds", "PromoteReadReplica"),
    ("elasticache", "FailoverGlobalReplicationGroup"),
    ("lambda", "UpdateEventSourceMapping"),
    ("cloudwatch", "PutMetricData"),
)


@pytest.mark.parametrize(("service", "operation"), MOVES)
def test_a_step_that_is_not_allowed_is_taken_back_with_all_before_it(cloud: Cloud, service: str, operation: str) -> None:
    start = cloud.snapshot()
    cloud.faults.deny(service, operation, region=DR, times=1)
    done = failover(cloud, "--planned")
    assert done.exit_code == 1, done.output
    cloud.settle()
    cloud.client("rds", DR).describe_db_instances()
    assert differences(role_of(start), role_of(cloud.snapshot())) == []


def role_of(moment: dict[str, Any]) -> dict[str, Any]:
    """Of each region, without what goes on for a while, and the id of a replica that was made anew."""
    found: dict[str, Any] = copy.deepcopy(moment)
    for region in (PRIMARY, DR):
        del found[region]["alarms"], found[region]["services"]
        for instance in found[region]["postgres"].values():
            del instance["id"], instance["status"], instance["backup days"]
    return found
