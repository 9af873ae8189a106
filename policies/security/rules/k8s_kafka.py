"""Kafka inside the cluster (Strimzi): everybody comes in encrypted and by name, and may do what is theirs."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import tokens
from policies.rule import Severity, Topic, resource_rule
from policies.security.load_balancers import serves_inside
from policies.subject import Check, Subject

_VERSIONS = ("kafka.strimzi.io/v1", "kafka.strimzi.io/v1beta2")
_KAFKA = tokens("Kafka", *_VERSIONS)


@resource_rule(
    "k8s-kafka-listener-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Every listener of Kafka is encrypted.",
    remedy="Set tls=True on the listener.",
    controls=("platform",),
    types=_KAFKA,
)
def kafka_listener_tls(kafka: Subject) -> Iterator[str]:
    yield from kafka.each(kafka.values.items("spec.kafka.listeners"), _encrypted)


def _encrypted(listener: Values) -> Iterator[str]:
    if not listener.flag("tls"):
        yield f"{listener.path}: tls is not true"


@resource_rule(
    "k8s-kafka-listener-authentication",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Every listener of Kafka asks its clients who they are.",
    remedy="Set authentication on the listener, such as {'type': 'scram-sha-512'} or {'type': 'tls'}.",
    controls=("platform",),
    types=_KAFKA,
)
def kafka_listener_authentication(kafka: Subject) -> Iterator[str]:
    yield from kafka.each(kafka.values.items("spec.kafka.listeners"), _has_type("authentication"))


@resource_rule(
    "k8s-kafka-authorization",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Kafka gives each client rights of its own; without authorization everybody reads and writes every topic.",
    remedy="Set spec.kafka.authorization, such as {'type': 'simple'}.",
    controls=("platform",),
    types=_KAFKA,
)
def kafka_authorization(kafka: Subject) -> Iterator[str]:
    yield from kafka.each([kafka.values.inner("spec.kafka")], _has_type("authorization"))


def _has_type(place: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if not values.has(f"{place}.type"):
            yield f"{values.path}: no {place}"

    return check


@resource_rule(
    "k8s-kafka-listener-internal",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No port of the nodes, and no load balancer that the world reaches, leads to Kafka's brokers.",
    remedy="Use type internal or cluster-ip, or keep the load balancer to loadBalancerSourceRanges.",
    controls=("platform",),
    types=_KAFKA,
)
def kafka_listener_internal(kafka: Subject) -> Iterator[str]:
    yield from kafka.each(kafka.values.items("spec.kafka.listeners"), _internal)


def _internal(listener: Values) -> Iterator[str]:
    kind = listener.text("type")
    if kind in ("nodeport", "ingress", "route"):
        yield f"{listener.path} is of type {kind}"
    if kind == "loadbalancer" and not serves_inside(
        listener, "configuration.bootstrap.annotations", "configuration.loadBalancerSourceRanges"
    ):
        yield f"{listener.path} has a load balancer that is neither internal nor kept to loadBalancerSourceRanges"


@resource_rule(
    "k8s-kafka-user-rights",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="A user of Kafka proves who it is, and has rights to topics and groups by name.",
    remedy="Set authentication, and authorization with acls that name resource and operations.",
    controls=("platform",),
    types=tokens("KafkaUser", *_VERSIONS),
)
def kafka_user_rights(user: Subject) -> Iterator[str]:
    yield from user.each([user.values.inner("spec")], _has_type("authentication"), _has_type("authorization"))
    yield from user.each(user.values.items("spec.authorization.acls"), _all_rights)


def _all_rights(acl: Values) -> Iterator[str]:
    if acl.text("resource.name") == "*" and acl.text("type") in ("", "allow"):
        yield f"{acl.path} is for every {acl.text('resource.type')}"
    if acl.text("resource.type") == "cluster" and "All" in acl.texts("operations"):
        yield f"{acl.path} gives all operations on the cluster"


@resource_rule(
    "k8s-kafka-client-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="What Strimzi connects to Kafka (Connect, MirrorMaker, the bridge) does so encrypted.",
    remedy="Set spec.tls with trusted certificates, for MirrorMaker target.tls and the tls of each source.",
    controls=("platform",),
    types=tuple(token for kind in ("KafkaConnect", "KafkaBridge", "KafkaMirrorMaker2") for token in tokens(kind, *_VERSIONS)),
)
def kafka_client_tls(client: Subject) -> Iterator[str]:
    yield from client.separately(
        lambda values: _connects_by_tls(values.inner("spec")),
        lambda values: client.each(values.items("spec.target"), _connects_by_tls),
        lambda values: client.each(values.items("spec.clusters"), _connects_by_tls),
        lambda values: client.each([mirror.inner("source") for mirror in values.items("spec.mirrors")], _connects_by_tls),
    )


def _connects_by_tls(values: Values) -> Iterator[str]:
    if values.has("bootstrapServers") and values.get("tls") is None:
        yield f"{values.path}: no tls"
