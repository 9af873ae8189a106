"""Topics, and users with the least that each needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.component import Component
from components.dataservices.kafka.cluster import API, OF_CLUSTER, stateful
from components.kubernetes.ground import Ground
from components.kubernetes.names import API as API_NAMESPACE
from components.kubernetes.names import DATABASES, INGESTION, ML, PROCESSING
from components.streaming.topics import DEAD_LETTERS, topic_config, with_dead_letters
from settings.kafka_clients import CLIENTS, KafkaClient
from settings.streaming import Topic
from settings.strimzi import Kafka, KafkaService, Quota

SCHEMAS = "_schemas"
"""The schema registry's topic."""
MIRROR_MAKER = "mirror-maker"

NAMESPACES: Mapping[KafkaService, str] = {
    "ingestion": INGESTION,
    "attribution": PROCESSING,
    "api": API_NAMESPACE,
    "ml": ML,
    "campaign-manager": API_NAMESPACE,
    "stream-processor": PROCESSING,
    "schema-registry": DATABASES,
}
"""Where each service runs, and so where its password is read."""

_MIB = 2**20
Acl = dict[str, Any]


def topics(parent: Component, ground: Ground, settings: Kafka, after: Sequence[pulumi.Resource]) -> list[pulumi.CustomResource]:
    """The topics of the settings, those for dead letters, and the schema registry's."""
    made = {name: (topic.partitions, topic_config(topic, settings.min_in_sync)) for name, topic in with_dead_letters(ground.topics).items()}
    made[SCHEMAS] = (1, topic_config(Topic(partitions=1, compacted=True), settings.min_in_sync))
    return [
        ground.object(
            parent,
            {
                "apiVersion": API,
                "kind": "KafkaTopic",
                # A topic may have underscores in its name, an object may not.
                "metadata": {"name": name.strip("_").replace("_", "-"), "namespace": DATABASES, "labels": OF_CLUSTER},
                "spec": {"topicName": name, "partitions": partitions, "replicas": settings.replication, "config": config},
            },
            after=after,
            **stateful(ground),
        )
        for name, (partitions, config) in made.items()
    ]


def user(
    parent: Component, ground: Ground, name: str, secret: str, acls: list[Acl], quota: Quota | None, after: Sequence[pulumi.Resource]
) -> pulumi.CustomResource:
    """A user whose password stands in a Secret of namespace `databases`."""
    spec: dict[str, Any] = {
        "authentication": {"type": "scram-sha-512", "password": {"valueFrom": {"secretKeyRef": {"name": secret, "key": "password"}}}},
        "authorization": {"type": "simple", "acls": acls},
    }
    if quota:
        rates = {"producerByteRate": quota.produce_mib_s, "consumerByteRate": quota.consume_mib_s}
        spec["quotas"] = {key: rate * _MIB for key, rate in rates.items() if rate is not None}
    return ground.object(
        parent,
        {
            "apiVersion": API,
            "kind": "KafkaUser",
            "metadata": {"name": name, "namespace": DATABASES, "labels": OF_CLUSTER},
            "spec": spec,
        },
        after=after,
    )


def acls_of(service: KafkaService, known: Mapping[str, Topic]) -> list[Acl]:
    """What a service may do."""
    if service == "schema-registry":
        return [
            _acl("topic", SCHEMAS, "Describe", "DescribeConfigs", "Read", "Write"),
            _acl("group", service, "Describe", "Read"),
        ]
    return _client_acls(service, CLIENTS[service], known)


def _client_acls(service: str, client: KafkaClient, known: Mapping[str, Topic]) -> list[Acl]:
    letters = [f"{topic}{DEAD_LETTERS}" for topic in client.reads if topic in known and known[topic].dead_letters]
    acls = [_acl("topic", topic, "Describe", "Read") for topic in client.reads]
    acls += [_acl("topic", topic, "Describe", "Write") for topic in (*client.writes, *letters)]
    if client.reads:
        acls.append(_acl("group", service, "Describe", "Read", pattern="prefix"))
    if client.transactions:
        acls.append(_acl("transactionalId", service, "Describe", "Write", pattern="prefix"))
    return acls


def mirrored_acls() -> list[Acl]:
    """MirrorMaker's in a cluster that it copies from: reads everything, changes nothing."""
    return [
        _acl("topic", "*", "Describe", "DescribeConfigs", "Read"),
        _acl("group", "*", "Describe"),
        _acl("cluster", None, "Describe"),
    ]


def mirror_acls() -> list[Acl]:
    """MirrorMaker's in the cluster that it copies to."""
    return [
        _acl("topic", "*", "Alter", "AlterConfigs", "Create", "Describe", "DescribeConfigs", "Read", "Write"),
        _acl("group", "*", "Describe", "Read"),
        _acl("cluster", None, "Describe"),
    ]


def _acl(kind: str, name: str | None, *operations: str, pattern: str = "literal") -> Acl:
    resource = {"type": kind} if name is None else {"type": kind, "name": name, "patternType": pattern}
    return {"resource": resource, "operations": list(operations)}
