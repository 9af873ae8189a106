"""`ops failover`: from a region that is healthy, is in trouble, or is gone; and what is refused."""

from typing import Any

import pytest

from tests.ops.cloud.wire import Call
from tests.ops.recovery.names import DR, NAME, PRIMARY, STACK
from tests.ops.recovery.stage import Stage

TO_DR = ("failover", "--to", DR)
PLANNED = (*TO_DR, "--planned")


def moved(start: dict[str, Any]) -> dict[str, Any]:
    """Where a planned failover leads: each region has the other's part, and PostgreSQL copies nothing any more."""
    return {PRIMARY: start[DR] | {"postgres": None}, DR: start[PRIMARY] | {"postgres": None}, "cache": DR, "names": DR}


def test_whatever_is_written_in_the_source_is_off_before_the_target_begins(stage: Stage) -> None:
    stage.run(*PLANNED)
    changes = [str(call) for call in stage.server.changes]
    off, promoted = changes.index(f"{PRIMARY} lambda.UpdateEventSourceMapping"), changes.index(f"{DR} rds.PromoteReadReplica")
    on, names = changes.index(f"{DR} lambda.UpdateEventSourceMapping"), changes.index(f"{DR} cloudwatch.PutMetricData")
    assert off < promoted < on < names


def test_names_do_not_wait_for_the_promotion(stage: Stage) -> None:
    copied, seen = stage.copies(DR), list[str | None]()
    stage.server.faults.run(lambda _: seen.append(stage.copies(DR)), "cloudwatch", "PutMetricData", region=DR)
    ran = stage.run(*PLANNED)
    assert ran.status == 0, ran.error
    assert copied and seen == [copied] and stage.copies(DR) is None
    changes = [str(call) for call in stage.server.changes]
    assert changes.index(f"{DR} cloudwatch.PutMetricData") < changes.index(f"{DR} rds.RegisterDBProxyTargets")
    assert changes.count(f"{DR} rds.PromoteReadReplica") == 1


def backed_up_meanwhile(stage: Stage) -> None:
    """From just before it would be promoted until some time later."""

    def begin(_: Call) -> None:
        stage.world.polls, polls = 8, stage.world.polls
        stage.world.begin("rds", DR, f"{NAME}-postgres")
        stage.world.polls = polls
        stage.world.backend("rds", DR).databases[f"{NAME}-postgres"].status = "backing-up"

    stage.server.faults.run(begin, "ecs", "UpdateService", region=DR)


def test_names_do_not_wait_for_a_backup_either(stage: Stage) -> None:
    start = stage.state()
    backed_up_meanwhile(stage)
    ran = stage.run(*PLANNED)
    assert ran.status == 0, ran.error
    changes = [str(call) for call in stage.server.changes]
    assert changes.index(f"{DR} cloudwatch.PutMetricData") < changes.index(f"{DR} rds.PromoteReadReplica")
    assert stage.state() == moved(start)


def test_what_was_promoted_after_a_backup_is_taken_back_all_the_same(stage: Stage) -> None:
    start = stage.state()
    backed_up_meanwhile(stage)
    stage.server.health[DR] = 404
    ran = stage.run(*PLANNED, "--patience", "0.01")
    assert ran.status == 1 and "All that was done is taken back" in ran.error
    assert f"{DR} rds.PromoteReadReplica" in map(str, stage.server.changes)
    assert stage.state() == start


def test_people_and_alertmanagers_are_told_at_the_start_and_at_the_end(stage: Stage) -> None:
    stage.run(*PLANNED)
    published = [call.parameters for call in stage.server.changes if call.operation == "Publish"]
    assert [one["TopicArn"].split(":")[3] for one in published] == [DR, DR]
    assert "begun" in published[0]["Subject"] and "done" in published[1]["Subject"]
    assert f"postgres {DR}" in published[1]["Message"]
    for api in stage.apis.values():
        first, last = (alerts[0] for _, alerts in api.posted)
        assert first["labels"] == {"alertname": "RegionFailover", "severity": "critical", "region": PRIMARY, "stack": STACK}
        assert first["endsAt"] > last["endsAt"] > first["startsAt"]


def test_a_forced_failover_is_not_taken_back_and_goes_on(stage: Stage) -> None:
    start = stage.state()
    stage.server.faults.lose_region(PRIMARY)
    stage.server.faults.fail("elasticache", "FailoverGlobalReplicationGroup", "InvalidParameterValue", times=1)
    ran = stage.run(*TO_DR, "--forced")
    assert ran.status == 1 and "the same command goes on from here" in ran.error
    assert f"{DR} rds.PromoteReadReplica" in map(str, stage.server.changes)
    assert stage.run(*TO_DR, "--forced").status == 0
    stage.server.faults.clear()
    assert stage.state()[DR] == moved(start)[DR]


def test_the_same_command_does_what_a_failover_left_undone(stage: Stage) -> None:
    start = stage.state()
    stage.server.faults.fail("eks", "UpdateNodegroupConfig", "ResourceLimitExceeded", region=PRIMARY, times=1)
    ran = stage.run(*PLANNED)
    assert ran.status == 0 and f"Left undone: nodes {PRIMARY}." in " ".join(ran.told("report"))
    assert stage.state() != moved(start)
    assert stage.run(*PLANNED).status == 0
    assert stage.state() == moved(start)


def test_a_region_that_answers_but_serves_nobody_is_left_without_asking_for_more(stage: Stage) -> None:
    stage.server.health[PRIMARY] = 503
    assert stage.run(*TO_DR).status == 0


def test_what_stands_against_it_is_told_at_once_and_nothing_changes(stage: Stage) -> None:
    start = stage.state()
    stage.measure(DR, "AWS/RDS", "ReplicaLag", {"DBInstanceIdentifier": f"{NAME}-postgres"}, 5000)
    stage.client("lambda", DR).delete_event_source_mapping(UUID=stage.mappings[DR])
    stage.server.calls.clear()
    ran = stage.run(*TO_DR)
    assert ran.status == 2
    assert f"{PRIMARY} is healthy: say --planned" in ran.error
    assert "5000 s behind, more than the tier's 3600 s" in ran.error
    assert f"event sources {DR}: lambda in {DR}" in ran.error
    assert {call.service for call in stage.server.changes} == {"dynamodb"}
    del start[DR]["reads"]
    assert stage.server.changes[-1].operation == "DeleteItem"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("failover", "--to", "eu-west-1"), "the stack has no such region; its regions are us-east-1, us-west-2"),
        (("failover", "--to", PRIMARY), "`ops failback` leads back to it"),
        (("failback",), f"{PRIMARY} works already"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(stage: Stage, arguments: tuple[str, ...], said: str) -> None:
    ran = stage.run(*arguments)
    assert ran.status == 2 and said in ran.error
    assert {call.service for call in stage.server.changes} <= {"dynamodb"}


def test_an_output_that_is_missing_is_named(stage: Stage) -> None:
    outputs = stage.outputs()
    del outputs["operations"]
    del outputs["regions"][DR]["cluster_name"]
    stage.write_outputs(outputs)
    ran = stage.run(*PLANNED)
    assert ran.status == 2
    assert f"regions.{DR}.cluster_name: field required" in ran.error and "operations: field required" in ran.error
    assert "run `pulumi up`" in ran.error and stage.server.changes == []


def test_an_output_of_the_region_that_is_missing_is_named(stage: Stage) -> None:
    outputs = stage.outputs()
    del outputs["regions"][DR]["takeover"]
    stage.write_outputs(outputs)
    ran = stage.run(*PLANNED)
    assert ran.status == 2 and f"regions.{DR}.takeover" in ran.error and "run `pulumi up`" in ran.error
    assert {call.service for call in stage.server.changes} <= {"dynamodb"}


@pytest.mark.parametrize(
    ("service", "operation"), [("rds", "DescribeDBInstances"), ("eks", "DescribeNodegroup"), ("eks", "DescribeCluster")]
)
def test_without_permission_nothing_changes(stage: Stage, service: str, operation: str) -> None:
    stage.server.faults.deny(service, operation)
    ran = stage.run(*PLANNED)
    assert ran.status == 2 and f"no permission for {operation}" in ran.error and "Traceback" not in ran.error
    assert {call.service for call in stage.server.changes} <= {"dynamodb"}


def test_throttling_and_lost_answers_are_overcome(stage: Stage) -> None:
    start = stage.state()
    for service in ("eks", "ecs", "lambda", "rds", "elasticache", "cloudwatch", "dynamodb"):
        stage.server.faults.throttle(service, times=1)
    stage.server.faults.cut("eks", "UpdateNodegroupConfig", times=1, after=True)
    stage.server.faults.hang("rds", "PromoteReadReplica", times=1)
    ran = stage.run(*PLANNED)
    assert ran.status == 0, ran.error
    assert stage.state() == moved(start)


def test_a_second_operator_is_kept_out(stage: Stage) -> None:
    first = stage.start(*PLANNED)
    while not any(call.operation == "PutItem" for call in stage.server.calls):
        pass
    second = stage.run(*PLANNED)
    assert first.wait().status == 0
    assert second.status == 3
    assert "is at work on this stack since" in second.error and "(ops failover)" in second.error
