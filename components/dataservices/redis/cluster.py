"""Redis's pods, as the operator reads them."""

from collections.abc import Mapping
from typing import Any

from components.dataservices.store import Manifest
from components.dataservices.store_pods import CONTAINER_SECURITY, READ_ONLY, SMALL, zones_apart
from components.kubernetes.images import image
from components.kubernetes.names import STATEFUL
from components.kubernetes.pods import apart, sized, user
from settings.redis import Redis

NAME = "redis"
CERTIFICATE = "redis-tls"
CONFIG = "redis-config"
PODS = {"cluster": NAME}
"""Leaders and followers alike."""
APART = {"redisclusters.redis.redis.opstreelabs.in/role-anti-affinity": "true"}
"""A leader and its follower are on different nodes."""
PORT = 6379
METRICS = 9121
_USER = 1000


def pods_of(role: str) -> dict[str, str]:
    """The labels that the operator gives."""
    return {"app": f"{NAME}-{role}"}


def config(redis: Redis) -> str:
    """What is added to the operator's own `redis.conf`, which persists and speaks TLS already."""
    lines = (
        f"maxmemory {round(redis.max_memory_gb * 1000)}mb",
        "maxmemory-policy allkeys-lru",
        "appendonly yes",
        "appendfsync everysec",
        'tls-protocols "TLSv1.2 TLSv1.3"',
    )
    return "\n".join(lines) + "\n"


def cluster(redis: Redis, password: str, storage_class: str, scheduling: Mapping[str, Any]) -> Manifest:
    """The RedisCluster's spec. `password` is the Secret that holds it."""
    claim = {"accessModes": ["ReadWriteOnce"], "storageClassName": storage_class}
    return {
        "clusterSize": redis.leaders,
        "clusterVersion": "v7",  # how the operator writes the configuration: of 7 and all later ones
        "persistenceEnabled": True,
        "priorityClassName": STATEFUL,
        "podSecurityContext": user(_USER),
        "kubernetesConfig": {
            "image": image("redis"),
            "imagePullPolicy": "IfNotPresent",
            "redisSecret": {"name": password, "key": "password"},
            "resources": sized(redis.pod),
        },
        "TLS": {"ca": "ca.crt", "cert": "tls.crt", "key": "tls.key", "secret": {"secretName": CERTIFICATE}},
        "redisExporter": {
            "enabled": True,
            "image": image("redis-exporter"),
            "imagePullPolicy": "IfNotPresent",
            "port": METRICS,
            "resources": SMALL,
            "securityContext": READ_ONLY,
        },
        "redisLeader": _role("leader", redis.leaders, redis, scheduling),
        "redisFollower": _role("follower", redis.followers, redis, scheduling),
        "storage": {
            "keepAfterDelete": True,
            "nodeConfVolume": True,
            "volumeClaimTemplate": {"spec": {**claim, "resources": {"requests": {"storage": f"{redis.pod.storage_gib}Gi"}}}},
            "nodeConfVolumeClaimTemplate": {"spec": {**claim, "resources": {"requests": {"storage": "1Gi"}}}},
        },
    }


def _role(role: str, replicas: int, redis: Redis, scheduling: Mapping[str, Any]) -> Manifest:
    several = replicas > 1
    return {
        **scheduling,
        "replicas": replicas,
        "resources": sized(redis.pod),
        "securityContext": CONTAINER_SECURITY,
        "redisConfig": {"additionalRedisConfig": CONFIG},
        "affinity": apart(pods_of(role)) if several else {},
        "topologySpreadConstraints": zones_apart(pods_of(role), several),
        "pdb": {"enabled": several, "maxUnavailable": 1},
        "terminationGracePeriodSeconds": 120,
    }
