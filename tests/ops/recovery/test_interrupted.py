"""A failover that is killed, or of which a step fails: it goes on, or all is as it was."""

import pytest

from tests.ops.recovery.stage import DR, KILLED, NAME, PRIMARY, Running, Stage
from tests.ops.recovery.test_failover import PLANNED, moved


def kills(stage: Stage, *command: str, writes: int) -> int:
    """How often a command is killed that is started anew each time, and lives for so many writes of any kind."""
    count, ran = 0, stage.run_killed(*command, after=writes)
    run = ran.events[-1]["run"]
    while ran.status == KILLED and ran.events[-1]["run"] == run:  # another one: this is done, though nobody lived to tell
        count += 1
        assert count < 60, "it does not get on"
        ran = stage.run_killed(*command, "--take-over", after=writes)
    assert ran.status in (0, KILLED) or "works already" in ran.error, ran.error
    return count


@pytest.mark.parametrize("writes", [5, 6])
def test_a_failover_that_is_killed_over_and_over_ends_as_if_nothing_had_been(stage: Stage, writes: int) -> None:
    start = stage.state()
    assert kills(stage, *PLANNED, writes=writes) > 5
    assert stage.state() == moved(start)
    assert len([call for call in stage.server.changes if call.operation == "PromoteReadReplica"]) == 1


def test_a_failback_that_is_killed_over_and_over_ends_where_all_began(stage: Stage) -> None:
    start = stage.state()
    assert stage.run(*PLANNED).status == 0
    assert kills(stage, "failback", writes=6) > 5
    assert stage.state() == start
    for region in (PRIMARY, DR):
        assert len([call for call in stage.server.changes if str(call) == f"{region} rds.CreateDBInstanceReadReplica"]) == 1


def test_a_service_of_which_only_the_bounds_were_set_is_stopped_all_the_same(stage: Stage) -> None:
    start = stage.state()
    running: list[Running] = []
    stage.server.faults.run(lambda _: running[0].kill(), "ecs", "UpdateService", region=PRIMARY)
    running.append(stage.start(*PLANNED))
    assert running[0].wait().status == KILLED
    stage.client("ecs", PRIMARY).update_service(cluster=f"{NAME}-ecs", service="api", desiredCount=3)
    assert stage.run(*PLANNED, "--take-over").status == 0
    assert stage.state() == moved(start)


FAILING = [
    (PRIMARY, "lambda", "UpdateEventSourceMapping"),
    (PRIMARY, "kinesisanalyticsv2", "StopApplication"),
    (PRIMARY, "ecs", "UpdateService"),
    (DR, "eks", "UpdateNodegroupConfig"),
    (DR, "application-autoscaling", "RegisterScalableTarget"),
    (DR, "ecs", "UpdateService"),
    (DR, "rds", "PromoteReadReplica"),
    (DR, "elasticache", "FailoverGlobalReplicationGroup"),
    (DR, "lambda", "UpdateEventSourceMapping"),
    (DR, "kinesisanalyticsv2", "StartApplication"),
    (DR, "cloudwatch", "PutMetricData"),
]


def test_whichever_step_fails_all_is_as_it_was(stage: Stage) -> None:
    start = stage.state()
    for region, service, operation in FAILING:
        stage.server.faults.fail(service, operation, "ValidationError", region=region, times=1)
        ran = stage.run(*PLANNED)
        assert ran.status == 1, (operation, ran.error)
        assert "All that was done is taken back" in ran.error
        assert stage.state() == start, operation
        stage.server.faults.clear()
        for _ in range(8):  # the replica that took the place of the promoted one is filled meanwhile
            stage.client("rds", DR).describe_db_instances()
    for region in (PRIMARY, DR):
        stage.apis[region].refuse["PATCH"] = [403]
        ran = stage.run(*PLANNED)
        assert ran.status == 1 and "no permission in the cluster" in ran.error
        assert stage.state() == start


def test_a_region_that_does_not_serve_in_the_end_takes_all_back(stage: Stage) -> None:
    start = stage.state()
    stage.health[DR].status = 404
    ran = stage.run(*PLANNED, "--patience", "0.01")
    assert ran.status == 1 and "still api answers 404" in ran.error
    assert stage.state() == start


def test_a_rollback_that_is_killed_goes_on_as_a_rollback(stage: Stage) -> None:
    start = stage.state()
    stage.server.faults.fail("cloudwatch", "PutMetricData", "ValidationError", region=DR)
    running: list[Running] = []
    stage.server.faults.run(lambda _: running[0].kill(), "elasticache", "FailoverGlobalReplicationGroup", skip=1, after=True)
    running.append(stage.start(*PLANNED))
    assert running[0].wait().status == KILLED
    ran = stage.run(*PLANNED, "--take-over")
    assert ran.status == 1 and "All that was done is taken back" in ran.error
    assert stage.state() == start


def test_what_cannot_be_taken_back_is_told_and_all_else_is(stage: Stage) -> None:
    start = stage.state()
    stage.server.faults.fail("cloudwatch", "PutMetricData", "ValidationError", region=DR, times=1)
    stage.server.faults.fail("eks", "UpdateNodegroupConfig", "ResourceLimitExceeded", region=DR, skip=1)
    ran = stage.run(*PLANNED)
    assert ran.status == 1 and f"to be seen to by hand:\n  nodes {DR}" in ran.error
    assert stage.state() == {**start, DR: start[DR] | {"nodes": start[PRIMARY]["nodes"]}}
