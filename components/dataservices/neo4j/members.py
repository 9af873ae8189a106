"""Neo4j's members, as the chart takes them: a release each."""

from collections.abc import Mapping
from typing import Any

from components.dataservices.pods import CONTAINER_SECURITY, memory, pod_security, resources
from components.dataservices.store import Manifest
from components.kubernetes.names import CA_SECRET, STATEFUL
from settings.neo4j import Neo4j

NAME = "neo4j"
CERTIFICATE = "neo4j-tls"
AUTH_SECRET = "neo4j-admin"
PODS = {"app": NAME}
BOLT, HTTPS, BACKUP, METRICS = 7687, 7473, 6362, 2004
_USER = 7474
_HEAP_SHARE, _PAGE_CACHE_SHARE = 0.35, 0.4
"""Of the pod's memory; the rest is for everything outside heap and page cache."""


def is_cluster(neo4j: Neo4j) -> bool:
    """Whether there is more than one member, which the Enterprise Edition alone can have."""
    return neo4j.members > 1


def names(neo4j: Neo4j) -> list[str]:
    """The releases, and so their Services."""
    return [f"{NAME}-{index}" for index in range(neo4j.members)]


def values(neo4j: Neo4j, storage_class: str, scheduling: Mapping[str, Any]) -> Manifest:
    """Values of one member's release; all are alike."""
    enterprise = neo4j.license_agreement == "yes"
    storage = {"storageClassName": storage_class, "accessModes": ["ReadWriteOnce"]}
    return {
        # Nodes and Secrets may come later than the chart is rendered.
        "disableLookups": True,
        "logInitialPassword": False,
        "neo4j": {
            "name": NAME,
            "edition": "enterprise" if enterprise else "community",
            "acceptLicenseAgreement": neo4j.license_agreement or "no",
            "passwordFromSecret": AUTH_SECRET,
            "minimumClusterSize": neo4j.members,
            "resources": resources(neo4j.pod),
        },
        "volumes": {
            "data": {"mode": "dynamic", "dynamic": {**storage, "requests": {"storage": f"{neo4j.pod.storage_gib}Gi"}}},
        },
        "services": {"neo4j": {"enabled": False, "cleanup": {"enabled": False}}},
        "config": _config(neo4j, enterprise),
        "ssl": {name: _policy() for name in ("bolt", "https", *(("cluster", "backup") if enterprise else ()))},
        "securityContext": pod_security(_USER),
        "containerSecurityContext": {**CONTAINER_SECURITY, "runAsUser": _USER, "runAsGroup": _USER},
        "nodeSelector": scheduling.get("nodeSelector", {}),
        "podSpec": {
            "priorityClassName": STATEFUL,
            "loadbalancer": "exclude",
            "terminationGracePeriodSeconds": 600,
            "podAntiAffinity": is_cluster(neo4j),
            "tolerations": scheduling.get("tolerations", []),
            "topologySpreadConstraints": _zones(neo4j),
        },
    }


def _config(neo4j: Neo4j, enterprise: bool) -> dict[str, str]:
    heap, cache = (memory(round(neo4j.pod.memory_gib * share, 3)) for share in (_HEAP_SHARE, _PAGE_CACHE_SHARE))
    common = {
        "server.http.enabled": "false",
        "server.https.enabled": "true",
        "server.bolt.tls_level": "REQUIRED",
        "server.memory.heap.initial_size": _java(heap),
        "server.memory.heap.max_size": _java(heap),
        "server.memory.pagecache.size": _java(cache),
        "dbms.security.auth_minimum_password_length": "16",
        "dbms.usage_report.enabled": "false",
        **{f"dbms.ssl.policy.{name}.tls_versions": "TLSv1.3,TLSv1.2" for name in ("bolt", "https")},
    }
    if not enterprise:
        return common
    return {
        **common,
        "server.backup.enabled": "true",
        "server.metrics.prometheus.enabled": "true",
        "server.metrics.prometheus.endpoint": f"0.0.0.0:{METRICS}",
        "dbms.ssl.policy.cluster.client_auth": "REQUIRE",
        "dbms.ssl.policy.backup.client_auth": "REQUIRE",
        **{f"dbms.ssl.policy.{name}.tls_versions": "TLSv1.3,TLSv1.2" for name in ("cluster", "backup")},
    }


def _java(amount: str) -> str:
    """As Java writes memory."""
    return amount.removesuffix("i").lower()


def _policy() -> Manifest:
    """Of one connector: the same certificate for all, and whom it believes."""
    return {
        "privateKey": {"secretName": CERTIFICATE, "subPath": "tls.key"},
        "publicCertificate": {"secretName": CERTIFICATE, "subPath": "tls.crt"},
        "trustedCerts": {"sources": [{"secret": {"name": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}]},
    }


def _zones(neo4j: Neo4j) -> list[dict[str, Any]]:
    if not is_cluster(neo4j):
        return []
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": PODS},
        }
    ]
