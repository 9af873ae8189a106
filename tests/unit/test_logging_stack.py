"""Loki, Alloy and Fluent Bit, and the store of application logs, as each stack's program registers them."""

import json
import re

import pytest
import yaml

from components.kubernetes.names import APPLICATIONS
from components.observability.logging import loki
from components.observability.logging.fluent_bit import config as fluent_bit_config
from components.observability.search.node import node_config
from components.observability.search.retention import policy
from settings.logging import Logs
from tests.cluster import DR, PRIMARY, before, objects, release, the, values
from tests.support import any_settings_of, inventory_of

everywhere = pytest.mark.parametrize(("stack", "place"), [("local", ""), ("dev", ""), ("prod", PRIMARY), ("prod", DR)])


@everywhere
def test_loki_forgets_after_the_days_of_the_settings(stack: str, place: str) -> None:
    given = values(stack, "loki", place)["loki"]["structuredConfig"]
    days = any_settings_of(stack).observability.logs.days
    assert given["limits_config"]["retention_period"] == f"{days * 24}h"
    assert given["compactor"]["retention_enabled"] is True


@everywhere
def test_loki_has_the_schema_that_is_current(stack: str, place: str) -> None:
    (schema,) = values(stack, "loki", place)["loki"]["schemaConfig"]["configs"]
    assert (schema["store"], schema["schema"], schema["index"]["period"]) == ("tsdb", "v13", "24h")


@pytest.mark.parametrize("mode", ["monolithic", "distributed"])
def test_every_connection_between_lokis_parts_is_verified(mode: str) -> None:
    config = loki.config(Logs.model_validate({"mode": mode}))
    assert config["server"]["grpc_tls_config"]["client_auth_type"] == "RequireAndVerifyClientCert"
    assert config["server"]["http_tls_config"]["cert_file"]
    clients = [
        config["memberlist"],
        config["compactor_grpc_client"],
        *config["frontend_worker"].values(),
        *(part["grpc_client_config"] for part in (config["ingester_client"], config["frontend"], config["query_scheduler"])),
        config["storage_config"]["tsdb_shipper"]["index_gateway_client"]["grpc_client_config"],
    ]
    for client in clients:
        assert client["tls_enabled"] is True
        assert client["tls_ca_path"]
        assert client["tls_server_name"] == "loki.monitoring.svc"
    assert config["frontend"].get("tail_proxy_url", "https://").startswith("https://")


def test_prods_loki_is_in_parts_and_the_certificate_names_each() -> None:
    given = values("prod", "loki", PRIMARY)
    assert given["deploymentMode"] == "Distributed"
    assert given["ingester"]["replicas"] == 6
    assert given["singleBinary"] == {"replicas": 0}
    names = the("prod", "Certificate", "monitoring/loki", PRIMARY).inputs["spec"]["dnsNames"]
    assert {f"loki-{part}.monitoring.svc" for part in loki.PARTS} <= set(names)


@pytest.mark.parametrize(("stack", "place", "copies"), [("local", "", 1), ("prod", PRIMARY, 3), ("prod", DR, 1)])
def test_a_line_has_as_many_copies_as_there_are_pods_for(stack: str, place: str, copies: int) -> None:
    assert values(stack, "loki", place)["loki"]["commonConfig"]["replication_factor"] == copies


@everywhere
def test_the_deprecated_mode_of_loki_has_no_pod(stack: str, place: str) -> None:
    given = values(stack, "loki", place)
    assert all(given[part] == {"replicas": 0} for part in ("backend", "read", "write"))
    assert all(given[part] == {"enabled": False} for part in ("gateway", "lokiCanary", "test"))


def test_on_aws_lines_are_in_a_closed_bucket_that_ends_what_loki_leaves() -> None:
    given = values("prod", "loki", PRIMARY)["loki"]["storage"]
    bucket = given["bucketNames"]["chunks"]
    assert re.fullmatch(r"event-platform-prod-loki-us-east-1-[0-9a-f]{8}", bucket)
    assert given["object_store"]["s3"]["native_aws_auth_enabled"] is True
    assert given["object_store"]["s3"]["insecure"] is False
    inventory = inventory_of("prod")
    (lifecycle,) = [
        one
        for one in inventory.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
        if one.inputs["bucket"] == bucket
    ]
    days = any_settings_of("prod").observability.logs.days
    assert {"days": days + 7} in [rule.get("expiration") for rule in lifecycle.inputs["rules"]]
    assert [one for one in inventory.of_type("aws:s3/bucketLogging:BucketLogging") if one.inputs["bucket"] == bucket]


def test_on_aws_loki_has_an_identity_and_no_keys_and_elsewhere_keys_in_a_secret() -> None:
    (role,) = [one for one in inventory_of("prod").of_type("aws:iam/rolePolicy:RolePolicy") if one.name == f"{PRIMARY}-loki-bucket"]
    resources = {resource for statement in json.loads(role.inputs["policy"])["Statement"] for resource in statement["Resource"]}
    assert not [resource for resource in resources if resource == "*"]
    assert values("prod", "loki", PRIMARY)["defaults"]["extraEnvFrom"] == []
    assert values("local", "loki")["defaults"]["extraEnvFrom"] == [{"secretRef": {"name": "loki-s3"}}]


@everywhere
def test_alloy_brings_the_lines_of_its_own_node_to_loki_by_tls(stack: str, place: str) -> None:
    given = values(stack, "alloy", place)
    text = given["alloy"]["configMap"]["content"]
    assert loki.push_url(any_settings_of(stack).observability.logs) in text
    assert 'field = "spec.nodeName="' in text
    assert text.count("{") == text.count("}")
    # A file's name holds the pod's uid: as a label it would make a stream of every pod there ever was.
    assert 'values = ["filename", "stream"]' in text
    assert "/etc/platform-ca/ca.crt" in text
    assert given["controller"]["tolerations"] == [{"operator": "Exists"}]
    assert all(given["rbac"].values()), "the chart's template breaks at an empty list"


@everywhere
def test_only_what_reads_the_host_is_where_pods_may(stack: str, place: str) -> None:
    inside = {one.inputs["name"] for one in objects(stack, "Release", place) if one.inputs["namespace"] == "node-agents"}
    assert inside == {"alloy", "fluent-bit"}
    assert values(stack, "kube-prometheus-stack", place)["prometheus-node-exporter"]["namespaceOverride"] == "node-agents"
    levels = {
        one.inputs["metadata"]["name"]: one.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for one in objects(stack, "Namespace", place)
    }
    assert (levels["node-agents"], levels["monitoring"], levels["opentelemetry-operator"]) == ("privileged", "restricted", "restricted")


@everywhere
def test_application_logs_go_to_an_index_of_each_namespace(stack: str, place: str) -> None:
    given = yaml.safe_load(values(stack, "fluent-bit", place)["config"]["extraFiles"]["platform.yaml"])
    outputs = {output["logstash_prefix"]: output for output in given["pipeline"]["outputs"]}
    assert set(outputs) == {f"logs-{namespace}" for namespace in APPLICATIONS}
    for output in outputs.values():
        assert (output["tls"], output["tls.verify"], output["retry_limit"]) == ("on", "on", "no_limits")
    assert all(one["storage.type"] == "filesystem" for one in given["pipeline"]["inputs"])


def test_fluent_bit_reads_a_rotated_password_again() -> None:
    for entry in fluent_bit_config(own_issuer=False)["env"]:
        assert entry["uri"].startswith("file:///search/")
        assert entry["refresh_interval"] <= 60


def test_off_aws_the_issuer_is_the_platforms_and_on_aws_the_public_one() -> None:
    assert "tls.ca_file" in fluent_bit_config(own_issuer=True)["pipeline"]["outputs"][0]
    assert "tls.ca_file" not in fluent_bit_config(own_issuer=False)["pipeline"]["outputs"][0]


def test_on_aws_the_domain_is_the_store_and_no_node_stands_in_the_cluster() -> None:
    names = [one.inputs["name"] for one in inventory_of("prod").of_type("kubernetes:helm.sh/v3:Release")]
    assert "opensearch" not in names
    (host,) = [one["value"] for one in values("prod", "fluent-bit", PRIMARY)["env"] if one["name"] == "SEARCH_HOST"]
    assert host.endswith(f".{PRIMARY}.es.amazonaws.com")
    (domain,) = [one for one in inventory_of("prod").of_type("aws:opensearch/domain:Domain") if one.region == PRIMARY]
    assert domain.name in before("prod", release("prod", "fluent-bit", PRIMARY))


def test_off_aws_a_node_stands_in_for_the_domain_with_tls_and_a_user_of_its_own() -> None:
    config = node_config()
    assert config["plugins.security.ssl.http.enabled"] is True
    given = values("local", "opensearch")
    assert {"name": "DISABLE_INSTALL_DEMO_CONFIG", "value": "true"} in given["extraEnvs"]
    (maker,) = given["extraInitContainers"]
    assert {entry["valueFrom"]["secretKeyRef"]["name"] for entry in maker["env"]} == {"search"}
    assert the("local", "Secret", "monitoring/search").name in before("local", release("local", "opensearch"))
    assert the("local", "Secret", "node-agents/search").name in before("local", release("local", "fluent-bit"))


@everywhere
def test_opensearch_is_told_how_long_to_keep_what(stack: str, place: str) -> None:
    settings = any_settings_of(stack).observability
    files = the(stack, "ConfigMap", "monitoring/search-retention", place).inputs["data"]
    ages = {name: json.loads(text)["policy"]["states"][0]["transitions"][0]["conditions"]["min_index_age"] for name, text in files.items()}
    assert ages == {"logs.json": f"{settings.logs.search_days}d", "jaeger.json": f"{settings.traces.days}d"}


def test_a_policy_takes_the_indices_that_begin_with_its_word() -> None:
    assert policy("logs", 3)["policy"]["ism_template"] == [{"index_patterns": ["logs-*"], "priority": 100}]
