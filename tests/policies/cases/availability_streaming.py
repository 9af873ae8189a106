"""Streams lose nothing when a broker or a zone is lost, and keep records until slow readers have caught up."""

from tests.policies.case import Case, Made, made, ref

STREAM = "aws:kinesis/stream:Stream"
CLUSTER = "aws:msk/cluster:Cluster"
CONFIGURATION = "aws:msk/configuration:Configuration"
TARGET = "aws:appautoscaling/target:Target"
TOPIC = "aws:msk/topic:Topic"


def kafka(zones: int, brokers: int, **properties: object) -> Made:
    """An MSK cluster."""
    subnets = [f"subnet-{zone}" for zone in range(zones)]
    return made(CLUSTER, "kafka", brokerNodeGroupInfo={"clientSubnets": subnets, **properties}, numberOfBrokerNodes=brokers)


def configuration(*lines: str) -> Made:
    """An MSK configuration."""
    return made(CONFIGURATION, serverProperties="\n".join(("# durable", "auto.create.topics.enable=false", *lines)))


FACTOR, IN_SYNC, CLEAN = "default.replication.factor = 3", "min.insync.replicas=2", "unclean.leader.election.enable=false"

CASES = [
    Case(
        "kinesis-retention",
        passing=[made(STREAM, retentionPeriod=168)],
        failing=[made(STREAM), made(STREAM, retentionPeriod=24)],
    ),
    Case("kinesis-retention", config={"hours": 24}, passing=[made(STREAM)], failing=[made(STREAM, retentionPeriod=1)]),
    Case("msk-three-zones", passing=[kafka(3, 3)], failing=[made(CLUSTER), kafka(2, 4), kafka(3, 2)]),
    Case(
        "msk-storage-grows",
        passing=[kafka(3, 3, instanceType="express.m7g.large"), [kafka(3, 3), made(TARGET, resourceId=ref("kafka"))]],
        failing=[kafka(3, 3, instanceType="kafka.m7g.large")],
    ),
    Case(
        "msk-has-configuration",
        passing=[[made(CONFIGURATION, "settings"), made(CLUSTER, configurationInfo={"arn": ref("settings"), "revision": 1})]],
        failing=[made(CLUSTER)],
    ),
    Case(
        "msk-replicates",
        passing=[configuration(FACTOR, IN_SYNC, CLEAN)],
        failing=[
            made(CONFIGURATION),
            configuration(IN_SYNC, CLEAN),
            configuration(FACTOR, CLEAN),
            configuration(FACTOR, IN_SYNC),
            configuration(FACTOR, IN_SYNC, f"# {CLEAN}"),
            configuration("default.replication.factor=many", IN_SYNC, CLEAN),
            configuration("default.replication.factor=2", IN_SYNC, CLEAN),
            configuration(FACTOR, "min.insync.replicas=1", CLEAN),
            configuration(FACTOR, IN_SYNC, "unclean.leader.election.enable=true"),
        ],
    ),
    Case(
        "msk-topic-replicated",
        passing=[
            made(TOPIC, replicationFactor=3, configs='{"min.insync.replicas": "2"}'),
            made(TOPIC, replicationFactor=3, configs='{"retention.ms": "86400000"}'),
            made(TOPIC),
        ],
        failing=[made(TOPIC, replicationFactor=2), made(TOPIC, replicationFactor=3, configs='{"min.insync.replicas": "1"}')],
    ),
]
