"""Kafka inside the cluster."""

from typing import Any

from tests.policies.case import Case, Made, made

STRIMZI = "kubernetes:kafka.strimzi.io/v1"
SCRAM = {"type": "scram-sha-512"}
SERVERS = {"bootstrapServers": "events:9093"}


def kafka(listener: dict[str, Any] | None = None, **spec: Any) -> Made:
    """A cluster with one listener, or without."""
    return made(f"{STRIMZI}:Kafka", spec={"kafka": {"listeners": [listener] if listener else [], **spec}})


def user(*acls: dict[str, Any], **spec: Any) -> Made:
    """A user with rights."""
    return made(f"{STRIMZI}:KafkaUser", spec={"authentication": SCRAM, "authorization": {"type": "simple", "acls": list(acls)}, **spec})


def acl(name: str, *operations: str, kind: str = "topic", **more: str) -> dict[str, Any]:
    """A right."""
    return {"resource": {"type": kind, "name": name}, "operations": list(operations), **more}


def connect(**spec: Any) -> Made:
    """A cluster of Kafka Connect."""
    return made(f"{STRIMZI}:KafkaConnect", spec=spec)


def mirror(target: dict[str, Any], source: dict[str, Any]) -> Made:
    """A MirrorMaker."""
    return made(f"{STRIMZI}:KafkaMirrorMaker2", spec={"target": target, "mirrors": [{"source": source}]})


CASES = [
    Case(
        "k8s-kafka-listener-tls",
        passing=[kafka({"name": "tls", "tls": True}), kafka()],
        failing=[kafka({"name": "plain", "tls": False}), kafka({"name": "plain"})],
    ),
    Case(
        "k8s-kafka-listener-authentication",
        passing=[kafka({"name": "tls", "authentication": SCRAM})],
        failing=[kafka({"name": "tls"}), kafka({"name": "tls", "authentication": {}})],
    ),
    Case("k8s-kafka-authorization", passing=[kafka(authorization={"type": "simple"})], failing=[kafka()]),
    Case(
        "k8s-kafka-listener-internal",
        passing=[
            kafka({"name": "tls", "type": "internal"}),
            kafka({"name": "tls", "type": "loadbalancer", "configuration": {"loadBalancerSourceRanges": ["10.0.0.0/8"]}}),
        ],
        failing=[kafka({"name": "tls", "type": "loadbalancer"}), kafka({"name": "tls", "type": "nodeport"})],
    ),
    Case(
        "k8s-kafka-user-rights",
        passing=[
            user(acl("events", "All"), acl("*", "Read", type="deny")),
            user(acl("kafka", "Describe", kind="cluster")),
        ],
        failing=[
            user(authentication={}),
            user(authorization={}),
            user(acl("*", "Read")),
            user(acl("*", "Read", type="allow")),
            user(acl("kafka", "All", kind="cluster")),
        ],
    ),
    Case(
        "k8s-kafka-client-tls",
        passing=[connect(tls={}, **SERVERS), connect(), mirror({**SERVERS, "tls": {}}, {**SERVERS, "tls": {}})],
        failing=[
            connect(**SERVERS),
            mirror({**SERVERS, "tls": {}}, SERVERS),
            mirror(SERVERS, {**SERVERS, "tls": {}}),
            made("kubernetes:kafka.strimzi.io/v1beta2:KafkaMirrorMaker2", spec={"clusters": [{"alias": "a", **SERVERS}]}),
        ],
    ),
]
