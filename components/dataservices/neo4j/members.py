"""Neo4j's members, as the chart takes them: a release each."""

from collections.abc import Mapping
from typing import Any

from components.dataservices.store import Manifest
from components.dataservices.store_pods import CONTAINER_SECURITY
from components.kubernetes.names import CA_SECRET, STATEFUL
from components.kubernetes.pods import java_memory, sized, user
from settings.neo4j import Neo4j

NAME = "neo4j"
CERTIFICATE = "neo4j-tls"
AUTH_SECRET = "neo4j-admin"
PODS = {"app": NAME}
BOLT, HTTPS, BACKUP, METRICS = 7687, 7473, 6362, 2004
_USER = 7474
_BACKUP_MOUNT = {"name": "backup-policy", "mountPath": "/var/lib/neo4j/certificates/backup", "readOnly": True}
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
            "resources": sized(neo4j.pod),
        },
        "volumes": {
            "data": {"mode": "dynamic", "dynamic": {**storage, "requests": {"storage": f"{neo4j.pod.storage_gib}Gi"}}},
        },
        "services": {"neo4j": {"enabled": False, "cleanup": {"enabled": False}}},
        "config": _connectors(enterprise),
        "configImport": _config(neo4j, enterprise),
        "ssl": {name: _policy() for name in ("bolt", "https", *(("cluster",) if enterprise else ()))},
        "additionalVolumes": [_backup_policy()] if enterprise else [],
        "additionalVolumeMounts": [_BACKUP_MOUNT] if enterprise else [],
        "securityContext": user(_USER),
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


def _connectors(enterprise: bool) -> dict[str, str]:
    """What the chart itself reads, to know which ports there are. Bolt speaks TLS only once it has a certificate."""
    connectors = {"server.http.enabled": "false", "server.https.enabled": "true"}
    return connectors | ({"server.backup.enabled": "true", "server.metrics.prometheus.enabled": "true"} if enterprise else {})


def _config(neo4j: Neo4j, enterprise: bool) -> str:
    """Further lines of `neo4j.conf`; in quotes, since the chart turns them into YAML, which would read numbers."""
    heap, cache = (java_memory(neo4j.pod.memory_gib * share) for share in (_HEAP_SHARE, _PAGE_CACHE_SHARE))
    policies = ("bolt", "https", *(("cluster", "backup") if enterprise else ()))
    lines = {
        "server.memory.heap.initial_size": heap,
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": cache,
        "dbms.security.auth_minimum_password_length": "16",
        "dbms.usage_report.enabled": "false",
        **{f"dbms.ssl.policy.{name}.tls_versions": "TLSv1.3,TLSv1.2" for name in policies},
    }
    if enterprise:
        lines |= {"server.metrics.prometheus.endpoint": f"0.0.0.0:{METRICS}", "dbms.ssl.policy.backup.enabled": "true"}
        lines |= {f"dbms.ssl.policy.{name}.client_auth": "REQUIRE" for name in ("cluster", "backup")}
    return "\n".join(f'{key}="{value}"' for key, value in lines.items())


def _policy() -> Manifest:
    """Of one connector: the same certificate for all, and whom it believes."""
    return {
        "privateKey": {"secretName": CERTIFICATE, "subPath": "tls.key"},
        "publicCertificate": {"secretName": CERTIFICATE, "subPath": "tls.crt"},
        "trustedCerts": {"sources": [{"secret": {"name": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}]},
    }


def _backup_policy() -> Manifest:
    """The same for backups, which the chart has no word for."""
    files = (
        (CERTIFICATE, [("tls.key", "private.key"), ("tls.crt", "public.crt")]),
        (CA_SECRET, [("ca.crt", "trusted/ca.crt")]),
    )
    sources = [{"secret": {"name": name, "items": [{"key": key, "path": path} for key, path in items]}} for name, items in files]
    return {"name": "backup-policy", "projected": {"defaultMode": 0o440, "sources": sources}}


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
