"""`ops verify`, all of it, on staging as its program describes it: before a failover, after it, and back home."""

import dataclasses
from collections.abc import Callable, Collection, Sequence

from ops.aws import Patience
from ops.command import Desk, desk_of
from ops.verify.result import Result, Status, failed
from ops.verify.smoke import CHECKS, World, verify
from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.sound import NAME, backed_up
from tests.ops.cloud.watch import alarm, measure
from tests.ops.test_failover_staging import DR, PRIMARY, failover, ops, well
from tests.ops.test_failover_verified import world
from tests.support import ROOT

TABLE = f"{NAME}-user-sessions"
CONSUMER = {"FunctionName": "event-validator"}


def desk(cloud: Cloud, follows: str = PRIMARY) -> Desk:
    """With the region that the stack file says."""
    found = desk_of(cloud.stack, ROOT, cloud.outputs_file, patience=Patience(2, 5, 5, 0.01, 0.01))
    return dataclasses.replace(found, settings=found.settings.model_copy(update={"active_region": follows}))


def verified(
    cloud: Cloud,
    active: str,
    only: Collection[str] = CHECKS,
    follows: str = PRIMARY,
    outside: World | None = None,
    regions: Sequence[str] = (PRIMARY, DR),
) -> list[Result]:
    return list(verify(desk(cloud, follows), regions, active=active, only=only, world=outside or world(active)))


def well_at(results: list[Result], active: str) -> set[tuple[str, str]]:
    """What was looked at in the region that works. Nothing is wrong anywhere."""
    assert failed(results) == []
    return {(one.check, one.subject) for one in results if one.region == active and one.status is Status.ok}


SEEN = {
    *(("names", host) for host in ("api.staging.example.com", "app-api.staging.example.com", "events.staging.example.com")),
    ("health", "ingest.staging.example.com"),
    ("kinesis", "raw-events"),
    *(("replication", f"{table} in OTHER") for table in ("real-time-events", "user-sessions")),
    ("replication", "bucket bronze: ReplicationLatency"),
    *(("postgres", f"{NAME}-postgres"), ("cache", f"{NAME}-cache"), ("alarms", "alarms")),
    *(("backups", store) for store in ("table:user-sessions", "bucket:bronze")),
}
"""Looked at in whichever region works."""
OF_THE_CLUSTER = {("backups", store) for store in ("files", "clickhouse", "redis", "timescale", "cluster")}
"""Backed up by the region that works."""


def seen(other: str) -> set[tuple[str, str]]:
    return {(check, subject.replace("OTHER", other)) for check, subject in SEEN}


def test_all_is_well_at_home_over_there_and_at_home_again(sound: Cloud) -> None:
    found = verified(sound, PRIMARY)
    assert {one.check for one in found} == {*CHECKS, "postgres", "cache", "table"}
    at_home = well_at(found, PRIMARY)
    assert at_home >= seen(DR) | OF_THE_CLUSTER | {("backups", "cache"), ("backups", "warehouse"), ("backups", "postgres")}
    assert len([one for one in at_home if one[0] == "consumer-lag"]) == 2

    well(failover(sound, "--planned"))
    sound.settle()
    found = verified(sound, DR)
    assert well_at(found, DR) >= seen(PRIMARY)
    assert len([one for one in found if (one.check, one.region, one.status) == ("consumer-lag", DR, Status.ok)]) == 2
    left = next(one for one in found if (one.check, one.region, one.subject) == ("replication", PRIMARY, f"{NAME}-postgres"))
    assert left.status is Status.warn and "`ops failback` makes a replica of it first" in left.why
    waits = [one for one in found if one.region == DR and ("backups", one.subject) in OF_THE_CLUSTER]
    assert {one.status for one in waits} == {Status.skipped}  # it has only begun to work
    backed_up(sound, DR)
    sound.client("elasticache", DR).create_snapshot(ReplicationGroupId=f"{NAME}-cache", SnapshotName="night")
    late = failed(verified(sound, DR, ["backups"], follows=DR))  # a day later, with a stack file that follows
    assert [(one.region, one.subject) for one in late] == [(DR, "warehouse")]  # moto's Redshift copies no snapshot to another region

    well(ops(sound, "failback"))
    sound.settle()
    assert well_at(verified(sound, PRIMARY), PRIMARY) == at_home


def _stream(cloud: Cloud) -> None:
    cloud.client("kinesis", DR).delete_stream(StreamName=f"{NAME}-raw-events", EnforceConsumerDeletion=True)


def _late(cloud: Cloud) -> None:
    measure(cloud.client("cloudwatch", DR), "AWS/Lambda", "IteratorAge", CONSUMER, 61_000)


def _replica(cloud: Cloud) -> None:
    cloud.client("dynamodb", DR).update_table(TableName=TABLE, ReplicaUpdates=[{"Delete": {"RegionName": PRIMARY}}])


def _recovery(cloud: Cloud) -> None:
    off = {"PointInTimeRecoveryEnabled": False}
    cloud.client("dynamodb", DR).update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification=off)


def _alarm(cloud: Cloud) -> None:
    alarm(cloud.client("cloudwatch", DR), "events-unread", "ALARM", cloud.outputs["regions"][DR]["alerts_topic_arn"])


BROKEN: dict[str, tuple[Callable[[Cloud], object], str, str]] = {
    "names": (lambda _: None, "events.staging.example.com", "leads to us-east-1, which stands by"),
    "health": (lambda cloud: cloud.sick(DR), "ingest.staging.example.com", "answers 503"),
    "kinesis": (_stream, "AWS", "PutRecord failed: ResourceNotFoundException"),
    "consumer-lag": (_late, "function event-validator", "is above its limit"),
    "replication": (_replica, f"user-sessions in {PRIMARY}", "there is no replica"),
    "backups": (_recovery, "table:user-sessions", "there is no recovery point"),
    "alarms": (_alarm, "events-unread", ""),
}
"""Check → what breaks it after a failover, and what is found then."""


def test_after_a_failover_each_check_finds_what_is_broken(sound: Cloud) -> None:
    assert set(BROKEN) == set(CHECKS)
    well(failover(sound, "--planned"))
    sound.settle()
    for check, (broken, subject, why) in BROKEN.items():
        real = World(world(DR).resolve)  # the endpoints of the test bed itself
        assert failed(verified(sound, DR, [check], outside=real, regions=[DR])) == [], check
        broken(sound)
        outside = dataclasses.replace(real, resolve=world(PRIMARY if check == "names" else DR).resolve)
        found = failed(verified(sound, DR, [check], outside=outside, regions=[DR]))
        assert (check, DR, subject) in [(one.check, one.region, one.subject) for one in found], check
        assert any(why in one.why for one in found), (check, found)
    wrong = failed(verified(sound, DR, outside=World(world(PRIMARY).resolve), regions=[DR]))  # all at once, none hides another
    assert {one.check for one in wrong} == set(CHECKS)


def test_a_store_that_takes_no_writes_where_the_work_is_to_be_done_is_found(sound: Cloud) -> None:
    """As if a failover had left the stores out."""
    wrong = failed(verified(sound, DR, ["replication"], regions=[DR]))
    assert [(one.subject, one.why) for one in wrong] == [
        (f"{NAME}-{store}", "is a copy and takes no writes, in the region that is to work") for store in ("postgres", "cache")
    ]


def test_a_standby_that_copies_nothing_is_found(sound: Cloud) -> None:
    sound.client("rds", DR).promote_read_replica(DBInstanceIdentifier=f"{NAME}-postgres")
    sound.settle()
    (wrong,) = failed(verified(sound, PRIMARY, ["replication"]))
    assert (wrong.region, wrong.subject) == (DR, f"{NAME}-postgres") and "copies nothing" in wrong.why


def test_backups_of_a_region_that_has_worked_for_a_while_are_wanted(sound: Cloud) -> None:
    backed_up(sound, DR)

    def without_files() -> list[str]:
        return [one.region for one in failed(verified(sound, DR, ["backups"], follows=DR)) if one.subject == "files"]

    assert without_files() == []
    sound.world.kept["recovery points"].clear()
    assert without_files() == [DR]  # the other one stands by
