"""TimescaleDB, as the programs of prod and local register it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cluster import PRIMARY
from tests.support import inventory_of
from tests.unit import stores

CLUSTER = "kubernetes:postgresql.cnpg.io/v1:Cluster"
POOLER = "kubernetes:postgresql.cnpg.io/v1:Pooler"
CATALOG = "kubernetes:postgresql.cnpg.io/v1:ImageCatalog"
SCHEDULE = "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup"
ARCHIVE = "kubernetes:barmancloud.cnpg.io/v1:ObjectStore"
both = pytest.mark.parametrize("stack", ["local", "prod"])


def cluster(stack: str) -> dict[str, Any]:
    return stores.spec(stack, CLUSTER, "timescale")


def test_prod_has_three_instances_in_zones_of_their_own_on_nodes_for_stores() -> None:
    spec = cluster("prod")
    assert spec["instances"] == 3
    assert (spec["storage"]["size"], spec["walStorage"]["size"]) == ("500Gi", "50Gi")
    assert spec["affinity"]["nodeSelector"] == {"workload": "memory-intensive"}
    assert spec["affinity"]["podAntiAffinityType"] == "required"
    zones = spec["topologySpreadConstraints"][0]
    assert (zones["topologyKey"], zones["whenUnsatisfiable"]) == ("topology.kubernetes.io/zone", "DoNotSchedule")
    assert spec["postgresql"]["synchronous"] == {"method": "any", "number": 1, "dataDurability": "preferred"}


@both
def test_the_extension_is_loaded_from_an_image_that_has_it(stack: str) -> None:
    spec = cluster(stack)
    (image,) = stores.spec(stack, CATALOG, "timescale")["images"]
    assert image["image"].startswith("timescale/timescaledb-ha:pg17.") and image["major"] == spec["imageCatalogRef"]["major"]
    assert spec["postgresql"]["shared_preload_libraries"] == ["timescaledb"]
    assert "CREATE EXTENSION IF NOT EXISTS timescaledb" in spec["bootstrap"]["initdb"]["postInitTemplateSQL"]


@both
def test_there_is_no_superuser_to_sign_in_as_and_clients_have_roles_of_their_own(stack: str) -> None:
    spec = cluster(stack)
    assert spec["enableSuperuserAccess"] is False
    roles = {role["name"]: role for role in spec["managed"]["roles"]}
    assert set(roles) == {"attribution", "api"}
    assert all(role["passwordSecret"]["name"] == f"timescale-{name}" for name, role in roles.items())
    assert not any(role.get("superuser") for role in roles.values())


@both
def test_connections_are_encrypted_or_refused(stack: str) -> None:
    assert cluster(stack)["postgresql"]["pg_hba"] == ["hostnossl all all all reject"]
    bouncer = stores.spec(stack, POOLER, "timescale-pooler-rw")["pgbouncer"]
    assert bouncer["parameters"]["client_tls_sslmode"] == "require"
    assert bouncer["clientTLSSecret"] == {"name": "timescale-pooler-rw-tls"}
    assert "timescale-pooler-rw.databases.svc" in stores.spec(stack, stores.CERTIFICATE, "timescale-pooler-rw-tls")["dnsNames"]


@both
def test_clients_reach_the_pooler_and_nobody_else_the_instances(stack: str) -> None:
    assert stores.namespaces_let_in(stack, "timescale-pooler-rw") == {"api", "processing", "monitoring"}
    assert stores.namespaces_let_in(stack, "timescale") == {"cloudnative-pg", "monitoring"}


def test_every_second_of_thirty_days_is_in_the_bucket_without_keys() -> None:
    archive = stores.spec("prod", ARCHIVE, "timescale")
    assert archive["retentionPolicy"] == "30d"
    assert archive["configuration"]["s3Credentials"] == {"inheritFromIAMRole": True}
    assert "endpointURL" not in archive["configuration"]
    schedule = stores.spec("prod", SCHEDULE, "timescale-full")
    assert (schedule["schedule"], schedule["method"]) == ("0 0 1 * * 0", "plugin")
    (plugin,) = cluster("prod")["plugins"]
    assert plugin["isWALArchiver"] is True and plugin["parameters"] == {"barmanObjectName": "timescale"}
    assert "barmanObjectStore" not in str(cluster("prod"))


def test_off_aws_the_archive_is_the_object_store_inside_the_cluster() -> None:
    configuration = stores.spec("local", ARCHIVE, "timescale")["configuration"]
    assert configuration["endpointURL"].startswith("http") and set(configuration["s3Credentials"]) == {"accessKeyId", "secretAccessKey"}


def test_the_instances_use_a_service_account_with_an_identity_of_the_same_name() -> None:
    """CloudNativePG names the account after the cluster."""
    (association,) = [
        one
        for one in inventory_of("prod").of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")
        if one.inputs["serviceAccount"] == "timescale" and one.region == PRIMARY
    ]
    made = stores.resource("prod", CLUSTER, "timescale")
    assert association.inputs["namespace"] == "databases" and association.urn in made.depends_on and made.protect


def test_a_single_instance_is_refused_where_data_is_protected(tmp_path: Path) -> None:
    assert "must be at least 2 where protect" in stores.problems_of(tmp_path, "prod", {"timescale": {"instances": 1}})
    assert stores.problems_of(tmp_path, "local", {"timescale": {"instances": 1}}) == ""
