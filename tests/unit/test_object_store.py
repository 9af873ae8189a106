"""What stands in for AWS's managed services off AWS."""

import pytest

from components.dataservices.stand_ins.object_store import BUCKETS
from components.dataservices.stand_ins.table import NONE, STAND_INS
from inventory.resource import SECRET
from tests.cluster import before, by_name, restricted, spec, values
from tests.support import ALL_STACKS, LOCAL, inventory_of

ENDPOINT = "https://seaweedfs-s3.databases.svc:8333"


def test_the_store_is_where_clients_look_for_it_and_by_tls_only() -> None:
    service = spec(LOCAL, "Service", "databases/seaweedfs-s3")
    (port,) = service["ports"]
    scheme, _, host = ENDPOINT.partition("://")
    assert (scheme, host) == ("https", f"seaweedfs-s3.databases.svc:{port['port']}")
    store = values(LOCAL, "seaweedfs", LOCAL)["allInOne"]
    assert any(argument.startswith("-s3.cert.file=") for argument in store["extraArgs"])
    assert "httpsPort" not in store["s3"], "a second port would leave the first one plain"
    certificate = spec(LOCAL, "Certificate", "databases/seaweedfs-s3-tls")
    assert host.partition(":")[0] in certificate["dnsNames"]
    assert certificate["secretName"] in store["extraVolumes"]


def test_the_service_finds_the_pods_that_the_chart_makes() -> None:
    assert spec(LOCAL, "Service", "databases/seaweedfs-s3")["selector"] == {
        "app.kubernetes.io/instance": "seaweedfs",
        "app.kubernetes.io/component": "seaweedfs-all-in-one",
    }
    for part in ("master", "volume", "filer"):
        assert values(LOCAL, "seaweedfs", LOCAL)[part]["enabled"] is False


def test_nobody_comes_in_without_keys_and_the_keys_are_secret() -> None:
    s3 = values(LOCAL, "seaweedfs", LOCAL)["allInOne"]["s3"]
    assert s3["enableAuth"] is True
    secret = by_name(LOCAL, "Secret")[f"databases/{s3['existingConfigSecret']}"]
    assert secret.inputs["stringData"] in (SECRET, {"seaweedfs_s3_config": SECRET})
    release = next(one for one in inventory_of(LOCAL) if one.name == "local-seaweedfs")
    assert secret.name in before(LOCAL, release)


def test_every_purpose_that_has_a_bucket_on_aws_has_one_here() -> None:
    made = {bucket["name"] for bucket in values(LOCAL, "seaweedfs", LOCAL)["allInOne"]["s3"]["createBuckets"]}
    assert made == set(BUCKETS)
    on_aws = [one.inputs["bucket"] for one in inventory_of("prod").of_type("aws:s3/bucket:Bucket") if one.region == "us-east-1"]
    purposes = {bucket for bucket in BUCKETS if any(f"-{bucket}-" in name or name.endswith(f"-{bucket}") for name in on_aws)}
    assert {"backups", "bronze", "silver", "gold", "raw-events", "processed", "artifacts"} <= purposes


def test_what_uses_a_bucket_knows_the_stores_authority() -> None:
    archive = spec(LOCAL, "ObjectStore", "databases/timescale")["configuration"]
    assert archive["endpointCA"] == {"name": "platform-ca", "key": "ca.crt"}
    told = {job: str(spec(LOCAL, "CronJob", f"databases/{job}")) for job in ("redis-backup", "cockroachdb-prune")}
    assert all("RCLONE_CA_CERT" in text for text in told.values())
    assert "SSL_CERT_FILE" in str(spec(LOCAL, "ClickHouseInstallation", "databases/events"))
    assert "cloudstorage.http.custom_ca" in str(spec(LOCAL, "Job", "databases/cockroachdb-setup"))


def test_what_uses_a_bucket_waits_for_the_store() -> None:
    job = by_name(LOCAL, "FlinkDeployment")["processing/stream-processor"]
    assert {"local-seaweedfs", "local-databases-seaweedfs-s3"} <= before(LOCAL, job)


def test_the_store_and_the_job_that_makes_buckets_run_restricted() -> None:
    given = values(LOCAL, "seaweedfs", LOCAL)
    for part in ("allInOne", "filer"):
        pod, container = given[part]["podSecurityContext"], given[part]["containerSecurityContext"]
        assert pod["enabled"] is container["enabled"] is True
        assert restricted(pod, container)
    assert given["allInOne"]["s3"]["createBucketsHook"]["resources"]["limits"]["memory"]


def test_no_stack_on_aws_has_stand_ins() -> None:
    for stack in ("prod", "cluster"):
        assert not {"databases/seaweedfs-s3", "databases/dynamodb-local", "databases/karapace"} & set(by_name(stack, "Service"))
        assert not [one for one in inventory_of(stack).of_type("kubernetes:helm.sh/v3:Release") if one.name.endswith("seaweedfs")]


@pytest.mark.parametrize("name", ["dynamodb-local", "karapace"])
def test_a_stand_in_that_no_chart_brings_runs_restricted_and_pinned(name: str) -> None:
    pod = spec(LOCAL, "StatefulSet", f"databases/{name}")["template"]["spec"]
    (container,) = pod["containers"]
    assert restricted(pod["securityContext"], container["securityContext"])
    assert container["image"].rpartition(":")[2][0].isdigit()
    assert container["resources"]["limits"]["memory"]
    assert pod["automountServiceAccountToken"] is False


def test_the_schema_registry_speaks_tls_to_both_sides_and_takes_its_password_from_a_secret() -> None:
    pod = spec(LOCAL, "StatefulSet", "databases/karapace")["template"]["spec"]
    (container,) = pod["containers"]
    environment = {each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}
    assert environment["KARAPACE_SECURITY_PROTOCOL"] == "SASL_SSL"
    assert environment["KARAPACE_SERVER_TLS_CERTFILE"].endswith("tls.crt")
    assert environment["KARAPACE_SASL_PLAIN_PASSWORD"] == {"secretKeyRef": {"name": "kafka-schema-registry", "key": "password"}}
    assert container["readinessProbe"]["httpGet"]["scheme"] == "HTTPS"
    user = by_name(LOCAL, "KafkaUser")["databases/schema-registry"]
    assert {acl["resource"]["name"] for acl in user.inputs["spec"]["authorization"]["acls"]} == {"_schemas", "schema-registry"}
    pods = by_name(LOCAL, "StatefulSet")["databases/karapace"]
    assert user.name in before(LOCAL, pods)


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_every_service_that_a_stack_uses_on_aws_has_a_stand_in_or_a_reason(stack: str) -> None:
    used = {one.type.split("/")[0] for one in inventory_of(stack) if one.type.startswith("aws:")}
    assert sorted(used - {*STAND_INS, *NONE}) == [], "say in components/dataservices/stand_ins/table.py what stands in for them"


def test_no_service_has_both_a_stand_in_and_a_reason_for_none() -> None:
    assert not {*STAND_INS} & {*NONE}
