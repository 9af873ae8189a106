"""ClickHouse's servers, as the operator reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from components.dataservices.clickhouse import keeper, tls
from components.dataservices.clients import Client
from components.dataservices.store import Manifest
from components.dataservices.store_pods import CONTAINER_SECURITY, zones_apart
from components.kubernetes.images import image
from components.kubernetes.names import DATABASES, STATEFUL
from components.kubernetes.pods import apart, sized, user
from settings.clickhouse import Clickhouse

NAME = "events"
SERVICE = f"clickhouse-{NAME}"
CERTIFICATE = "clickhouse-tls"
ACCOUNT = "clickhouse"
PODS = {"clickhouse.altinity.com/chi": NAME}
METRICS = 9363
INTERSERVER_SECRET = "clickhouse-interserver"
"""With `username` and `password`: servers show it to each other."""
BACKUP_SECRET = "clickhouse-backup"
_CLUSTER = "events"
_USER = 101
_DATA = {"name": "data", "mountPath": "/var/lib/clickhouse"}
_TLS = {"name": "tls", "mountPath": tls.DIRECTORY, "readOnly": True}

_NO_DEFAULT_USER = """<clickhouse>
  <users>
    <default remove="1"/>
  </users>
</clickhouse>
"""
"""The user without a password; servers need no such to ask each other."""


def servers(clickhouse: Clickhouse) -> list[str]:
    """The Services of the single servers, as the operator calls them."""
    return [f"chi-{NAME}-{_CLUSTER}-{shard}-{replica}" for shard in range(clickhouse.shards) for replica in range(clickhouse.replicas)]


def one_of_each_shard(clickhouse: Clickhouse) -> list[str]:
    """The first replica of each shard: together they hold everything once."""
    return [f"chi-{NAME}-{_CLUSTER}-{shard}-0" for shard in range(clickhouse.shards)]


def installation(
    clickhouse: Clickhouse,
    clients: Mapping[Client, str],
    storage_class: str,
    networks: Sequence[str],
    scheduling: Mapping[str, Any],
    sidecar: Manifest,
) -> Manifest:
    """The ClickHouseInstallation's spec. `clients` have Secrets with their passwords; all users come from the networks."""
    return {
        "defaults": {
            "replicasUseFQDN": "yes",
            "storageManagement": {"reclaimPolicy": "Retain"},
            "templates": {"podTemplate": "server", "dataVolumeClaimTemplate": "data", "serviceTemplate": "service"},
        },
        "configuration": {
            "zookeeper": {
                "nodes": [
                    {"host": f"{name}.{DATABASES}.svc.cluster.local", "port": tls.KEEPER, "secure": "yes"}
                    for name in keeper.servers(clickhouse.keepers)
                ]
            },
            "users": _users(clients, networks),
            "profiles": _profiles(clickhouse),
            "settings": _settings(),
            "files": {"config.d/tls.xml": tls.SERVER, "users.d/no-default-user.xml": _NO_DEFAULT_USER},
            "clusters": [
                {
                    "name": _CLUSTER,
                    "secure": "yes",
                    "insecure": "no",
                    "secret": {"valueFrom": _password(INTERSERVER_SECRET)["valueFrom"]},
                    "layout": {"shardsCount": clickhouse.shards, "replicasCount": clickhouse.replicas},
                    "pdbManaged": "yes",
                    "pdbMaxUnavailable": 1,
                }
            ],
        },
        "templates": {
            "podTemplates": [_pod(clickhouse, scheduling, sidecar)],
            "serviceTemplates": [
                {
                    "name": "service",
                    "generateName": "clickhouse-{chi}",
                    "spec": {
                        "type": "ClusterIP",
                        "ports": [{"name": "https", "port": tls.HTTPS}, {"name": "secureclient", "port": tls.NATIVE}],
                    },
                }
            ],
            "volumeClaimTemplates": [
                {
                    "name": "data",
                    "reclaimPolicy": "Retain",
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "storageClassName": storage_class,
                        "resources": {"requests": {"storage": f"{clickhouse.pod.storage_gib}Gi"}},
                    },
                }
            ],
        },
    }


def _password(secret: str) -> Manifest:
    return {"valueFrom": {"secretKeyRef": {"name": secret, "key": "password"}}}


def _users(clients: Mapping[Client, str], networks: Sequence[str]) -> Manifest:
    secrets = {client.service: secret for client, secret in clients.items()} | {"backup": BACKUP_SECRET}
    users: Manifest = {}
    for name, secret in secrets.items():
        users[f"{name}/password"] = _password(secret)
        users[f"{name}/profile"] = "default"
        users[f"{name}/quota"] = "default"
        users[f"{name}/networks/ip"] = ["127.0.0.1", "::1", *networks]
    return users


def _profiles(clickhouse: Clickhouse) -> Manifest:
    return {
        "default/max_memory_usage": clickhouse.query_memory_gb * 10**9,
        "default/max_bytes_before_external_group_by": clickhouse.query_memory_gb * 10**9 // 2,
        "default/max_bytes_before_external_sort": clickhouse.query_memory_gb * 10**9 // 2,
        "default/use_query_cache": 1,
        "default/query_cache_ttl": 60,
        # Queries whose answers may not be kept are answered all the same; ClickHouse would refuse them.
        "default/query_cache_nondeterministic_function_handling": "ignore",
        "default/query_cache_system_table_handling": "ignore",
        "default/network_compression_method": "ZSTD",
        "default/distributed_ddl_task_timeout": 180,
    }


def _settings() -> Manifest:
    return {
        "compression/case/method": "zstd",
        "query_cache/max_size_in_bytes": 2**30,
        "query_cache/max_entries": 1024,
        "query_cache/max_entry_size_in_bytes": 2**20,
        "interserver_http_credentials/user": "interserver",
        "interserver_http_credentials/password": _password(INTERSERVER_SECRET),
        "prometheus/endpoint": "/metrics",
        "prometheus/port": METRICS,
        "prometheus/metrics": "true",
        "prometheus/events": "true",
        "prometheus/asynchronous_metrics": "true",
        "logger/level": "information",
    }


def _pod(clickhouse: Clickhouse, scheduling: Mapping[str, Any], sidecar: Manifest) -> Manifest:
    several = clickhouse.shards * clickhouse.replicas > 1
    spec: Manifest = {
        **scheduling,
        "serviceAccountName": ACCOUNT,
        "automountServiceAccountToken": False,
        "priorityClassName": STATEFUL,
        "securityContext": user(_USER),
        "affinity": apart(PODS) if several else {},
        "topologySpreadConstraints": zones_apart(PODS, several),
        "containers": [_server(clickhouse), {**sidecar, "volumeMounts": [_DATA, _TLS, *sidecar["volumeMounts"]]}],
        "volumes": [
            {"name": "tls", "secret": {"secretName": CERTIFICATE}},
            {"name": "logs", "emptyDir": {"sizeLimit": "10Gi"}},
            {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
        ],
    }
    template: Manifest = {"name": "server", "spec": spec}
    if clickhouse.replicas > 1:  # a zone's end leaves every shard a replica
        zones = {"type": "ShardAntiAffinity", "scope": "Shard", "topologyKey": "topology.kubernetes.io/zone"}
        template["podDistribution"] = [zones]
    return template


def _server(clickhouse: Clickhouse) -> Manifest:
    ping = {"httpGet": {"path": "/ping", "port": "https", "scheme": "HTTPS"}}
    ports: Sequence[tuple[str, int]] = (
        ("https", tls.HTTPS),
        ("secureclient", tls.NATIVE),
        ("interserver", tls.INTERSERVER),
        ("metrics", METRICS),
    )
    return {
        "name": "clickhouse",
        "image": image("clickhouse"),
        "ports": [{"name": name, "containerPort": port} for name, port in ports],
        "startupProbe": {**ping, "periodSeconds": 10, "failureThreshold": 60},
        "livenessProbe": {**ping, "periodSeconds": 10, "failureThreshold": 10},
        "readinessProbe": {**ping, "periodSeconds": 5},
        "resources": sized(clickhouse.pod),
        "securityContext": CONTAINER_SECURITY,
        "volumeMounts": [_DATA, _TLS, {"name": "logs", "mountPath": "/var/log/clickhouse-server"}],
    }
