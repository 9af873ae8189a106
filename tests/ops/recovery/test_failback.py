"""`ops failback`: back to the primary region, with what the dr region has written meanwhile."""

import pytest

from tests.ops.recovery.names import DR, NAME, PRIMARY, STACK
from tests.ops.recovery.process import KILLED, Running
from tests.ops.recovery.stage import Stage

POSTGRES = f"{NAME}-postgres"


@pytest.fixture
def left(stage: Stage) -> Stage:
    """The primary region has been left."""
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    stage.server.calls.clear()
    return stage


def test_it_leads_back_to_where_all_began(stage: Stage) -> None:
    start = stage.state()
    ids = {region: stage.resource_id(region) for region in (PRIMARY, DR)}
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    ran = stage.run("failback")
    assert ran.status == 0, ran.error
    assert stage.state() == start
    for region in (PRIMARY, DR):
        aside = f"{POSTGRES}-{ids[region].removeprefix('db-')[:8].lower()}"
        assert stage.resource_id(region, aside) == ids[region]
        assert f"s/{ids[region]}/{stage.resource_id(region)}/g" in " ".join(ran.told("report"))
        assert f"{aside} in {region}" in " ".join(ran.told("report"))
    published = [call.parameters["Message"] for call in stage.server.changes if call.operation == "Publish"]
    assert "| pulumi stack import" in published[-1], "a terminal is closed before anybody has run it"
    assert ran.told("report")[-1].startswith(f"Set `event-platform:active_region: {PRIMARY}` in Pulumi.{STACK}.yaml")
    assert stage.run("failback").status == 2


def test_the_primary_s_instance_copies_all_before_the_dr_region_stops(left: Stage) -> None:
    assert left.run("failback").status == 0
    changes = [str(call) for call in left.server.changes]
    copied = changes.index(f"{PRIMARY} rds.CreateDBInstanceReadReplica")
    stopped, promoted = changes.index(f"{DR} lambda.UpdateEventSourceMapping"), changes.index(f"{PRIMARY} rds.PromoteReadReplica")
    again = changes.index(f"{DR} rds.CreateDBInstanceReadReplica")
    assert copied < stopped < promoted < again
    for region, source in ((PRIMARY, DR), (DR, PRIMARY)):
        [replica] = [call.parameters for call in left.server.changes if str(call) == f"{region} rds.CreateDBInstanceReadReplica"]
        assert replica["SourceDBInstanceIdentifier"] == f"arn:aws:rds:{source}:{left.account}:db:{POSTGRES}"
        assert replica["DBSubnetGroupName"] == "data" and replica["DBParameterGroupName"] == "pg"
        assert replica["MultiAZ"] and replica["DeletionProtection"]
        assert {"Key": "stack", "Value": STACK} in replica["Tags"]


def test_a_failure_leaves_the_dr_region_at_work_and_the_primary_as_its_copy(left: Stage) -> None:
    start = left.state()
    left.server.faults.fail("elasticache", "FailoverGlobalReplicationGroup", "InvalidParameterValue", times=1)
    ran = left.run("failback")
    assert ran.status == 1 and "All that was done is taken back" in ran.error
    copied = f"arn:aws:rds:{DR}:{left.account}:db:{POSTGRES}"
    assert left.state() == {**start, PRIMARY: start[PRIMARY] | {"postgres": copied}}
    assert "s/db-" in ran.error and "pulumi stack import" in ran.error
    assert left.run("failback").status == 0


def test_that_the_dr_region_cannot_follow_again_at_once_takes_nothing_back(left: Stage) -> None:
    left.server.faults.fail("rds", "CreateDBInstanceReadReplica", "StorageQuotaExceeded", region=DR, times=1)
    ran = left.run("failback")
    assert ran.status == 0
    assert f"Left undone: replica {DR}" in " ".join(ran.told("report"))
    assert left.copies(PRIMARY) is None and left.copies(DR) == "missing"


@pytest.fixture
def half_done(left: Stage) -> Stage:
    """The way back is gone, and the dr region does not follow again."""
    left.server.faults.fail("rds", "CreateDBInstanceReadReplica", "StorageQuotaExceeded", region=DR, times=2)
    assert left.run("failback").status == 0
    left.server.calls.clear()
    return left


def test_the_same_command_does_only_what_was_left_undone(half_done: Stage) -> None:
    again = half_done.run("failback")
    assert again.status == 0 and f"Left undone: replica {DR}" in " ".join(again.told("report"))  # once more
    ran = half_done.run("failback")
    assert ran.status == 0 and "Left undone" not in " ".join(ran.told("report")), ran.error
    assert half_done.copies(DR) == f"arn:aws:rds:{PRIMARY}:{half_done.account}:db:{POSTGRES}" and half_done.copies(PRIMARY) is None
    assert {(call.region, call.operation) for call in half_done.server.changes if call.service not in ("dynamodb", "sns")} == {
        (DR, "CreateDBInstanceReadReplica"),
        (DR, "ModifyDBInstance"),
    }
    assert f"/{half_done.resource_id(DR)}/g" in " ".join(ran.told("report")), "Pulumi does not get to know the new replica"
    last = half_done.run("failback")
    assert last.status == 2 and f"{PRIMARY} works already" in last.error


def test_what_was_left_undone_is_resumed_alone(half_done: Stage) -> None:
    half_done.server.faults.clear()
    kept, running = half_done.resource_id(PRIMARY), list[Running]()
    half_done.server.faults.run(lambda _: running[0].kill(), "rds", "CreateDBInstanceReadReplica", region=DR, after=True)
    running.append(half_done.start("failback"))
    assert running[0].wait().status == KILLED
    ran = half_done.run("failback", "--take-over")
    assert ran.status == 0, ran.error
    assert half_done.resource_id(PRIMARY) == kept and half_done.copies(PRIMARY) is None
    assert half_done.copies(DR) == f"arn:aws:rds:{PRIMARY}:{half_done.account}:db:{POSTGRES}"


def test_what_was_left_undone_is_no_matter_after_the_next_failover(stage: Stage) -> None:
    outputs = stage.outputs() | {"switch": None}
    stage.write_outputs(outputs)
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    stage.write_outputs(outputs | {"active_region": DR})
    stage.server.faults.fail("eks", "UpdateNodegroupConfig", "ResourceLimitExceeded", region=DR, times=1)
    assert f"Left undone: nodes {DR}" in " ".join(stage.run("failback").told("report"))
    stage.write_outputs(outputs)
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    works = stage.state()
    ran = stage.run("failback")  # nobody has deployed, so that the outputs are old
    assert ran.status == 2 and f"{PRIMARY} works already" in ran.error
    assert stage.state() == works


def test_what_was_left_undone_stays_so_while_its_region_does_not_answer(half_done: Stage) -> None:
    half_done.server.faults.fail("eks", "DescribeCluster", "ServiceUnavailable", region=DR)
    ran = half_done.run("failback")
    assert ran.status == 2 and f"no rest of the failback from {DR} to {PRIMARY} (replica {DR}): {DR} does not answer" in ran.error
    half_done.server.faults.clear()
    assert half_done.run("failback").status == 0
    assert half_done.copies(DR) == f"arn:aws:rds:{PRIMARY}:{half_done.account}:db:{POSTGRES}"


def test_a_proxy_that_has_followed_the_old_instance_is_led_to_the_new_one(left: Stage) -> None:
    left.follow(f"{POSTGRES}-old")
    assert left.run("failback").status == 0
    assert left.proxied() == [POSTGRES]
    proxied = [call.operation for call in left.server.changes if "Proxy" in call.operation and call.region == PRIMARY]
    assert proxied == ["DeregisterDBProxyTargets", "RegisterDBProxyTargets"]
    changes = [str(call) for call in left.server.changes]
    freed, works = changes.index(f"{PRIMARY} rds.DeregisterDBProxyTargets"), changes.index(f"{PRIMARY} ecs.UpdateService")
    assert freed < works, "services write to the instance that was set aside"


def test_such_a_proxy_leads_nowhere_once_the_way_back_has_failed(left: Stage) -> None:
    left.follow(f"{POSTGRES}-old")
    left.server.health[PRIMARY] = 503
    ran = left.run("failback", "--patience", "0.005")
    assert ran.status == 1 and "All that was done is taken back" in ran.error
    assert left.proxied() == [] and left.proxied(DR) == [POSTGRES]


def test_the_dr_region_s_proxy_leads_to_an_instance_only_while_it_is_written_to(stage: Stage) -> None:
    assert stage.proxied(DR) == []
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    assert stage.proxied(DR) == [POSTGRES]
    assert stage.run("failback").status == 0
    assert stage.proxied(DR) == []
    changes = [str(call) for call in stage.server.changes]
    assert changes.index(f"{DR} rds.RemoveTagsFromResource") < changes.index(f"{DR} rds.CreateDBInstanceReadReplica")


def test_a_copy_is_not_backed_up(stage: Stage) -> None:
    assert (stage.backed_up(PRIMARY), stage.backed_up(DR)) == (True, False)
    assert stage.run("failover", "--to", DR, "--planned").status == 0
    assert (stage.backed_up(PRIMARY), stage.backed_up(DR)) == (False, True)
    assert stage.run("failback").status == 0
    assert (stage.backed_up(PRIMARY), stage.backed_up(DR)) == (True, False)
    assert not [one for one in stage.world.backend("rds", DR).databases.values() if {"Key": "backup", "Value": "daily"} in one.tags]


def test_while_the_dr_region_does_not_answer_there_is_no_way_back(left: Stage) -> None:
    left.server.faults.fail("eks", "DescribeCluster", "ServiceUnavailable", region=DR)
    ran = left.run("failback")
    assert ran.status == 2 and "only there is what was written since the failover" in ran.error
    assert {call.service for call in left.server.changes} <= {"dynamodb"}


def test_a_replica_that_is_stale_takes_over_from_nobody(left: Stage) -> None:
    left.server.faults.fail("rds", "CreateDBInstanceReadReplica", "StorageQuotaExceeded", region=DR, times=1)
    left.server.faults.fail("rds", "ModifyDBInstance", "StorageQuotaExceeded", region=DR, times=1)
    assert left.run("failback").status == 0
    left.server.faults.clear()
    assert left.copies(DR) is None
    ran = left.run("failover", "--to", DR, "--planned")
    assert ran.status == 2 and "copies nothing: its data is of some earlier time" in ran.error


def test_an_unfinished_failover_is_in_the_way_until_it_is_given_up(stage: Stage) -> None:
    stage.server.faults.fail("elasticache", "FailoverGlobalReplicationGroup", "InvalidParameterValue", times=1)
    assert stage.run("failover", "--to", DR, "--planned", "--no-rollback").status == 1
    ran = stage.run("failback")
    assert ran.status == 2 and "(failover)" in ran.error and "--abandon failover-" in ran.error
    name = ran.error.partition("--abandon ")[2].strip()
    given_up = stage.run("failback", "--abandon", name)
    assert given_up.status == 2 and f"{PRIMARY} works already" in given_up.error
