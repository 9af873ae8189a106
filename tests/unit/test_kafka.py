"""Kafka on MSK: brokers, topics, users, copies in the dr region."""

import json
import re
from collections import defaultdict

import pytest

from components.streaming.msk import server_properties
from components.streaming.scram import secret_policy
from components.streaming.topics import tiered_config, topic_config, topic_settings
from inventory.resource import SECRET, Resource
from settings.streaming import TOPICS, Topic
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.stack_files import changed, mistakes
from tests.unit.streaming_facts import alarms

CLUSTER = "aws:msk/cluster:Cluster"
SERVERLESS = "aws:msk/serverlessCluster:ServerlessCluster"
REPLICATOR = "aws:msk/replicator:Replicator"
TOPIC = "aws:msk/topic:Topic"

with_brokers = pytest.mark.parametrize("stack", ["staging", "prod", "streaming"])


# Brokers


@with_brokers
def test_every_region_has_a_cluster(stack: str) -> None:
    assert {one.region for one in inventory_of(stack).of_type(CLUSTER)} == {region.name for region in settings_of(stack).regions}


@with_brokers
def test_brokers_stand_in_three_zones_of_the_data_tier(stack: str) -> None:
    inventory = inventory_of(stack)
    data = {one.id for one in inventory.of_type("aws:ec2/subnet:Subnet") if "-data-" in one.inputs["tags"]["Name"]}
    for cluster in inventory.of_type(CLUSTER):
        brokers = cluster.inputs["brokerNodeGroupInfo"]
        assert len(set(brokers["clientSubnets"])) == 3
        assert set(brokers["clientSubnets"]) <= data
        assert cluster.inputs["numberOfBrokerNodes"] % 3 == 0
        assert brokers["connectivityInfo"]["publicAccess"] == {"type": "DISABLED"}


@with_brokers
def test_clients_use_tls_and_say_who_they_are(stack: str) -> None:
    for cluster in inventory_of(stack).of_type(CLUSTER):
        assert cluster.inputs["encryptionInfo"]["encryptionInTransit"] == {"clientBroker": "TLS", "inCluster": True}
        assert cluster.inputs["encryptionInfo"]["encryptionAtRestKmsKeyArn"].startswith(f"arn:aws:kms:{cluster.region}:")
        assert cluster.inputs["clientAuthentication"]["unauthenticated"] is False
        assert cluster.inputs["clientAuthentication"]["sasl"]["iam"] is True


def test_no_record_is_lost_with_one_zone_and_no_topic_is_made_by_accident() -> None:
    lines = dict(line.split("=") for line in server_properties().splitlines())
    assert lines["default.replication.factor"] == "3"
    assert lines["min.insync.replicas"] == "2"
    assert lines["unclean.leader.election.enable"] == "false"
    assert lines["auto.create.topics.enable"] == "false"
    assert lines["replica.selector.class"].endswith("RackAwareReplicaSelector")


@with_brokers
def test_disks_grow_and_never_shrink(stack: str) -> None:
    settings = settings_of(stack).streaming.msk
    assert settings
    for target in inventory_of(stack).of_type("aws:appautoscaling/target:Target"):
        if target.inputs["serviceNamespace"] == "kafka":
            assert target.inputs["maxCapacity"] == settings.max_storage_gib
    policies = [one for one in inventory_of(stack).of_type("aws:appautoscaling/policy:Policy") if one.inputs["serviceNamespace"] == "kafka"]
    assert len(policies) == len(settings_of(stack).regions)
    assert all(one.inputs["targetTrackingScalingPolicyConfiguration"]["disableScaleIn"] for one in policies)


@with_brokers
def test_brokers_log_to_cloudwatch_and_to_the_log_bucket_and_show_their_metrics(stack: str) -> None:
    for cluster in inventory_of(stack).of_type(CLUSTER):
        logs = cluster.inputs["loggingInfo"]["brokerLogs"]
        assert logs["cloudwatchLogs"]["enabled"] is True
        assert "-logs-" in logs["s3"]["bucket"]
        assert cluster.inputs["openMonitoring"]["prometheus"]["jmxExporter"]["enabledInBroker"] is True


@with_brokers
def test_every_cluster_and_every_broker_calls_somebody(stack: str) -> None:
    for cluster in inventory_of(stack).of_type(CLUSTER):
        name = cluster.inputs["clusterName"]
        assert {"OfflinePartitionsCount", "ActiveControllerCount"} <= set(alarms(stack, cluster.region, **{"Cluster Name": name}))
        for broker in range(1, cluster.inputs["numberOfBrokerNodes"] + 1):
            watched = alarms(stack, cluster.region, **{"Cluster Name": name, "Broker ID": str(broker)})
            assert set(watched) == {"KafkaDataLogsDiskUsed", "UnderReplicatedPartitions", "CpuUser"}


def test_the_serverless_cluster_is_reached_by_iam_only() -> None:
    clusters = inventory_of("serverless").of_type(SERVERLESS)
    assert {one.region for one in clusters} == {"eu-west-1", "eu-central-1"}
    assert all(one.inputs["clientAuthentication"] == {"sasl": {"iam": {"enabled": True}}} for one in clusters)
    assert not inventory_of("serverless").of_type(TOPIC, CLUSTER)


def test_without_msk_no_cluster_exists_but_strimzi_learns_the_topics() -> None:
    assert not inventory_of("karpenter").of_type(CLUSTER, SERVERLESS, TOPIC)
    exported = inventory_of("karpenter").outputs["regions"]["us-east-1"]
    assert exported["topics"]["events"]["partitions"] == TOPICS["events"].partitions
    assert "kafka" not in exported


# Topics


@with_brokers
def test_every_topic_of_the_settings_is_made_with_its_dead_letters(stack: str) -> None:
    settings = settings_of(stack)
    made: dict[str, dict[str, Resource]] = defaultdict(dict)
    for registered in inventory_of(stack).of_type(TOPIC):
        made[registered.region][registered.inputs["name"]] = registered
    for region in settings.regions:
        assert set(made[region.name]) == set(topic_settings(settings.streaming))
        for name, topic in settings.streaming.topics.items():
            assert made[region.name][name].inputs["partitionCount"] == topic.partitions
            assert made[region.name][name].inputs["replicationFactor"] == 3
            assert (f"{name}-dead-letters" in made[region.name]) is topic.dead_letters


def test_a_topic_keeps_its_records_for_the_time_of_the_settings_or_the_last_of_each_key() -> None:
    assert topic_config(Topic(partitions=1, retention_hours=2))["retention.ms"] == "7200000"
    compacted = topic_config(Topic(partitions=1, compacted=True))
    assert compacted["cleanup.policy"] == "compact"
    assert "retention.ms" not in compacted


def test_tiered_storage_takes_what_is_kept_longer_than_on_the_disks_and_is_not_compacted() -> None:
    tiered = tiered_config(Topic(partitions=1, retention_hours=48), 12)
    assert (tiered["remote.storage.enable"], tiered["local.retention.ms"]) == ("true", "43200000")
    assert "remote.storage.enable" not in tiered_config(Topic(partitions=1, compacted=True), 12)
    assert "remote.storage.enable" not in tiered_config(Topic(partitions=1, retention_hours=6), 12)


def test_prods_topics_are_tiered() -> None:
    for topic in inventory_of("prod").of_type(TOPIC):
        config = json.loads(topic.inputs["configs"])
        assert ("remote.storage.enable" in config) is (config["cleanup.policy"] == "delete")


# Users


def test_a_users_secret_is_one_that_msk_accepts() -> None:
    inventory = inventory_of("prod")
    secrets = [one for one in inventory.of_type("aws:secretsmanager/secret:Secret") if "Kafka user" in one.inputs["description"]]
    assert len(secrets) == len(settings_of("prod").regions)
    for secret in secrets:
        assert secret.inputs["namePrefix"].startswith("AmazonMSK_")
        assert secret.inputs["kmsKeyId"].startswith(f"arn:aws:kms:{secret.region}:")
    associated = {
        arn for one in inventory.of_type("aws:msk/scramSecretAssociation:ScramSecretAssociation") for arn in one.inputs["secretArnLists"]
    }
    assert associated == {secret.id for secret in secrets}


def test_a_users_password_stands_nowhere_in_the_clear() -> None:
    versions = [one for one in inventory_of("prod").of_type("aws:secretsmanager/secretVersion:SecretVersion") if "kafka" in one.name]
    assert versions
    assert all(one.inputs["secretString"] == SECRET for one in versions)


def test_msk_may_read_a_users_secret_and_other_accounts_may_not() -> None:
    statements = {one["Sid"]: one for one in json.loads(secret_policy(placement()))["Statement"]}
    assert statements["AWSKafkaResourcePolicy"]["Principal"] == {"Service": "kafka.amazonaws.com"}
    assert {"TlsOnly", "OwnAccountOnly"} <= set(statements)


# Copies in the dr region


@pytest.mark.parametrize("stack", ["staging", "prod", "serverless"])
def test_every_regions_topics_are_copied_to_the_dr_region_and_the_dr_regions_to_the_primary(stack: str) -> None:
    settings = settings_of(stack)
    assert settings.dr
    clusters = {one.id: one.region for one in inventory_of(stack).of_type(CLUSTER, SERVERLESS)}
    copied = set()
    for replicator in inventory_of(stack).of_type(REPLICATOR):
        ends = replicator.inputs["replicationInfoList"]
        assert replicator.region == clusters[ends["targetKafkaClusterArn"]]
        copied.add((clusters[ends["sourceKafkaClusterArn"]], replicator.region))
        (topics,) = ends["topicReplications"]
        assert {re.sub(r"\\(.)", r"\1", topic) for topic in topics["topicsToReplicates"]} == set(topic_settings(settings.streaming))
        assert topics["startingPosition"] == {"type": "EARLIEST"}
        assert ends["consumerGroupReplications"][0]["synchroniseConsumerGroupOffsets"] is True
    dr, primary = settings.dr.name, settings.primary.name
    assert copied == {(region.name, dr) for region in settings.regions if region.name != dr} | {(dr, primary)}


def test_topics_keep_their_names_and_offsets_between_primary_and_dr_only() -> None:
    settings = settings_of("prod")
    for replicator in inventory_of("prod").of_type(REPLICATOR):
        ends = replicator.inputs["replicationInfoList"]
        kind = ends["topicReplications"][0]["topicNameConfiguration"]["type"]
        mode = ends["consumerGroupReplications"][0]["consumerGroupOffsetSyncMode"]
        secondary = ends["sourceKafkaClusterArn"].split(":")[3] not in (settings.primary.name, settings.dr and settings.dr.name)
        assert (kind, mode) == (("PREFIXED_WITH_SOURCE_CLUSTER_ALIAS", "LEGACY") if secondary else ("IDENTICAL", "ENHANCED"))


def test_a_source_cluster_lets_the_replicator_in_and_has_the_connectivity_for_it() -> None:
    inventory = inventory_of("prod")
    sources = {one.inputs["replicationInfoList"]["sourceKafkaClusterArn"] for one in inventory.of_type(REPLICATOR)}
    assert {one.inputs["clusterArn"] for one in inventory.of_type("aws:msk/clusterPolicy:ClusterPolicy")} == sources
    for cluster in inventory.of_type(CLUSTER):
        connectivity = cluster.inputs["brokerNodeGroupInfo"]["connectivityInfo"]["vpcConnectivity"]
        assert connectivity["clientAuthentication"]["sasl"]["iam"] is True


def test_every_replicator_calls_somebody_when_records_come_late() -> None:
    for replicator in inventory_of("prod").of_type(REPLICATOR):
        watched = alarms("prod", replicator.region, ReplicatorName=replicator.inputs["replicatorName"])
        assert {"ReplicationLatency", "ReplicatorFailure", "AuthError"} <= set(watched)
        assert watched["ReplicationLatency"].inputs["threshold"] == settings_of("prod").recovery.lag.seconds * 1000


# Settings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("kafka: msk", "kafka: strimzi"), "streaming.msk\n      has no meaning where kafka is strimzi"),
        (("instance_type: kafka.m7g.xlarge", "instance_type: kafka.t3.small"), "cannot reach kafka.t3.small brokers from another region"),
        (("instance_type: kafka.m7g.xlarge", "instance_type: kafka.t3.small"), "streaming.msk.tiered = true\n      is not offered for"),
        (("max_storage_gib: 4000", "max_storage_gib: 40"), "max_storage_gib (40) is less than storage_gib (1000)"),
        (("tiered: true", "tiered: true\n      kind: serverless"), "serverless has no brokers to set; leave out brokers_per_zone"),
        (("tiered: true", "volume_mib_s: 500"), "streaming.msk.volume_mib_s = 500\n      is not offered for kafka.m7g.xlarge"),
        (("validated-events: { fan", "valid-events: { fan"), "streaming.kinesis.streams\n      lacks validated-events"),
        (
            ("raw-events: { fan_out", "raw-events: { shards: 4, max_shards: 4, fan_out"),
            "raw-events.shards = 4\n      is for mode provisioned",
        ),
        (("delivery: { buffer_seconds: 60 }", "delivery: { iceberg_table: events }"), "is a table of layer silver; Firehose fills bronze"),
        (("delivery: { buffer_seconds: 60 }", "delivery: { iceberg_table: evnts }"), "is no table of lakehouse.tables"),
        (
            ("      cidr: 10.1.0.0/16", "      availability_zones: 2\n      cidr: 10.1.0.0/16"),
            "is less than 3, in which MSK's brokers must stand",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path_factory: pytest.TempPathFactory, change: tuple[str, str], message: str) -> None:
    assert message in mistakes(tmp_path_factory.mktemp("stack"), changed(change)).text()
