"""A failover of staging as its program describes it: every size, name and patch is the program's own."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ops.__main__ import app
from ops.aws import AwsError
from ops.command import desk_of
from ops.failover.plan import FAILBACK, FAILOVER, Plan, move_of
from ops.runner import Runner, Step
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.expected import differences
from tests.ops.cloud.wire import Call
from tests.support import ROOT

PRIMARY, DR = "us-east-1", "us-west-2"
QUICK = ("--poll", "0.01", "--attempts", "2", "--timeout", "5", "--patience", "0.01", "--yes", "--no-verify")


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


def test_services_in_the_dr_region_find_postgresql_behind_its_proxy(cloud: Cloud) -> None:
    name = f"event-platform-{cloud.stack}-postgres"
    assert cloud.snapshot()[DR]["proxies"] == {name: []}
    well(failover(cloud, "--planned"))
    assert cloud.snapshot()[DR]["proxies"] == {name: [name]}
    well(ops(cloud, "failback"))
    assert cloud.snapshot()[DR]["proxies"] == {name: []}


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


def names_of(cloud: Cloud, kind: str, *, optional: bool = True) -> list[str]:
    """The steps of a planned move, by the plan itself."""
    desk = desk_of(cloud.stack, ROOT, cloud.outputs_file)
    steps = Plan(desk, move_of(desk.outputs, kind, DR if kind == FAILOVER else None)).steps()
    return [step.name for step in steps if optional or not step.optional]


def lag_unread(cloud: Cloud) -> None:
    """Once the step before it is at work: before that, nothing would be begun."""

    def deny(_: Call) -> None:
        cloud.faults.deny("cloudwatch", "GetMetricStatistics", region=DR, times=1)

    cloud.faults.run(deny, "ecs", "UpdateService", region=DR)


def promotion_unread(cloud: Cloud) -> None:
    """Once names have moved."""

    def deny(_: Call) -> None:
        cloud.faults.deny("rds", "DescribeDBInstances", region=DR, times=1)

    cloud.faults.run(deny, "cloudwatch", "PutMetricData", region=DR)


def denied(service: str, operation: str, region: str = DR, skip: int = 0) -> Callable[[Cloud], object]:
    """An operation is not allowed, once."""
    return lambda cloud: cloud.faults.deny(service, operation, region=region, times=1, skip=skip)


FAILING: Mapping[str, Callable[[Cloud], object]] = {
    f"event sources {PRIMARY}": denied("lambda", "UpdateEventSourceMapping", PRIMARY),
    f"objects {PRIMARY}": lambda cloud: cloud.clusters[PRIMARY].refuse.update(PATCH=[403]),
    f"services {PRIMARY}": denied("ecs", "UpdateService", PRIMARY),
    f"nodes {DR}": denied("eks", "UpdateNodegroupConfig"),
    f"services {DR}": denied("ecs", "UpdateService"),
    f"objects {DR}": lambda cloud: cloud.clusters[DR].refuse.update(PATCH=[403]),
    f"caught up {DR}": lag_unread,
    f"promotion {DR}": denied("rds", "PromoteReadReplica"),
    "cache": denied("elasticache", "FailoverGlobalReplicationGroup"),
    f"event sources {DR}": denied("lambda", "UpdateEventSourceMapping"),
    "names": denied("cloudwatch", "PutMetricData"),
    f"postgres {DR}": promotion_unread,
    f"proxy {DR}": denied("rds", "RegisterDBProxyTargets"),
    f"serves {DR}": lambda cloud: cloud.sick(DR),
}
"""Step → what makes it fail."""


def test_every_step_that_takes_over_has_a_way_to_fail(cloud: Cloud) -> None:
    assert set(FAILING) == set(names_of(cloud, FAILOVER, optional=False))


@pytest.mark.parametrize("step", FAILING)
def test_whichever_step_fails_all_is_as_it_was(cloud: Cloud, step: str) -> None:
    start = cloud.snapshot()
    FAILING[step](cloud)
    done = failover(cloud, "--planned", "--patience", "0.005" if step.startswith("serves") else "0.01")
    assert done.exit_code == 1 and "All that was done is taken back" in done.output, done.output
    assert f"{step}: " in done.stderr
    cloud.settle()
    cloud.client("rds", DR).describe_db_instances()
    assert differences(role_of(start), role_of(cloud.snapshot())) == []


def test_whichever_step_of_the_way_back_fails_after_its_change_the_dr_region_works_on(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(failover(cloud, "--planned"))
    cloud.settle()
    start = away(cloud)
    steps = names_of(cloud, FAILBACK, optional=False)
    assert steps[0] == f"replica {PRIMARY}" and len(steps) == len(set(steps)) > 10
    for step in steps:
        with monkeypatch.context() as patched:
            patched.setattr(Runner, "_bring_about", failing_after(step))
            done = ops(cloud, "failback")
        assert done.exit_code == 1 and "All that was done is taken back" in done.output, (step, done.output)
        assert f"{step}: it is said to fail" in done.stderr
        cloud.settle()
        cloud.client("rds", DR).describe_db_instances()
        assert differences(start, away(cloud)) == [], step


def failing_after(name: str) -> Callable[[Runner, Step], bool]:
    """A step does what it does, and fails then; its way back does not."""
    original, left = Runner._bring_about, [name]

    def bring_about(runner: Runner, step: Step) -> bool:
        asked = original(runner, step)
        if step.name in left:
            left.remove(step.name)
            raise AwsError("it is said to fail")
        return asked

    return bring_about


def away(cloud: Cloud) -> dict[str, Any]:
    """While the dr region works. What was made of the primary's instance, which nobody uses then, is left as it is."""
    found = role_of(cloud.snapshot())
    del found[PRIMARY]["postgres"]
    for instance in found[DR]["postgres"].values():
        del instance["replicas"]
    return found


def role_of(moment: dict[str, Any]) -> dict[str, Any]:
    """Of each region, without what goes on for a while, and the id of a replica that was made anew."""
    found: dict[str, Any] = copy.deepcopy(moment)
    for region in (PRIMARY, DR):
        del found[region]["alarms"], found[region]["services"]
        for instance in found[region]["postgres"].values():
            del instance["id"], instance["status"], instance["backup days"]
    return found
