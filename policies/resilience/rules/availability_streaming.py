"""Streams lose nothing when a broker or a zone is lost, and keep records until slow readers have caught up."""

from collections.abc import Iterator

from inventory.values import Values
from policies.resilience.zones import zone_count
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_CLUSTER = "aws:msk/cluster:Cluster"
_FACTOR = "default.replication.factor"
_IN_SYNC = "min.insync.replicas"
_REPLICATION = {
    "replicas": {"type": "integer", "minimum": 2, "default": 3, "description": "How many replicas a partition has at least."},
    "in_sync": {"type": "integer", "minimum": 1, "default": 2, "description": "How many of them acknowledge a write at least."},
}


@resource_rule(
    "kinesis-retention",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="Kinesis keeps records long enough to process them again after an incident is noticed.",
    remedy="Set retention_period to 168 hours or more; it is 24 without.",
    controls=("FSBP Kinesis.3",),
    types=("aws:kinesis/stream:Stream",),
    config={"hours": {"type": "integer", "minimum": 24, "default": 168, "description": "How long records are kept at least."}},
)
def kinesis_retention(stream: Subject) -> Iterator[str]:
    hours = stream.values.number("retentionPeriod") or 24
    if hours < stream.settings["hours"]:
        yield f"retentionPeriod is {hours:g}, less than {stream.settings['hours']:g} hours"


@stack_rule(
    "msk-three-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Kafka's brokers stand in three zones, so that two replicas are left when one is lost.",
    remedy="Give broker_node_group_info client_subnets in three zones, and number_of_broker_nodes a multiple of three.",
    controls=("platform",),
    types=(_CLUSTER,),
    config={"zones": {"type": "integer", "minimum": 2, "default": 3, "description": "In how many zones brokers stand at least."}},
)
def msk_three_zones(cluster: Subject, stack: Stack) -> Iterator[str]:
    wanted = cluster.settings["zones"]

    def zones(_: Values) -> Iterator[str]:
        if zone_count(cluster, stack, "brokerNodeGroupInfo.clientSubnets") < wanted:
            yield f"brokerNodeGroupInfo.clientSubnets are in fewer than {wanted:g} zones"

    def brokers(values: Values) -> Iterator[str]:
        if (values.number("numberOfBrokerNodes") or 0) < wanted:
            yield f"numberOfBrokerNodes is less than {wanted:g}"

    yield from cluster.separately(zones, brokers)


@stack_rule(
    "msk-storage-grows",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Kafka's storage grows before a broker's disk is full and it stops.",
    remedy="Add an aws.appautoscaling.Target for the cluster's storage, or use express brokers, whose storage has no size.",
    controls=("platform",),
    types=(_CLUSTER,),
)
def msk_storage_grows(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not any_of(
        lambda: cluster.values.text("brokerNodeGroupInfo.instanceType").startswith("express."),
        lambda: bool(stack.companions(cluster, "aws:appautoscaling/target:Target", "resourceId")),
    ):
        yield "no scaling target refers to it"


@stack_rule(
    "msk-has-configuration",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="An MSK cluster says itself how its topics are replicated.",
    remedy="Set configuration_info to an aws.msk.Configuration.",
    controls=("platform",),
    types=(_CLUSTER,),
)
def msk_has_configuration(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(cluster, "configurationInfo.arn"):
        yield "configurationInfo is missing"


@resource_rule(
    "msk-replicates",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="Kafka writes to three brokers, acknowledges when two have it, and never makes a replica leader that lags behind.",
    remedy="Set default.replication.factor=3, min.insync.replicas=2 and unclean.leader.election.enable=false in server_properties.",
    controls=("platform",),
    types=("aws:msk/configuration:Configuration",),
    config=_REPLICATION,
)
def msk_replicates(configuration: Subject) -> Iterator[str]:
    given = _server_properties(configuration.values.text("serverProperties"))
    for key, least in ((_FACTOR, configuration.settings["replicas"]), (_IN_SYNC, configuration.settings["in_sync"])):
        number = given.get(key, "0")
        if not number.isdecimal() or int(number) < least:
            yield f"{key} is not {least:g} or more"
    if given.get("unclean.leader.election.enable") != "false":
        yield "unclean.leader.election.enable is not false"


def _server_properties(text: str) -> dict[str, str]:
    parts = [line.partition("=") for line in text.splitlines()]
    return {key.strip(): value.strip() for key, _, value in parts}


@resource_rule(
    "msk-topic-replicated",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="Every topic of Kafka has three replicas, of which two acknowledge.",
    remedy='Set replication_factor=3 and "min.insync.replicas": "2" in configs.',
    controls=("platform",),
    types=("aws:msk/topic:Topic",),
    config=_REPLICATION,
)
def msk_topic_replicated(topic: Subject) -> Iterator[str]:
    def replicas(values: Values) -> Iterator[str]:
        factor = values.number("replicationFactor")
        if factor is not None and factor < topic.settings["replicas"]:
            yield f"replicationFactor is {factor:g}, not {topic.settings['replicas']:g}"

    def in_sync(values: Values) -> Iterator[str]:
        least = str(values.document("configs").at(_IN_SYNC))
        if least.isdecimal() and int(least) < topic.settings["in_sync"]:
            yield f"configs sets {_IN_SYNC} to {least}, not {topic.settings['in_sync']:g}"

    yield from topic.separately(replicas, in_sync)
