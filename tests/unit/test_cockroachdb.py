"""CockroachDB, as the programs of prod and local register it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cluster import PRIMARY, RELEASE
from tests.support import inventory_of
from tests.unit import stores

both = pytest.mark.parametrize("stack", ["local", "prod"])


def script(stack: str) -> str:
    pod = stores.spec(stack, stores.JOB, "cockroachdb-setup")["template"]["spec"]
    text: str = pod["containers"][0]["command"][2]
    return text


def test_prod_has_six_nodes_of_the_plans_size() -> None:
    values = stores.values("prod", "cockroachdb")
    assert values["statefulset"]["replicas"] == 6
    assert values["statefulset"]["resources"] == {"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"cpu": "8", "memory": "32Gi"}}
    assert values["storage"]["persistentVolume"] == {"size": "500Gi", "storageClass": "gp3"}


def test_a_nodes_locality_is_the_zone_of_the_machine_that_it_runs_on() -> None:
    values = stores.values("prod", "cockroachdb")
    assert values["conf"]["locality"] == "region=us-east-1,zone=${ZONE}"
    (zone,) = values["statefulset"]["env"]
    assert zone["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.labels['topology.kubernetes.io/zone']"
    assert values["statefulset"]["topologySpreadConstraints"]["whenUnsatisfiable"] == "DoNotSchedule"
    assert values["statefulset"]["nodeSelector"] == {"workload": "memory-intensive"}


@both
def test_certificates_come_from_the_clusters_own_issuer(stack: str) -> None:
    tls = stores.values(stack, "cockroachdb")["tls"]["certs"]
    assert tls["certManager"] is True and tls["selfSigner"] == {"enabled": False}
    assert tls["certManagerIssuer"] == {"kind": "ClusterIssuer", "name": "platform", "isSelfSignedIssuer": False}


def test_the_job_that_founds_the_cluster_stands_beside_the_release_and_not_after_it() -> None:
    inventory = inventory_of("prod")
    job = stores.resource("prod", stores.JOB, "cockroachdb-setup")
    (release,) = [one for one in inventory.of_type(RELEASE) if one.name == "us-east-1-cockroachdb"]
    assert release.urn not in job.depends_on and job.urn not in release.depends_on
    assert release.inputs["values"]["conf"]["join"], "without nodes to join, the chart would found the cluster by a hook that never runs"
    assert "cockroach init" in script("prod") and "cockroach init" not in script("local")
    assert stores.values("local", "cockroachdb")["conf"]["single-node"] is True


def test_the_cluster_backs_itself_up_at_three_as_its_pods_identity() -> None:
    sql = script("prod")
    assert "FULL BACKUP '0 3 * * *'" in sql and "AUTH=implicit" in sql
    assert stores.no_keys(stores.spec("prod", stores.JOB, "cockroachdb-setup"))
    assert "AUTH=specified" in script("local") and "${AWS_SECRET_ACCESS_KEY}" in script("local")
    (association,) = [
        one
        for one in inventory_of("prod").of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")
        if one.inputs["serviceAccount"] == "cockroachdb" and one.region == PRIMARY
    ]
    assert association.inputs["namespace"] == "databases"


def test_old_backups_are_deleted_which_the_cluster_does_not_do() -> None:
    prune = stores.spec("prod", stores.CRON_JOB, "cockroachdb-prune")
    (container,) = stores.pod_of(prune)["containers"]
    assert "rclone delete --min-age 30d" in container["command"][2] and "/cockroachdb" in container["command"][2]
    assert stores.no_keys(container)


@both
def test_each_client_has_a_user_and_a_database_by_a_password_that_no_text_holds(stack: str) -> None:
    for service in ("api", "campaign-manager"):
        assert f'CREATE DATABASE IF NOT EXISTS "{service}" OWNER "{service}"' in script(stack)
    assert "WITH PASSWORD '${PASSWORD_CAMPAIGN_MANAGER}'" in script(stack)
    assert stores.namespaces_let_in(stack, "cockroachdb") == {"api", "monitoring"}


def test_a_licence_key_is_a_persons_to_put_in() -> None:
    inventory = inventory_of("prod")
    versions = [one for one in inventory.of_type("aws:secretsmanager/secretVersion:SecretVersion") if "cockroachdb-license" in one.name]
    assert len(versions) == 3
    assert "no licence key yet" in script("prod") and "licence" not in script("local")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"licensed": False}, "throttled to five transactions"),
        ({"nodes": 2}, "cannot hold three copies"),
        ({"nodes": 1}, "must be at least 3 where protect is true"),
    ],
)
def test_what_would_lose_data_or_be_throttled_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    assert says in stores.problems_of(tmp_path, "prod", {"cockroachdb": change})


def test_one_node_needs_no_licence(tmp_path: Path) -> None:
    assert stores.problems_of(tmp_path, "local", {"cockroachdb": {"nodes": 1}}) == ""
    assert "must be true for 3 nodes" in stores.problems_of(tmp_path, "local", {"cockroachdb": {"nodes": 3}})


def test_what_changes_is_copied_every_half_hour_and_everything_at_night() -> None:
    assert "RECURRING '*/30 * * * *' FULL BACKUP '0 3 * * *'" in script("prod")
    assert "updates_cluster_last_backup_time_metric;" in script("prod"), "without it, CockroachBackupOld has nothing to look at"
