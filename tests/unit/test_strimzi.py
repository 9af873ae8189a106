"""Kafka on the clusters' own nodes, as each stack's program registers it."""

from typing import Any

import pytest

from components.dataservices.kafka.access import acls_of
from components.dataservices.kafka.mirror import mirror_of
from components.dataservices.kafka.operator import NAMESPACE
from components.kubernetes.names import KAFKA, KAFKA_BOOTSTRAP
from components.streaming.topics import with_dead_letters
from settings.kafka_clients import CLIENTS
from settings.streaming import TOPICS
from settings.strimzi import Kafka
from tests.cluster import CLUSTER, DR, KARPENTER, PRIMARY, before, by_name, spec, values
from tests.support import ALL_STACKS, LOCAL, any_settings_of, inventory_of, settings_of

PLACES = [(CLUSTER, PRIMARY), (CLUSTER, DR), (KARPENTER, PRIMARY), (LOCAL, LOCAL)]
KINDS = ("Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "KafkaMirrorMaker2", "KafkaRebalance")

everywhere = pytest.mark.parametrize(("stack", "place"), PLACES)


def kafka(stack: str, place: str) -> dict[str, Any]:
    found: dict[str, Any] = spec(stack, "Kafka", f"databases/{KAFKA}", place)
    return found


def settings_for(stack: str) -> Kafka:
    settings = any_settings_of(stack).data_services.kafka
    assert settings
    return settings


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_kafka_runs_in_the_cluster_where_the_settings_say_so_and_nowhere_else(stack: str) -> None:
    wanted = settings_of(stack).streaming.kafka == "strimzi"
    assert bool(by_name(stack, "Kafka")) is wanted
    assert any(one.name.endswith("strimzi-kafka-operator") for one in inventory_of(stack)) is wanted


@everywhere
def test_clients_find_no_door_without_tls_and_password(stack: str, place: str) -> None:
    listeners = kafka(stack, place)["kafka"]["listeners"]
    assert KAFKA_BOOTSTRAP.endswith(f":{listeners[0]['port']}")
    for listener in listeners:
        assert listener["tls"] is True
        assert listener["authentication"] == {"type": "scram-sha-512"}
        assert listener["networkPolicyPeers"], "an empty list admits everybody"
    assert kafka(stack, place)["kafka"]["authorization"] == {"type": "simple"}


@everywhere
def test_the_certificate_names_every_address_that_clients_use(stack: str, place: str) -> None:
    certificate = spec(stack, "Certificate", f"databases/{KAFKA}-kafka-listener", place)
    assert certificate["issuerRef"]["kind"] == "ClusterIssuer"
    assert certificate["privateKey"]["encoding"] == "PKCS8"
    names = certificate["dnsNames"]
    assert {KAFKA_BOOTSTRAP.partition(":")[0], f"*.{KAFKA}-kafka-brokers.databases.svc"} <= set(names)
    for listener in kafka(stack, place)["kafka"]["listeners"]:
        assert listener["configuration"]["brokerCertChainAndKey"]["secretName"] == certificate["secretName"]
        if "bootstrap" in listener["configuration"]:
            assert listener["configuration"]["bootstrap"]["annotations"]["external-dns.alpha.kubernetes.io/hostname"] in names


@everywhere
def test_what_brokers_keep_survives_the_loss_that_the_settings_allow(stack: str, place: str) -> None:
    config, settings = kafka(stack, place)["kafka"]["config"], settings_for(stack)
    assert config["auto.create.topics.enable"] is False
    assert config["compression.type"] == "zstd"
    assert (config["log.retention.hours"], config["log.segment.bytes"]) == (168, 2**30)
    for key in ("default.replication.factor", "offsets.topic.replication.factor", "transaction.state.log.replication.factor"):
        assert config[key] == settings.replication
    assert config["min.insync.replicas"] == config["transaction.state.log.min.isr"] == settings.min_in_sync
    for pool in by_name(stack, "KafkaNodePool", place).values():
        assert pool.inputs["metadata"]["labels"] == {"strimzi.io/cluster": KAFKA}
        storage = pool.inputs["spec"]["storage"]
        assert storage["type"] == "jbod"
        assert [volume["deleteClaim"] for volume in storage["volumes"]] == [False]


def test_the_defaults_are_the_platforms_figures() -> None:
    kafka = Kafka()
    assert (kafka.replication, kafka.min_in_sync) == (3, 2)
    brokers, controllers = kafka.brokers, kafka.controllers
    assert controllers
    assert (brokers.replicas, controllers.replicas) == (6, 3)
    assert (brokers.size.cpu, brokers.size.max_cpu, brokers.size.memory_gib, brokers.size.max_memory_gib) == (4, 8, 16, 32)
    assert (brokers.heap_gib, brokers.storage_gib) == (12, 1024)


def test_nodes_are_spread_over_zones_on_aws_and_know_theirs() -> None:
    assert kafka(CLUSTER, PRIMARY)["kafka"]["rack"] == {"topologyKey": "topology.kubernetes.io/zone"}
    assert "rack" not in kafka(LOCAL, LOCAL)["kafka"]
    pod = spec(CLUSTER, "KafkaNodePool", "databases/broker", PRIMARY)["template"]["pod"]
    assert {each["topologyKey"]: each["whenUnsatisfiable"] for each in pod["topologySpreadConstraints"]} == {
        "topology.kubernetes.io/zone": "DoNotSchedule",
        "kubernetes.io/hostname": "ScheduleAnyway",
    }
    assert pod["priorityClassName"] == "platform-stateful"
    assert pod["tolerations"][0]["key"] == "memory-intensive"


def test_nodes_do_both_only_where_there_are_no_controllers() -> None:
    assert {name: each.inputs["spec"]["roles"] for name, each in by_name(CLUSTER, "KafkaNodePool", PRIMARY).items()} == {
        "databases/broker": ["broker"],
        "databases/controller": ["controller"],
    }
    assert spec(LOCAL, "KafkaNodePool", "databases/broker")["roles"] == ["controller", "broker"]


@everywhere
def test_every_topic_and_its_dead_letters_are_there(stack: str, place: str) -> None:
    topics = any_settings_of(stack).topics if stack == LOCAL else settings_of(stack).streaming.topics  # type: ignore[union-attr]
    found = {each.inputs["spec"]["topicName"]: each.inputs["spec"] for each in by_name(stack, "KafkaTopic", place).values()}
    assert set(found) == {*with_dead_letters(topics), "_schemas"}
    for name, topic in with_dead_letters(topics).items():
        assert found[name]["partitions"] == topic.partitions
        assert found[name]["replicas"] == settings_for(stack).replication
        assert found[name]["config"]["min.insync.replicas"] == str(settings_for(stack).min_in_sync)
        assert found[name]["config"]["cleanup.policy"] == ("compact" if topic.compacted else "delete")
    assert found["_schemas"]["config"]["cleanup.policy"] == "compact"


def test_a_service_may_do_what_it_needs_and_no_more() -> None:
    acls = acls_of("attribution", TOPICS)
    allowed = {(acl["resource"]["type"], acl["resource"].get("name"), operation) for acl in acls for operation in acl["operations"]}
    assert ("topic", "events", "Read") in allowed
    assert ("topic", "attributions", "Write") in allowed
    assert ("topic", "events-dead-letters", "Write") in allowed
    assert ("topic", "events", "Write") not in allowed
    assert ("topic", "campaigns", "Read") not in allowed
    assert {acl["resource"]["type"] for acl in acls} == {"topic", "group"}
    assert [acl["resource"]["name"] for acl in acls if acl["resource"]["type"] == "group"] == ["attribution"]


@everywhere
def test_every_service_has_a_user_with_a_password_from_a_secret(stack: str, place: str) -> None:
    users = by_name(stack, "KafkaUser", place)
    assert {f"databases/{service}" for service in CLIENTS} <= set(users)
    secrets = by_name(stack, "Secret" if stack == LOCAL else "ExternalSecret", place)
    for name, user in users.items():
        service = name.removeprefix("databases/")
        login = user.inputs["spec"]["authentication"]
        assert login == {
            "type": "scram-sha-512",
            "password": {"valueFrom": {"secretKeyRef": {"name": f"kafka-{service}", "key": "password"}}},
        }
        assert f"databases/kafka-{service}" in secrets
        assert all("All" not in acl["operations"] for acl in user.inputs["spec"]["authorization"]["acls"])
        assert f"{place}-databases-{KAFKA}" in before(stack, user)
    assert "ingestion/kafka-ingestion" in secrets
    assert "api/kafka-campaign-manager" in secrets


def test_a_quota_holds_back_one_service() -> None:
    assert spec(CLUSTER, "KafkaUser", "databases/ml", PRIMARY)["quotas"] == {"consumerByteRate": 50 * 2**20}
    assert spec(CLUSTER, "KafkaUser", "databases/ingestion", PRIMARY)["quotas"] == {"producerByteRate": 100 * 2**20}
    assert "quotas" not in spec(CLUSTER, "KafkaUser", "databases/api", PRIMARY)


@everywhere
def test_everything_of_kafka_waits_for_its_operator_whose_pods_are_restricted(stack: str, place: str) -> None:
    for kind in KINDS:
        for one in by_name(stack, kind, place).values():
            assert f"{place}-strimzi-kafka-operator" in before(stack, one), one.urn
    operator = values(stack, "strimzi-kafka-operator", place)
    assert {"name": "STRIMZI_POD_SECURITY_PROVIDER_CLASS", "value": "restricted"} in operator["extraEnvs"]
    assert operator["watchNamespaces"] == ["databases"]


@everywhere
def test_prometheus_reads_brokers_operators_and_how_far_consumers_lag(stack: str, place: str) -> None:
    monitors = by_name(stack, "PodMonitor", place)
    assert {"databases/kafka", f"databases/{KAFKA}-entity-operator", f"{NAMESPACE}/strimzi-operator"} <= set(monitors)
    assert kafka(stack, place)["kafka"]["metricsConfig"] == {"type": "strimziMetricsReporter"}
    assert kafka(stack, place)["kafkaExporter"]["groupRegex"] == ".*"


def test_cruise_control_moves_partitions_where_there_is_more_than_one_broker() -> None:
    control = kafka(CLUSTER, PRIMARY)["cruiseControl"]
    templates = {each["template"]["name"] for each in control["autoRebalance"]}
    (template,) = by_name(CLUSTER, "KafkaRebalance", PRIMARY).values()
    assert templates == {template.inputs["metadata"]["name"]}
    assert template.inputs["metadata"]["annotations"] == {"strimzi.io/rebalance-template": "true"}
    rules = control["metricsConfig"]["valueFrom"]["configMapKeyRef"]
    assert rules["key"] in by_name(CLUSTER, "ConfigMap", PRIMARY)[f"databases/{rules['name']}"].inputs["data"]
    assert "cruiseControl" not in kafka(LOCAL, LOCAL)


# Replication


def test_only_the_dr_regions_blocks_reach_the_balancers_and_they_are_inside_the_network() -> None:
    listener = kafka(CLUSTER, PRIMARY)["kafka"]["listeners"][1]
    assert listener["configuration"]["loadBalancerSourceRanges"] == ["10.91.0.0/16", "100.91.0.0/16"]
    for annotations in (listener["configuration"]["bootstrap"]["annotations"], listener["configuration"]["perBrokerAnnotationsTemplate"]):
        assert annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"] == "internal"
    assert listener["networkPolicyPeers"] == [{"ipBlock": {"cidr": "10.90.0.0/16"}}]
    for stack, place in ((CLUSTER, DR), (KARPENTER, PRIMARY), (LOCAL, LOCAL)):
        assert len(kafka(stack, place)["kafka"]["listeners"]) == 1


def test_the_dr_region_copies_topics_and_positions_from_where_they_are() -> None:
    assert set(by_name(CLUSTER, "KafkaMirrorMaker2")) == set(by_name(CLUSTER, "KafkaMirrorMaker2", DR)) == {f"databases/{KAFKA}-mirror"}
    mirror = spec(CLUSTER, "KafkaMirrorMaker2", f"databases/{KAFKA}-mirror", DR)
    (source,) = [each["source"] for each in mirror["mirrors"]]
    host, port = source["bootstrapServers"].split(":")
    listener = kafka(CLUSTER, PRIMARY)["kafka"]["listeners"][1]
    assert (host, int(port)) == (
        listener["configuration"]["bootstrap"]["annotations"]["external-dns.alpha.kubernetes.io/hostname"],
        listener["port"],
    )
    assert mirror["target"]["bootstrapServers"] == KAFKA_BOOTSTRAP
    for end in (source, mirror["target"]):
        assert end["authentication"]["type"] == "scram-sha-512"
        assert end["tls"]["trustedCertificates"]
    positions = mirror["mirrors"][0]["checkpointConnector"]["config"]
    assert positions["sync.group.offsets.enabled"] is True


def test_the_primary_regions_topics_keep_their_names_and_others_get_their_regions() -> None:
    primary, secondary = (settings_of("prod").regions[index] for index in (0, 1))
    mirrors = [mirror_of(region, "zone", "secret")["sourceConnector"]["config"] for region in (primary, secondary)]
    policies = [config["replication.policy.class"] for config in mirrors]
    assert [policy.rpartition(".")[2] for policy in policies] == ["IdentityReplicationPolicy", "DefaultReplicationPolicy"]


def test_mirror_maker_changes_nothing_in_the_region_that_it_reads() -> None:
    def operations(place: str) -> set[str]:
        acls = spec(CLUSTER, "KafkaUser", "databases/mirror-maker", place)["authorization"]["acls"]
        return {operation for acl in acls for operation in acl["operations"]}

    assert operations(PRIMARY) == {"Describe", "DescribeConfigs", "Read"}
    assert "Write" in operations(DR)


def test_mirror_maker_has_one_password_in_all_regions() -> None:
    passwords = [one for one in inventory_of(CLUSTER).of_type("random:index/randomPassword:RandomPassword") if "mirror" in one.name]
    assert [one.name for one in passwords] == [f"{PRIMARY}-kafka-mirror-maker"]
    stored = [one for one in inventory_of(CLUSTER).of_type("aws:secretsmanager/secretVersion:SecretVersion") if "mirror" in one.name]
    assert sorted(one.name for one in stored) == [f"{PRIMARY}-kafka-mirror-maker", f"{DR}-kafka-mirror-maker"]
