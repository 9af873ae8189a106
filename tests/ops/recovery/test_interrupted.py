"""A failover that is killed, or of which a step fails: it goes on, or all is as it was."""

from tests.ops.recovery.names import DR, NAME, PRIMARY
from tests.ops.recovery.process import KILLED, Running
from tests.ops.recovery.stage import Stage
from tests.ops.recovery.test_failover import PLANNED, moved


def test_a_service_of_which_only_the_bounds_were_set_is_stopped_all_the_same(stage: Stage) -> None:
    start = stage.state()
    running: list[Running] = []
    stage.server.faults.run(lambda _: running[0].kill(), "ecs", "UpdateService", region=PRIMARY)
    running.append(stage.start(*PLANNED))
    assert running[0].wait().status == KILLED
    stage.client("ecs", PRIMARY).update_service(cluster=f"{NAME}-ecs", service="api", desiredCount=3)
    assert stage.run(*PLANNED, "--take-over").status == 0
    assert stage.state() == moved(start)


def test_a_region_that_does_not_serve_in_the_end_takes_all_back(stage: Stage) -> None:
    start = stage.state()
    stage.server.health[DR] = 404
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
