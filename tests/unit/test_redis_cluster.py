"""Redis, as the programs of prod and local register it."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit import stores

CLUSTER = "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster"
CONFIG = "kubernetes:core/v1:ConfigMap"
both = pytest.mark.parametrize("stack", ["local", "prod"])


def cluster(stack: str) -> dict[str, Any]:
    return stores.spec(stack, CLUSTER, "redis")


def test_prod_has_three_leaders_three_followers_and_the_sizes_of_the_plan() -> None:
    spec = cluster("prod")
    assert (spec["clusterSize"], spec["redisLeader"]["replicas"], spec["redisFollower"]["replicas"]) == (3, 3, 3)
    for role in ("redisLeader", "redisFollower"):
        assert spec[role]["resources"] == {"requests": {"cpu": "2", "memory": "8Gi"}, "limits": {"cpu": "4", "memory": "16Gi"}}
        assert spec[role]["pdb"] == {"enabled": True, "maxUnavailable": 1}
        assert spec[role]["nodeSelector"] == {"workload": "memory-intensive"}
        assert {one["topologyKey"] for one in spec[role]["topologySpreadConstraints"]} == {
            "topology.kubernetes.io/zone",
            "kubernetes.io/hostname",
        }
    assert spec["storage"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"] == "100Gi"
    assert spec["storage"]["keepAfterDelete"] is True


def test_the_least_recently_used_keys_go_at_14_gb_and_a_second_of_writes_may_be_lost() -> None:
    lines = stores.resource("prod", CONFIG, "redis-config").inputs["data"]["redis-additional.conf"].splitlines()
    assert {"maxmemory 14000mb", "maxmemory-policy allkeys-lru", "appendonly yes", "appendfsync everysec"} <= set(lines)
    for role in ("redisLeader", "redisFollower"):
        assert cluster("prod")[role]["redisConfig"] == {"additionalRedisConfig": "redis-config"}


def test_a_leader_and_its_follower_are_on_different_nodes() -> None:
    annotations = stores.resource("prod", CLUSTER, "redis").inputs["metadata"]["annotations"]
    assert annotations == {"redisclusters.redis.redis.opstreelabs.in/role-anti-affinity": "true"}
    assert stores.values("prod", "redis-operator")["redisOperator"]["webhook"] is True, "which keeps them apart"


@both
def test_it_speaks_tls_with_a_password(stack: str) -> None:
    spec = cluster(stack)
    assert spec["TLS"]["secret"] == {"secretName": "redis-tls"}
    assert spec["kubernetesConfig"]["redisSecret"] == {"name": "redis", "key": "password"}
    names = stores.spec(stack, stores.CERTIFICATE, "redis-tls")["dnsNames"]
    assert {"redis-leader.databases.svc", "*.redis-leader-headless.databases.svc.cluster.local"} <= set(names)


@both
def test_pods_are_restricted_watched_and_kept_from_others(stack: str) -> None:
    spec = cluster(stack)
    assert spec["podSecurityContext"]["runAsNonRoot"] is True
    for security in (spec["redisLeader"], spec["redisFollower"], spec["redisExporter"]):
        assert security["securityContext"]["allowPrivilegeEscalation"] is False
    assert spec["redisExporter"]["enabled"] is True
    assert stores.namespaces_let_in(stack, "redis") == {"api", "ingestion", "processing", "monitoring", "redis-operator"}


def test_each_leader_is_copied_every_half_hour_for_a_week_without_keys() -> None:
    backup = stores.spec("prod", stores.CRON_JOB, "redis-backup")
    assert backup["schedule"] == "*/30 * * * *"
    pod = stores.pod_of(backup)
    dump, upload = stores.containers(pod)
    assert all(f"redis-leader-{index}" in dump["command"][2] for index in range(3)) and "--tls" in dump["command"][2]
    assert "--min-age 7d" in upload["command"][2]
    assert stores.no_keys(pod) and not stores.no_keys(stores.pod_of(stores.spec("local", stores.CRON_JOB, "redis-backup")))
    assert all(stores.is_restricted(container) for container in stores.containers(pod))
    (volume,) = [one for one in pod["volumes"] if one["name"] == "backup"]
    assert volume["ephemeral"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"] == "42Gi"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"leaders": 2, "followers": 2}, "are no majority once one is lost"),
        ({"followers": 4}, "must be a multiple of leaders (3)"),
        ({"max_memory_gb": 16}, "16 GiB x 0.9 = 15.5 GB at most"),
        ({"followers": 0}, "must be at least leaders (3) where protect is true"),
    ],
)
def test_what_would_lose_keys_or_stop_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    assert says in stores.problems_of(tmp_path, "prod", {"redis": change})


def test_a_single_leader_is_taken_where_data_is_not_protected(tmp_path: Path) -> None:
    assert stores.problems_of(tmp_path, "local", {"redis": {"leaders": 1, "followers": 0}}) == ""
