"""Prefect, Spark and Flink, as each stack's program registers them."""

import pytest

from components.kubernetes.names import OUT_OF_MESH
from tests.cluster import CLUSTER, DR, PRIMARY, before, by_name, objects, restricted, spec, values
from tests.support import LOCAL, inventory_of

PLACES = [(CLUSTER, PRIMARY), (LOCAL, LOCAL)]
ENGINES = ("prefect-server", "prefect-worker", "spark-operator", "flink-kubernetes-operator")

everywhere = pytest.mark.parametrize(("stack", "place"), PLACES)


@everywhere
def test_every_engine_is_there_with_pods_that_are_restricted(stack: str, place: str) -> None:
    flink = values(stack, "flink-kubernetes-operator", place)
    assert restricted(flink["podSecurityContext"], flink["operatorSecurityContext"])
    assert restricted(flink["podSecurityContext"], flink["webhookSecurityContext"])
    server = values(stack, "prefect-server", place)["server"]["containerSecurityContext"]
    worker = values(stack, "prefect-worker", place)["worker"]["containerSecurityContext"]
    for container in (server, worker):
        assert restricted({"seccompProfile": {"type": "RuntimeDefault"}}, container)
    assert (
        by_name(stack, "Namespace", place)["spark-operator"].inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        == "restricted"
    )


def test_the_dr_region_has_none_until_it_takes_over() -> None:
    releases = {one.name for one in inventory_of(CLUSTER).of_type("kubernetes:helm.sh/v3:Release")}
    for engine in ENGINES:
        assert f"{PRIMARY}-{engine}" in releases
        assert f"{DR}-{engine}" not in releases


@everywhere
def test_no_image_moves_under_its_tag(stack: str, place: str) -> None:
    tags = [
        values(stack, "flink-kubernetes-operator", place)["image"]["tag"],
        values(stack, "prefect-server", place)["global"]["prefect"]["image"]["prefectTag"],
        values(stack, "prefect-worker", place)["worker"]["image"]["prefectTag"],
    ]
    for tag in tags:
        assert tag.count(".") >= 2, tag
        assert "latest" not in tag


@everywhere
def test_operators_watch_the_namespace_of_jobs_only(stack: str, place: str) -> None:
    assert values(stack, "spark-operator", place)["spark"]["jobNamespaces"] == ["processing"]
    assert values(stack, "flink-kubernetes-operator", place)["watchNamespaces"] == ["processing"]


@everywhere
def test_no_password_is_a_known_one(stack: str, place: str) -> None:
    keystore = values(stack, "flink-kubernetes-operator", place)["webhook"]["keystore"]
    assert keystore["useDefaultPassword"] is False
    kind = "Secret" if stack == LOCAL else "ExternalSecret"
    assert f"flink-operator/{keystore['passwordSecretRef']['name']}" in by_name(stack, kind, place)
    for login in (
        values(stack, "prefect-server", place)["server"]["basicAuth"],
        values(stack, "prefect-worker", place)["worker"]["selfHostedServerApiConfig"]["basicAuth"],
    ):
        assert login["enabled"] is True
        assert f"processing/{login['existingSecret']}" in by_name(stack, kind, place)


@everywhere
def test_every_engine_is_read_by_prometheus(stack: str, place: str) -> None:
    pods, services = by_name(stack, "PodMonitor", place), by_name(stack, "ServiceMonitor", place)
    expected = {"spark-operator/spark-operator", "flink-operator/flink-kubernetes-operator", "processing/stream-processor"}
    assert expected <= set(pods)
    endpoint = services["processing/prefect-server"].inputs["spec"]["endpoints"][0]
    assert endpoint["basicAuth"]["password"]["name"] == "prefect"


@everywhere
def test_webhooks_are_open_to_the_api_server(stack: str, place: str) -> None:
    for namespace in ("spark-operator", "flink-operator"):
        (rule,) = spec(stack, "NetworkPolicy", f"{namespace}/webhook", place)["ingress"]
        assert "from" not in rule


@everywhere
def test_prefects_one_server_keeps_its_state_on_a_volume_and_never_in_bitnamis(stack: str, place: str) -> None:
    given = values(stack, "prefect-server", place)
    assert given["sqlite"]["persistence"]["enabled"] is True
    assert (given["server"]["replicaCount"], given["server"]["updateStrategy"]) == (1, {"type": "Recreate"})
    assert given["postgresql"]["enabled"] is given["redis"]["enabled"] is False


@everywhere
def test_the_stream_processor_keeps_its_state_in_the_bucket_and_begins_after_its_operator_and_user(stack: str, place: str) -> None:
    job = by_name(stack, "FlinkDeployment", place)["processing/stream-processor"]
    config = job.inputs["spec"]["flinkConfiguration"]
    assert config["execution.checkpointing.mode"] == "EXACTLY_ONCE"
    for key in ("execution.checkpointing.dir", "execution.checkpointing.savepoint-dir", "high-availability.storageDir"):
        assert config[key].startswith("s3://")
        assert "artifacts" in config[key]
    first = before(stack, job)
    assert f"{place}-flink-kubernetes-operator" in first
    assert f"{place}-databases-stream-processor" in first


def test_the_stream_processor_has_keys_off_aws_only() -> None:
    here = spec(LOCAL, "FlinkDeployment", "processing/stream-processor")
    there = spec(CLUSTER, "FlinkDeployment", "processing/stream-processor", PRIMARY)
    (container,) = here["podTemplate"]["spec"]["containers"]
    assert container["envFrom"] == [{"secretRef": {"name": "flink-s3"}}]
    assert here["flinkConfiguration"]["s3.endpoint"].startswith("https://")
    assert there["podTemplate"]["spec"]["containers"][0]["envFrom"] == []
    assert "s3.endpoint" not in there["flinkConfiguration"]
    associations = inventory_of(CLUSTER).of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    assert {("processing", "flink"), ("processing", "spark")} <= {
        (one.inputs["namespace"], one.inputs["serviceAccount"]) for one in associations
    }


@everywhere
def test_the_stream_processors_pods_run_restricted(stack: str, place: str) -> None:
    pod = spec(stack, "FlinkDeployment", "processing/stream-processor", place)["podTemplate"]["spec"]
    assert restricted(pod["securityContext"], pod["containers"][0]["securityContext"])


@everywhere
def test_engines_stand_outside_the_mesh_whose_namespace_would_refuse_their_calls(stack: str, place: str) -> None:
    given = [values(stack, "prefect-server", place)["server"], values(stack, "prefect-worker", place)["worker"]]
    (job,) = (one.inputs["spec"]["podTemplate"]["metadata"] for one in objects(stack, "FlinkDeployment", place))
    assert [one["podLabels"] for one in given] == [OUT_OF_MESH] * 2
    assert job["labels"] == OUT_OF_MESH
