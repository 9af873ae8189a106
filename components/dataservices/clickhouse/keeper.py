"""ClickHouse Keeper: where the replicas agree on what is written."""

from collections.abc import Mapping
from typing import Any

from components.dataservices.clickhouse import tls
from components.dataservices.store_pods import CONTAINER_SECURITY, zones_apart
from components.kubernetes.images import image
from components.kubernetes.names import STATEFUL
from components.kubernetes.pods import apart, sized, user
from settings.clickhouse import Clickhouse
from settings.pod_size import PodSize

NAME = "events"
CERTIFICATE = "clickhouse-keeper-tls"
PODS = {"clickhouse-keeper.altinity.com/chk": NAME}
METRICS = 7000
_CLUSTER = "keeper"
_USER = 101
_STORAGE_GIB = 20
_SIZE = PodSize(cpu=0.25, max_cpu=2, memory_gib=1, max_memory_gib=4)
_ALONE = PodSize(cpu=0.1, max_cpu=1, memory_gib=0.25, max_memory_gib=1)
_READY = {"httpGet": {"path": "/ready", "port": 9182}}


def servers(keepers: int) -> list[str]:
    """The Services of the members, as the operator calls them."""
    return [f"chk-{NAME}-{_CLUSTER}-0-{index}" for index in range(keepers)]


def installation(clickhouse: Clickhouse, storage_class: str, scheduling: Mapping[str, Any]) -> dict[str, Any]:
    """The ClickHouseKeeperInstallation's spec."""
    several = clickhouse.keepers > 1
    return {
        "defaults": {
            "replicasUseFQDN": "yes",
            "storageManagement": {"reclaimPolicy": "Retain"},
            "templates": {"podTemplate": "keeper", "dataVolumeClaimTemplate": "data", "serviceTemplate": "keeper"},
        },
        "configuration": {
            "settings": {
                "prometheus/endpoint": "/metrics",
                "prometheus/port": METRICS,
                "prometheus/metrics": "true",
                "prometheus/events": "true",
                "prometheus/asynchronous_metrics": "true",
            },
            "files": {"tls.xml": tls.KEEPER_SERVER},
            "clusters": [
                {"name": _CLUSTER, "layout": {"replicasCount": clickhouse.keepers}, "pdbManaged": "yes", "pdbMaxUnavailable": 1},
            ],
        },
        "templates": {
            "podTemplates": [{"name": "keeper", "spec": _pod(several, scheduling)}],
            "serviceTemplates": [{"name": "keeper", "spec": {"clusterIP": "None", "ports": [{"name": "secure", "port": tls.KEEPER}]}}],
            "volumeClaimTemplates": [
                {
                    "name": "data",
                    "reclaimPolicy": "Retain",
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "storageClassName": storage_class,
                        "resources": {"requests": {"storage": f"{_STORAGE_GIB}Gi"}},
                    },
                }
            ],
        },
    }


def _pod(several: bool, scheduling: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **scheduling,
        "priorityClassName": STATEFUL,
        "automountServiceAccountToken": False,
        "securityContext": user(_USER),
        "affinity": apart(PODS) if several else {},
        "topologySpreadConstraints": zones_apart(PODS, several),
        "containers": [
            {
                "name": "clickhouse-keeper",
                "image": image("clickhouse-keeper"),
                "ports": [
                    {"name": "secure", "containerPort": tls.KEEPER},
                    {"name": "raft", "containerPort": tls.RAFT},
                    {"name": "metrics", "containerPort": METRICS},
                ],
                # The operator's own liveness probe asks the plain port, which is closed.
                "livenessProbe": {"tcpSocket": {"port": tls.KEEPER}, "initialDelaySeconds": 30, "periodSeconds": 10, "failureThreshold": 6},
                "readinessProbe": {**_READY, "initialDelaySeconds": 5, "periodSeconds": 5},
                "resources": sized(_SIZE if several else _ALONE),
                "securityContext": CONTAINER_SECURITY,
                "volumeMounts": [
                    {"name": "data", "mountPath": "/var/lib/clickhouse-keeper"},
                    {"name": "tls", "mountPath": tls.DIRECTORY, "readOnly": True},
                    {"name": "logs", "mountPath": "/var/log/clickhouse-keeper"},
                ],
            }
        ],
        "volumes": [{"name": "tls", "secret": {"secretName": CERTIFICATE}}, {"name": "logs", "emptyDir": {"sizeLimit": "1Gi"}}],
    }
