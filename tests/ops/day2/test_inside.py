"""Stores inside a cluster: which recovery points their objects are, and what restores them, made from the program's own objects."""

import copy
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops.backup.inside import layouts, manifests
from ops.backup.inside.layouts import Item, Read
from tests.support import inventory_of

WHEN = datetime(2026, 11, 27, 5, tzinfo=UTC)
SCRIPTS = Path(manifests.__file__).parent / "scripts"


def items(*keys: str) -> list[Item]:
    return [Item(key, 10, WHEN) for key in keys]


@pytest.mark.parametrize(
    ("read", "whole", "half", "id_", "made"),
    [
        (
            layouts.redis(2),
            ("2026-11-27T04-00/redis-leader-0.rdb", "2026-11-27T04-00/redis-leader-1.rdb"),
            ("2026-11-27T04-00/redis-leader-0.rdb",),
            "2026-11-27T04-00",
            datetime(2026, 11, 27, 4, tzinfo=UTC),
        ),
        (
            layouts.neo4j(),
            ("2026-11-27T04-00/neo4j-2026-11-27T04-00-12.backup",),
            ("2026-11-27T04-00/report.txt",),
            "2026-11-27T04-00",
            datetime(2026, 11, 27, 4, tzinfo=UTC),
        ),
        (
            layouts.clickhouse(2),
            tuple(f"shard-{shard}/2026-11-27T02-00-00/{file}" for shard in (0, 1) for file in ("metadata.json", "shadow/a/metadata.json")),
            ("shard-0/2026-11-27T02-00-00/metadata.json", "shard-1/2026-11-27T02-00-00/shadow/a/metadata.json"),
            "2026-11-27T02-00-00",
            datetime(2026, 11, 27, 2, tzinfo=UTC),
        ),
        (
            layouts.cockroachdb(),
            (
                "2026/11/27-030000.00/BACKUP_MANIFEST",
                "2026/11/27-030000.00/data/1.sst",
                "incrementals/2026/11/27-030000.00/20261127/043000.00/BACKUP_MANIFEST",
            ),
            ("2026/11/27-030000.00/data/1.sst", "incrementals/2026/11/27-030000.00/20261127/043000.00/BACKUP_MANIFEST"),
            "/2026/11/27-030000.00",
            datetime(2026, 11, 27, 4, 30, tzinfo=UTC),
        ),
        (
            layouts.timescale(),
            ("timescale/base/20261122T010000/backup.info", "timescale/wals/0000000100000000/00000001"),
            ("timescale/base/20261122T010000/data.tar", "timescale/wals/0000000100000000/00000001"),
            "timescale@",
            WHEN,
        ),
        (
            layouts.velero("event-platform-prod-eks"),
            ("event-platform-prod-eks/backups/cluster-20261127041000/velero-backup.json",),
            ("event-platform-prod-eks/backups/cluster-20261127041000/cluster-20261127041000.tar.gz", "other/backups/x/velero-backup.json"),
            "cluster-20261127041000",
            WHEN,
        ),
    ],
)
def test_a_backup_counts_once_it_is_whole(read: Read, whole: tuple[str, ...], half: tuple[str, ...], id_: str, made: datetime) -> None:
    (found,) = read("store", "us-east-1", items(*whole))
    assert (found.id, found.made, found.size) == (id_, made, 10 * len(whole))
    assert read("store", "us-east-1", items(*half)) == []


# What is restored


def live(kind: str, name: str) -> dict[str, Any]:
    """An object of the primary region's cluster as the program makes it."""
    for resource in inventory_of("prod").resources:
        inputs = resource.inputs
        metadata = inputs.get("metadata") or {}
        if resource.name.startswith("us-east-1") and inputs.get("kind") == kind and metadata.get("name") == name:
            return copy.deepcopy({key: inputs[key] for key in ("apiVersion", "kind", "metadata", "spec")})
    raise AssertionError(f"the program has no {kind} {name}")


def environment(job: dict[str, Any]) -> dict[str, str]:
    (container,) = job["spec"]["template"]["spec"]["containers"]
    return {one["name"]: one["value"] for one in container["env"] if "value" in one}


def test_clickhouse_restores_by_a_job_that_is_the_backup_s_twin() -> None:
    cron = live("CronJob", "clickhouse-backup")
    before = copy.deepcopy(cron)
    job = manifests.clickhouse(cron, "clickhouse-restored-11270500", "2026-11-27T02-00-00", ["events", "default"])
    assert cron == before
    pod, old = job["spec"]["template"]["spec"], before["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert {key: pod[key] for key in ("serviceAccountName", "volumes", "securityContext")} == {
        key: old[key] for key in ("serviceAccountName", "volumes", "securityContext")
    }
    assert environment(job) | {"HOME": ""} == {
        "HOSTS": environment({"spec": {"template": {"spec": old}}})["HOSTS"],
        "HOME": "",
        "BACKUP": "2026-11-27T02-00-00",
        "ENDING": "restored_11270500",
        "MAPPING": "events:events_restored_11270500,default:default_restored_11270500",
    }
    assert "--restore-database-mapping $MAPPING $BACKUP" in pod["containers"][0]["command"][-1]
    assert job["spec"]["backoffLimit"] == 0


def test_cockroachdb_restores_into_databases_with_new_names_to_the_second_that_is_asked_for() -> None:
    setup = live("Job", "cockroachdb-setup")
    setup["spec"]["template"]["metadata"]["labels"] |= {"controller-uid": "x", "batch.kubernetes.io/job-name": "cockroachdb-setup"}
    job = manifests.cockroachdb(setup, "cockroachdb-restored-11270500", "/2026/11/27-030000.00", WHEN)
    assert environment(job)["AS_OF"] == "2026-11-27 05:00:00.000000"
    assert job["spec"]["template"]["metadata"]["labels"] == {"app": "cockroachdb-setup"}
    assert "new_db_name" in job["spec"]["template"]["spec"]["containers"][0]["command"][-1]
    assert "AS_OF" not in environment(manifests.cockroachdb(setup, "x", "/2026/11/27-030000.00", None))


def test_redis_gets_a_pod_for_each_leader_that_speaks_tls_only() -> None:
    pods = manifests.redis(live("CronJob", "redis-backup"), "redis-restored-11270500", "2026-11-27T04-00", "the-bucket")
    assert [pod["metadata"]["name"] for pod in pods] == [f"redis-restored-11270500-{index}" for index in range(3)]
    for index, pod in enumerate(pods):
        (fetch,), (server,) = pod["spec"]["initContainers"], pod["spec"]["containers"]
        assert f"store:the-bucket/redis/2026-11-27T04-00/redis-leader-{index}.rdb" in fetch["command"][-1]
        assert "--port 0 --tls-port 6379" in server["command"][-1]
        mounted = {mount["name"] for mount in (*server["volumeMounts"], *fetch["volumeMounts"])}
        assert mounted <= {volume["name"] for volume in pod["spec"]["volumes"]}
        assert pod["spec"]["serviceAccountName"] == "redis-backup"  # whose identity may read the bucket


def test_timescale_begins_with_the_old_archive_and_never_writes_to_it() -> None:
    old = live("Cluster", "timescale")
    made = manifests.timescale(old, "timescale-restored-11270500", WHEN)
    assert made["spec"]["bootstrap"]["recovery"]["recoveryTarget"]["targetTime"] == "2026-11-27 05:00:00.000000+00"
    assert made["spec"]["serviceAccountName"] == "timescale"
    assert not any(plugin.get("isWALArchiver") for plugin in made["spec"]["plugins"])
    source = made["spec"]["externalClusters"][0]
    assert source["plugin"]["parameters"] == {"barmanObjectName": "timescale", "serverName": "timescale"}
    assert made["spec"]["instances"] == 1 and "synchronous" not in made["spec"]["postgresql"]
    assert old["spec"]["instances"] == 3
    door = manifests.same_doors(live("NetworkPolicy", "timescale"), made["metadata"]["name"], {"cnpg.io/cluster": made["metadata"]["name"]})
    assert door["spec"]["podSelector"]["matchLabels"] == {"cnpg.io/cluster": "timescale-restored-11270500"}


def test_neo4j_gets_a_pod_of_its_own() -> None:
    pod = manifests.neo4j(live("CronJob", "neo4j-backup"), "neo4j-restored-11270500", "2026-11-27T04-00", "the-bucket")
    assert "neo4j-admin database restore" in pod["spec"]["containers"][0]["command"][-1]
    assert "store:the-bucket/neo4j/2026-11-27T04-00" in pod["spec"]["initContainers"][0]["command"][-1]


def test_velero_restores_beside_and_leaves_out_what_runs() -> None:
    restore = manifests.velero("cluster-1", "cluster-restored-11270500", ["ingestion"])
    assert restore["spec"]["namespaceMapping"] == {"ingestion": "ingestion-restored-11270500"}
    assert {"deployments.apps", "rollouts.argoproj.io", "scaledobjects.keda.sh", "cronjobs.batch"} <= set(
        restore["spec"]["excludedResources"]
    )


# The scripts, against stand-ins for the stores' own clients

CLICKHOUSE = """#!/bin/bash
echo "$*" >> "$LOG"
case "$*" in
  *SELECT\\ status*) echo "$STATUS" ;;
  *SELECT\\ sum*) echo 42 ;;
esac
"""


def ran(script: str, tmp_path: Path, client: str, body: str, **told: str) -> tuple[int, str, str]:
    tool, log = tmp_path / client, tmp_path / "log"
    tool.write_text(body)
    tool.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "LOG": str(log), "USERNAME": "u", "PASSWORD": "p", **told}
    done = subprocess.run(
        ["bash", "-euc", (SCRIPTS / script).read_text()], env=environment, capture_output=True, text=True, timeout=20, check=False
    )
    return done.returncode, done.stdout, log.read_text()


def test_the_script_of_clickhouse_ends_with_every_shard_or_fails_with_the_first_that_does(tmp_path: Path) -> None:
    told = {"HOSTS": "chi-0 chi-1", "BACKUP": "b1", "ENDING": "restored_1", "MAPPING": "events:events_restored_1"}
    status, said, asked = ran("clickhouse.sh", tmp_path, "clickhouse-client", CLICKHOUSE, STATUS="success", **told)
    assert (status, said) == (0, "chi-0: 42 rows\nchi-1: 42 rows\n")
    assert asked.count("restore_remote --restore-database-mapping events:events_restored_1 b1") >= 4
    assert "--env" not in asked
    _, _, there = ran("clickhouse.sh", tmp_path, "clickhouse-client", CLICKHOUSE, STATUS="success", COPIES="there", **told)
    assert "VALUES ('restore_remote --env=S3_BUCKET=there --restore-database-mapping events:events_restored_1 b1')" in there
    assert ran("clickhouse.sh", tmp_path, "clickhouse-client", CLICKHOUSE, STATUS="error", **told)[0] == 1


COCKROACH = """#!/bin/bash
echo "${@: -1}" >> "$LOG"
echo header
case "${@: -1}" in
  *SHOW\\ BACKUP*) echo "$DATABASES" ;;
  *SHOW\\ TABLES*) echo 7 ;;
  RESTORE*) exit "$STATUS" ;;
esac
"""


def test_the_script_of_cockroachdb_fails_where_a_database_is_not_restored(tmp_path: Path) -> None:
    told = {
        "BACKUP": "/2026/11/27-030000.00",
        "ENDING": "restored_1",
        "AS_OF": "2026-11-27 05:00:00",
        "COLLECTION": "s3://there/db?AUTH=implicit",
    }
    status, said, asked = ran("cockroachdb.sh", tmp_path, "cockroach", COCKROACH, STATUS="0", DATABASES="api", **told)
    assert (status, said.splitlines()[-1]) == (0, "api: 7 tables")
    assert "IN 's3://there/db?AUTH=implicit' AS OF SYSTEM TIME '2026-11-27 05:00:00' WITH new_db_name = 'api_restored_1'" in asked
    assert ran("cockroachdb.sh", tmp_path, "cockroach", COCKROACH, STATUS="1", DATABASES="api", **told)[0] != 0
    assert ran("cockroachdb.sh", tmp_path, "cockroach", COCKROACH, STATUS="0", DATABASES="", **told)[0] != 0
