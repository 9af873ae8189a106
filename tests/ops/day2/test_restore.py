"""Restoring each store: into something new, asked something, and taken away again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.backup.catalogue import store_named, stores
from ops.backup.points import Point, choose
from ops.backup.restore import Restored, Waiting, restore
from ops.backup.store import RestoreError, Store, Wish
from ops.context import Context
from ops.errors import OpsError
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import AWAY, CACHE, HOME, POSTGRES, TABLE, WAREHOUSE, bucket_of


class FakeCluster:
    """Objects by kind and name."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.created: list[dict[str, Any]] = []
        self.deleted: list[str] = []

    def find(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any] | None:  # noqa: ARG002 - as a cluster is asked
        return self.objects.get((kind, name))

    def create(self, manifest: dict[str, Any]) -> None:
        self.created.append(manifest)
        self.objects[manifest["kind"], manifest["metadata"]["name"]] = manifest

    def delete(self, api_version: str, kind: str, namespace: str, name: str) -> None:  # noqa: ARG002 - as a cluster is asked
        self.deleted.append(f"{kind} {name}")


WAITING = Waiting(poll_seconds=0, timeout_seconds=20, sleep=lambda _: None)


def found(context: Context, name: str, cluster: FakeCluster | None = None) -> Store:
    return store_named(stores(context, lambda _: cluster or FakeCluster()), name)


def restored(cloud: Cloud, name: str, point: str | None = None, at: datetime | None = None, part: str = "") -> tuple[Store, Restored]:
    context = cloud.context()
    store = found(context, name)
    wish = Wish(HOME, choose(store.points(HOME), point), store.new_name(cloud.now), at, part)
    done = restore(context, store, wish, WAITING)
    assert done is not None
    return store, done


def tables(cloud: Cloud) -> set[str]:
    return set(cloud.client("dynamodb").list_tables()["TableNames"])


def test_a_table_comes_back_beside_the_old_one_and_answers(stack: Cloud) -> None:
    before = tables(stack)
    store, done = restored(stack, "table:user-sessions")
    assert tables(stack) - before == {done.made} and TABLE in tables(stack)
    assert "1 item" in done.answer
    (call,) = [one for one in stack.changes("dynamodb") if one.operation == "RestoreTableToPointInTime"]
    assert call.parameters["SourceTableName"] == TABLE
    assert any(TABLE in line for line in store.advice(done.wish, done.made))
    store.remove(done.wish, done.made)
    assert tables(stack) == before


def test_a_table_goes_back_to_the_second_that_is_asked_for(stack: Cloud) -> None:
    moment = stack.now - timedelta(minutes=30)
    restored(stack, "table:user-sessions", at=moment)
    (call,) = [one for one in stack.changes("dynamodb") if one.operation == "RestoreTableToPointInTime"]
    assert abs(call.parameters["RestoreDateTime"].timestamp() - moment.timestamp()) < 1
    assert not call.parameters.get("UseLatestRestorableTime")


def test_an_empty_table_is_no_restore(stack: Cloud) -> None:
    def emptied(_: object) -> None:
        for name in tables(stack) - {TABLE}:
            if "sessions" in name:
                stack.client("dynamodb").delete_item(TableName=name, Key={"session_id": {"S": "a"}})

    stack.server.faults.run(emptied, "dynamodb", "Scan")
    with pytest.raises(RestoreError, match="is empty"):
        restored(stack, "table:user-sessions")


def instances(cloud: Cloud) -> set[str]:
    return {one["DBInstanceIdentifier"] for one in cloud.client("rds").describe_db_instances()["DBInstances"]}


def test_postgresql_comes_back_from_a_snapshot_in_the_old_network(stack: Cloud) -> None:
    store, done = restored(stack, "postgres", "night")
    assert instances(stack) == {POSTGRES, done.made}
    (call,) = [one for one in stack.changes("rds") if one.operation == "RestoreDBInstanceFromDBSnapshot"]
    assert call.parameters["PubliclyAccessible"] is False and call.parameters["DBSnapshotIdentifier"] == "night"
    store.remove(done.wish, done.made)
    assert instances(stack) == {POSTGRES}


def test_the_stack_s_own_stores_cannot_be_removed_by_a_drill(stack: Cloud) -> None:
    context = stack.context()
    point = Point("x", HOME, "p", stack.now, "snapshot")
    for name, own in (("table:user-sessions", TABLE), ("postgres", POSTGRES), ("cache", CACHE), ("warehouse", WAREHOUSE)):
        with pytest.raises(RestoreError, match="own"):
            found(context, name).remove(Wish(HOME, point, own), own)
    assert instances(stack) == {POSTGRES} and TABLE in tables(stack)


def test_the_cache_comes_back_as_a_group_of_its_own(stack: Cloud) -> None:
    store, done = restored(stack, "cache")
    assert len(done.made) <= 40 and done.made != CACHE
    (call,) = [
        one for one in stack.changes("elasticache") if one.operation == "CreateReplicationGroup" and "SnapshotName" in one.parameters
    ]
    assert call.parameters["SnapshotName"] == "cache-night" and call.parameters["TransitEncryptionEnabled"] is True
    store.remove(done.wish, done.made)
    groups = stack.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    assert {group["ReplicationGroupId"] for group in groups if group["Status"] != "deleting"} == {CACHE}


def test_the_warehouse_comes_back_as_a_cluster_of_its_own(stack: Cloud) -> None:
    store, done = restored(stack, "warehouse")
    clusters = {one["ClusterIdentifier"] for one in stack.client("redshift").describe_clusters()["Clusters"]}
    assert clusters == {WAREHOUSE, done.made}
    assert "2 nodes" in done.answer
    store.remove(done.wish, done.made)


def test_files_come_back_as_a_new_file_system_and_never_into_the_old_one(stack: Cloud) -> None:
    store, done = restored(stack, "files")
    (call,) = stack.changes("backup")
    assert call.parameters["Metadata"]["newFileSystem"] == "true"
    assert done.made.startswith("fs-") and done.made != "fs-old"
    store.remove(done.wish, done.made)
    assert stack.client("efs").describe_file_systems()["FileSystems"] == []


def test_deleted_objects_come_back_below_a_new_prefix_and_the_old_keys_stay_as_they_are(stack: Cloud) -> None:
    s3, bucket = stack.client("s3"), bucket_of("bronze")
    for key in ("events/a", "events/b", "other/c"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    s3.delete_object(Bucket=bucket, Key="events/b")
    s3.delete_object(Bucket=bucket, Key="other/c")
    store, done = restored(stack, "bucket:bronze", part="events/")
    keys = {one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    assert keys == {"events/a", f"{done.made}/events/b"}
    assert s3.get_object(Bucket=bucket, Key=f"{done.made}/events/b")["Body"].read() == b"events/b"
    store.remove(done.wish, done.made)
    assert {one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]} == {"events/a"}


def test_nothing_deleted_is_said_so(stack: Cloud) -> None:
    with pytest.raises(RestoreError, match="nothing below"):
        restored(stack, "bucket:bronze")


@pytest.mark.parametrize("name", ["table:user-sessions", "postgres", "cache", "warehouse", "files"])
def test_a_dry_run_says_what_it_would_do_and_does_nothing(stack: Cloud, name: str) -> None:
    context = stack.context(dry_run=True)
    store = found(context, name)
    before = len(stack.server.changes)
    assert restore(context, store, Wish(HOME, choose(store.points(HOME)), store.new_name(stack.now)), WAITING) is None
    assert len(stack.server.changes) == before
    assert len(stack.recorder.said("would change")) == 1


def test_a_restore_that_fails_says_what_aws_said(stack: Cloud) -> None:
    stack.vault.jobs.clear()
    context = stack.context()
    store = found(context, "files")
    stack.server.faults.run(
        lambda _: stack.vault.jobs["job-1"].update(Status="FAILED", StatusMessage="no room"), "backup", "DescribeRestoreJob"
    )
    with pytest.raises(RestoreError, match="no room"):
        restore(context, store, Wish(HOME, choose(store.points(HOME)), "n"), WAITING)


def test_one_that_does_not_end_is_left_to_itself(stack: Cloud) -> None:
    context, seconds = stack.context(), iter(range(0, 10_000, 60))
    store = found(context, "files")
    stack.server.faults.run(lambda _: setattr(stack.vault, "looks", 0), "backup", "DescribeRestoreJob", times=None)
    waiting = Waiting(1, 300, lambda _: None, lambda: float(next(seconds)))
    with pytest.raises(RestoreError, match="after 5 minutes"):
        restore(context, store, Wish(HOME, choose(store.points(HOME)), "n"), waiting)


def test_stores_inside_the_cluster_are_listed_from_their_objects(stack: Cloud) -> None:
    context = stack.context()
    listed = {name: found(context, name).points(HOME) for name in ("clickhouse", "redis", "timescale", "cluster")}
    assert all(len(points) == 1 for points in listed.values()), listed
    assert found(context, "redis").points(AWAY) == []


def test_a_restore_inside_the_cluster_makes_objects_from_the_live_ones(stack: Cloud) -> None:
    cluster, context = FakeCluster(), stack.context()
    store = found(context, "cluster", cluster)
    (point,) = store.points(HOME)
    wish = Wish(HOME, point, "cluster-restored-1", part="api")
    stack.server.faults.clear()

    def finished(_: float) -> None:
        cluster.objects["Restore", "cluster-restored-1"]["status"] = {"phase": "Completed", "progress": {"itemsRestored": 9}}

    done = restore(context, store, wish, Waiting(0, 10, finished))
    assert done is not None and "9 objects" in done.answer
    store.remove(wish, done.made)
    assert cluster.deleted == ["Namespace api-restored-1", "Restore cluster-restored-1"]
    with pytest.raises(RestoreError, match="--part"):
        store.start(Wish(HOME, point, "x"))
    with pytest.raises(RestoreError, match="no CronJob databases/clickhouse-backup"):
        clickhouse = found(context, "clickhouse", cluster)
        clickhouse.start(Wish(HOME, clickhouse.points(HOME)[0], "x"))


def test_a_store_that_is_not_there_is_named_with_those_that_are(stack: Cloud) -> None:
    with pytest.raises(OpsError, match="did you mean postgres"):
        found(stack.context(), "postgre")


def test_moments_are_in_utc() -> None:
    from ops.backup.command import moment

    assert moment("2026-11-27T02:15:00") == datetime(2026, 11, 27, 2, 15, tzinfo=UTC)
    assert moment("2026-11-27T03:15:00+01:00") == datetime(2026, 11, 27, 2, 15, tzinfo=UTC)
    with pytest.raises(OpsError, match="--at"):
        moment("yesterday")
