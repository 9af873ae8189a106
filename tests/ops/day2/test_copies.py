"""The region is lost: the stores inside the other one's cluster come back from the copies of what it had backed up."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ops.__main__ import app
from ops.backup.command import Asked, wished
from ops.backup.inside.store import InsideStore
from ops.backup.restore import Waiting
from ops.backup.store import RestoreError, Wish
from ops.drill import restoring
from ops.errors import OpsError
from ops.outputs import Outputs
from ops.verify.backups import backups
from ops.verify.result import Status
from tests.ops.cloud.seed.inside import back_up
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import AWAY, CLUSTER, HOME, STACK, bucket_of, copies_of
from tests.ops.day2.outputs import outputs
from tests.ops.day2.test_inside import environment, live
from tests.ops.day2.test_restore import FakeCluster, found
from tests.support import ROOT

STORES = ("clickhouse", "redis", "timescale", "cluster")
COPIES = copies_of("backups", AWAY)


@pytest.fixture
def lost(stack: Cloud) -> Iterator[Cloud]:
    """S3 had copied what the lost region backed up an hour ago; the other region has backed up nothing."""
    back_up(stack.client("s3", AWAY), COPIES, CLUSTER, stack.now - timedelta(hours=1))
    yield stack


def complete() -> FakeCluster:
    """The other region's cluster with its stores, made by the program, which makes them alike in both."""
    cluster = FakeCluster()
    for kind, name in (
        ("CronJob", "clickhouse-backup"),
        ("CronJob", "redis-backup"),
        ("Job", "cockroachdb-setup"),
        ("Cluster", "timescale"),
        ("NetworkPolicy", "timescale"),
    ):
        cluster.objects[kind, name] = live(kind, name)
    return cluster


def store_of(cloud: Cloud, name: str, cluster: FakeCluster | None = None) -> InsideStore:
    store = found(cloud.context(), name, cluster or complete())
    assert isinstance(store, InsideStore)
    return store


def wish_of(cloud: Cloud, store: InsideStore, **asked: Any) -> Wish:
    return wished(cloud.context(), store, Asked(AWAY, **asked))


@pytest.mark.parametrize("name", STORES)
def test_copies_are_listed_in_the_region_they_lie_in_with_the_region_they_are_of(lost: Cloud, name: str) -> None:
    (point,) = store_of(lost, name).points(AWAY)
    assert (point.region, point.source) == (AWAY, HOME)
    assert point.as_json(lost.now)["from"] == HOME
    (own,) = store_of(lost, name).points(HOME)
    assert (own.region, own.source) == (HOME, None)


def test_a_secondary_region_s_copies_are_nobody_s_to_restore_from_here(lost: Cloud) -> None:
    said = Outputs.model_validate(outputs())
    assert (said.other(HOME), said.other(AWAY), said.other("eu-west-1")) == (AWAY, HOME, None)
    assert Outputs.model_validate(outputs() | {"dr_region": None}).other(HOME) is None


def test_the_list_says_where_a_point_came_from(lost: Cloud, tmp_path: Path) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps(outputs()))
    asked = ["backup", "list", "--stack", STACK, "--store", "redis", "--project", str(ROOT), "--outputs", str(tmp_path / "outputs.json")]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert [(one["region"], one["from"]) for one in map(json.loads, done.stdout.splitlines()) if "store" in one] == [
        (HOME, None),
        (AWAY, HOME),
    ]


def test_the_newest_of_own_backups_and_copies_is_taken_unless_a_region_is_asked_for(lost: Cloud) -> None:
    store, own = store_of(lost, "redis"), bucket_of("backups", AWAY)
    assert wish_of(lost, store).point.source == HOME
    back_up(lost.client("s3", AWAY), own, CLUSTER, lost.now - timedelta(hours=2))
    assert wish_of(lost, store).point.source == HOME
    back_up(lost.client("s3", AWAY), own, CLUSTER, lost.now)
    newest = wish_of(lost, store)
    assert newest.point.source is None and store.bucket(newest) == own
    # New stores are backed up before anything is restored into them: the newest is empty then.
    wanted = wish_of(lost, store, source=HOME)
    assert wanted.point.source == HOME and store.bucket(wanted) == COPIES
    assert wish_of(lost, store, source=AWAY).point.source is None
    assert wish_of(lost, store, at=lost.now - timedelta(minutes=30)).point.source == HOME
    with pytest.raises(OpsError, match=f"--from eu-west-1: redis .* in {AWAY}; it has those of {HOME}, {AWAY}"):
        wish_of(lost, store, source="eu-west-1")


def test_redis_fetches_from_the_copies(lost: Cloud) -> None:
    store = store_of(lost, "redis")
    pods = store.objects(wish_of(lost, store))
    assert pods and all(f"store:{COPIES}/redis/" in pod["spec"]["initContainers"][0]["command"][-1] for pod in pods)


def test_clickhouse_is_told_the_copies_and_which_databases_they_hold(lost: Cloud) -> None:
    store = store_of(lost, "clickhouse")
    (job,) = store.objects(wish_of(lost, store, name="clickhouse-restored-1"))
    told = environment(job)
    assert (told["COPIES"], told["MAPPING"]) == (COPIES, "events:events_restored_1")
    (own,) = store.objects(wished(lost.context(), store, Asked(HOME)))
    assert "COPIES" not in environment(own)


def test_a_backup_of_clickhouse_without_tables_is_told(lost: Cloud) -> None:
    s3, store = lost.client("s3", AWAY), store_of(lost, "clickhouse")
    for one in s3.list_object_versions(Bucket=COPIES, Prefix="clickhouse/")["Versions"]:
        if "/metadata/" in one["Key"]:
            s3.delete_object(Bucket=COPIES, Key=one["Key"], VersionId=one["VersionId"])
    with pytest.raises(RestoreError, match=f"in {COPIES} has no tables"):
        store.objects(wish_of(lost, store))


def test_timescale_begins_with_the_archive_that_the_program_made_for_the_copies(lost: Cloud) -> None:
    store = store_of(lost, "timescale")
    _, made = store.objects(wish_of(lost, store, at=lost.now - timedelta(minutes=59, seconds=59)))
    (source,) = made["spec"]["externalClusters"]
    archive = source["plugin"]["parameters"]["barmanObjectName"]
    assert live("ObjectStore", archive)["spec"]["configuration"]["destinationPath"].endswith("/timescale")
    assert archive != "timescale"
    _, own = store.objects(wished(lost.context(), store, Asked(HOME)))
    assert own["spec"]["externalClusters"][0]["plugin"]["parameters"]["barmanObjectName"] == "timescale"


def test_velero_waits_until_it_has_read_the_copies_and_takes_no_volumes(lost: Cloud) -> None:
    cluster = complete()
    store = store_of(lost, "cluster", cluster)
    wish = wish_of(lost, store, part="api")
    with pytest.raises(RestoreError, match=r"has not read .* try again in a minute"):
        store.objects(wish)
    cluster.objects["Backup", wish.point.id] = {"spec": {"storageLocation": "default"}}
    with pytest.raises(RestoreError, match="is that in default, not the copy"):
        store.objects(wish)
    cluster.objects["Backup", wish.point.id] = {"spec": {"storageLocation": live("BackupStorageLocation", "copies")["metadata"]["name"]}}
    (made,) = store.objects(wish)
    assert made["spec"]["restorePVs"] is False and "persistentvolumeclaims" in made["spec"]["excludedResources"]
    assert any("Volumes are not there" in text for text in store.advice(wish, wish.name))


def test_copies_do_not_hide_that_a_region_is_not_backed_up(lost: Cloud) -> None:
    lost.now += timedelta(hours=40)
    back_up(lost.client("s3", HOME), copies_of("backups", HOME), CLUSTER, lost.now)
    (found_,) = backups(lost.context(), HOME, HOME, [store_of(lost, "redis")])
    assert found_.status is Status.fail
    (away,) = backups(lost.context(), AWAY, HOME, [store_of(lost, "redis")])
    assert away.status is Status.skipped and "no recovery point" in away.why


def test_a_drill_restores_from_the_copies_where_the_region_stands_by(lost: Cloud) -> None:
    cluster = complete()

    def loaded(_: float) -> None:
        for key, made in cluster.objects.items():
            if key[0] == "Pod":
                made["status"] = {"conditions": [{"type": "Ready", "status": "True"}]}

    report = restoring.run(lost.context(), store_of(lost, "redis", cluster), AWAY, "", Waiting(0, 20, loaded))
    assert report is not None and report.passed
    assert all(COPIES in pod["spec"]["initContainers"][0]["command"][-1] for pod in cluster.created)
    assert f", copied from {HOME}, as redis-restored" in lost.recorder.said("started")[0]


def test_a_copy_is_never_restored_where_it_does_not_lie(lost: Cloud) -> None:
    store = store_of(lost, "redis")
    with pytest.raises(OpsError, match=f"--from {AWAY}"):
        wished(lost.context(), store, Asked(HOME, source=AWAY))
