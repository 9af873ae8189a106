"""What an operator or a chart runs in the cluster, as one container on a laptop."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory.resource import Inventory, Resource
from preflight.compose.environment import PASSWORD, USER
from preflight.compose.images import chart_version, image

Service = dict[str, Any]


@dataclass
class Part:
    """Services, and the files that they need."""

    services: dict[str, Service]
    configs: dict[str, str] = field(default_factory=dict)
    """Name → content."""


def _kept(image_: str, volume: str, path: str, names: list[str], **more: Any) -> Service:
    """A store: its data stay in a volume when it is made anew."""
    return {
        "image": image_,
        "volumes": [f"{volume}:{path}"],
        "networks": {"default": {"aliases": names}},
        "restart": "unless-stopped",
        **more,
    }


def _kafka(resource: Resource, inventory: Inventory) -> Part:
    """One broker that is its own controller, with the topics that the cluster has."""
    name, spec = resource.inputs["metadata"]["name"], resource.inputs["spec"]["kafka"]
    host = f"{name}-kafka-bootstrap.{resource.inputs['metadata']['namespace']}.svc"
    port = next(listener["port"] for listener in spec["listeners"] if listener["type"] == "internal")
    broker = f"apache/kafka:{spec['version']}"
    settings = {
        "KAFKA_NODE_ID": 1,
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9099",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{host}:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9099",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": 1,
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": 1,
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": 1,
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    }
    topics = "\n".join(_topic(topic.inputs, f"{host}:{port}") for topic in inventory.of_type("kubernetes:kafka.strimzi.io/v1:KafkaTopic"))
    made: Service = {"image": broker, "entrypoint": ["bash", "-ec", topics], "depends_on": ["kafka"], "restart": "on-failure"}
    return Part(
        {"kafka": _kept(broker, "kafka", "/var/lib/kafka/data", [host], environment=settings), "kafka-topics": made},
    )


def _topic(topic: Mapping[str, Any], bootstrap: str) -> str:
    spec = topic["spec"]
    name = spec.get("topicName", topic["metadata"]["name"])
    # One broker holds every replica, so settings about several of them are left out.
    config = " ".join(f"--config {key}={value}" for key, value in spec.get("config", {}).items() if key != "min.insync.replicas")
    command = f"/opt/kafka/bin/kafka-topics.sh --bootstrap-server {bootstrap} --create --if-not-exists"
    return f"{command} --topic {name} --partitions {spec['partitions']} {config}".rstrip()


def _clickhouse(resource: Resource, _: Inventory) -> Part:
    names = [f"clickhouse-{resource.inputs['metadata']['name']}.{resource.inputs['metadata']['namespace']}.svc"]
    settings = {"CLICKHOUSE_USER": USER, "CLICKHOUSE_PASSWORD": PASSWORD, "CLICKHOUSE_DB": "platform"}
    service = _kept(image("clickhouse"), "clickhouse", "/var/lib/clickhouse", names, environment=settings)
    return Part({"clickhouse": service})


def _timescale(resource: Resource, inventory: Inventory) -> Part:
    metadata = resource.inputs["metadata"]
    names = [f"{metadata['name']}-{role}.{metadata['namespace']}.svc" for role in ("rw", "ro", "r")]
    poolers = [one.inputs["metadata"] for one in inventory.of_type("kubernetes:postgresql.cnpg.io/v1:Pooler")]
    names += [f"{pooler['name']}.{pooler['namespace']}.svc" for pooler in poolers]
    settings = {"POSTGRES_USER": USER, "POSTGRES_PASSWORD": PASSWORD, "POSTGRES_DB": "platform"}
    service = _kept(image("timescale"), metadata["name"], "/home/postgres/pgdata", names, environment=settings)
    return Part({metadata["name"]: service})


def _redis(resource: Resource, _: Inventory) -> Part:
    metadata = resource.inputs["metadata"]
    names = [f"{metadata['name']}-{role}.{metadata['namespace']}.svc" for role in ("leader", "follower", "master")]
    command = ["sh", "-c", 'exec valkey-server --appendonly yes --requirepass "$$PASSWORD"']
    service = _kept(image("valkey"), "redis", "/data", names, environment={"PASSWORD": PASSWORD}, command=command)
    return Part({"redis": service})


def _seaweedfs(release: Resource, _: Inventory) -> Part:
    identity = {
        "name": USER,
        "credentials": [{"accessKey": USER, "secretKey": PASSWORD}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    service = _kept(
        f"chrislusf/seaweedfs:{chart_version('seaweedfs')}",
        "objects",
        "/data",
        [f"seaweedfs-s3.{release.inputs['namespace']}.svc"],
        command=["server", "-dir=/data", "-s3", "-s3.port=8333", "-s3.config=/etc/seaweedfs/s3.json"],
        configs=[{"source": "s3", "target": "/etc/seaweedfs/s3.json"}],
    )
    return Part({"seaweedfs": service}, {"s3": json.dumps({"identities": [identity]})})


def _opensearch(release: Resource, _: Inventory) -> Part:
    settings = {"discovery.type": "single-node", "OPENSEARCH_INITIAL_ADMIN_PASSWORD": PASSWORD, "DISABLE_SECURITY_PLUGIN": "true"}
    names = [f"opensearch-cluster-master.{release.inputs['namespace']}.svc"]
    service = _kept(
        f"opensearchproject/opensearch:{chart_version('opensearch')}", "search", "/usr/share/opensearch/data", names, environment=settings
    )
    return Part({"opensearch": service})


def _jaeger(release: Resource, inventory: Inventory) -> Part:
    """Keeps traces in memory and takes them straight from the services."""
    collectors = inventory.of_type("kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector")
    names = [f"{one.inputs['metadata']['name']}-collector.{one.inputs['metadata']['namespace']}.svc" for one in collectors]
    names += [f"otel-collector.{release.inputs['namespace']}.svc"]
    service: Service = {
        "image": f"jaegertracing/jaeger:{chart_version('jaeger')}",
        "networks": {"default": {"aliases": sorted(set(names))}},
        "ports": ["127.0.0.1:16686:16686"],
        "restart": "unless-stopped",
    }
    return Part({"jaeger": service})


def _cockroachdb(release: Resource, _: Inventory) -> Part:
    """Without certificates it knows no passwords."""
    name = f"cockroachdb-public.{release.inputs['namespace']}.svc"
    service = _kept(
        f"cockroachdb/cockroach:v{chart_version('cockroachdb')}",
        "cockroachdb",
        "/cockroach/cockroach-data",
        [name, f"{name}.cluster.local"],
        command=["start-single-node", "--insecure"],
        environment={"COCKROACH_USER": USER, "COCKROACH_DATABASE": "platform"},
    )
    return Part({"cockroachdb": service})


def _neo4j(release: Resource, _: Inventory) -> Part:
    edition = "" if release.inputs["values"]["neo4j"]["edition"] == "community" else "-enterprise"
    service = _kept(
        f"neo4j:{chart_version('neo4j')}{edition}",
        "neo4j",
        "/data",
        [f"neo4j.{release.inputs['namespace']}.svc"],
        environment={"NEO4J_AUTH": f"neo4j/{PASSWORD}"},
    )
    return Part({"neo4j": service})


def _prefect_server(release: Resource, _: Inventory) -> Part:
    service = _kept(
        image("prefect-server"),
        "prefect",
        "/root/.prefect",
        [f"prefect-server.{release.inputs['namespace']}.svc"],
        command=["prefect", "server", "start", "--host", "0.0.0.0"],
        ports=["127.0.0.1:4200:4200"],
    )
    return Part({"prefect-server": service})


def _prefect_worker(release: Resource, _: Inventory) -> Part:
    """Runs flows as processes of its own, where the cluster's starts pods."""
    service: Service = {
        "image": image("prefect-server"),
        "command": ["prefect", "worker", "start", "--type", "process", "--pool", release.inputs["values"]["worker"]["config"]["workPool"]],
        "environment": {"PREFECT_API_URL": "http://prefect-server:4200/api"},
        "depends_on": ["prefect-server"],
        "restart": "unless-stopped",
    }
    return Part({"prefect-worker": service})


Builder = Callable[[Resource, Inventory], Part]

CUSTOM: dict[str, Builder] = {
    "kafka.strimzi.io:Kafka": _kafka,
    "clickhouse.altinity.com:ClickHouseInstallation": _clickhouse,
    "postgresql.cnpg.io:Cluster": _timescale,
    "redis.redis.opstreelabs.in:RedisCluster": _redis,
}
"""Group and kind of a custom resource → what stands for it."""

RELEASES: dict[str, Builder] = {
    "cockroachdb": _cockroachdb,
    "jaeger": _jaeger,
    "neo4j": _neo4j,
    "opensearch": _opensearch,
    "prefect-server": _prefect_server,
    "prefect-worker": _prefect_worker,
    "seaweedfs": _seaweedfs,
}
"""Chart → what stands for it."""
