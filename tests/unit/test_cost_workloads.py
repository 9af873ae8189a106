"""Nodes are divided among what runs on them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing import estimate
from costing.demand import demands_of, gib, vcpus
from costing.workloads import ClusterCost, attribute
from inventory.resource import Resource
from inventory.values import UNKNOWN
from tests.costs import inventory, resource
from tests.support import STACKS, inventory_of

CLUSTER = resource("eks:index:Cluster", {"name": "main", "skipDefaultNodeGroup": True}, "cluster")
PROVIDER = resource("pulumi:providers:kubernetes", name="provider", refers={"kubeconfig": CLUSTER})
NODES = resource(
    "aws:eks/nodeGroup:NodeGroup",
    {"clusterName": "main", "instanceTypes": ["m5.xlarge"], "scalingConfig": {"desiredSize": 4}},
    "nodes",
)
NODES_MONTHLY = Decimal("560.64") + Decimal("8.00")
"""4 × 730 h × $0.192, and 4 × 20 GB × $0.10; they have 16 vCPUs and 64 GiB."""


def described(kind: str, spec: dict[str, object], name: str = "api", namespace: str = "shop") -> Resource:
    inputs = {"metadata": {"name": name, "namespace": namespace}, "spec": spec}
    return resource(f"kubernetes:{kind}", inputs, f"{namespace}-{name}", provider=PROVIDER.urn)


def containers(*requests: dict[str, str]) -> dict[str, object]:
    return {"spec": {"containers": [{"name": str(index), "resources": {"requests": one}} for index, one in enumerate(requests)]}}


def deployment(replicas: int | None, cpu: str, memory: str, name: str = "api", namespace: str = "shop") -> Resource:
    spec: dict[str, object] = {"template": containers({"cpu": cpu, "memory": memory})}
    return described("apps/v1:Deployment", spec | ({} if replicas is None else {"replicas": replicas}), name, namespace)


def divided(*objects: Resource) -> ClusterCost:
    stack = inventory(CLUSTER, PROVIDER, NODES, *objects)
    (found,) = attribute(stack, estimate(stack))
    return found


def test_the_larger_share_counts() -> None:
    cluster = divided(deployment(2, "1", "1Gi", "cpu"), deployment(1, "100m", "16Gi", "memory", "data"))
    assert cluster.monthly == NODES_MONTHLY
    shares = {one.name: one.share for one in cluster.workloads}
    assert shares == {"Deployment cpu": 2 / 16, "Deployment memory": 16 / 64}
    assert cluster.by_namespace == {"data": Decimal("142.16"), "shop": Decimal("71.08")}
    assert cluster.unrequested == NODES_MONTHLY - Decimal("213.24")


def test_who_requests_more_than_there_is_shares_all_of_it() -> None:
    cluster = divided(deployment(16, "1", "1Gi", "half"), deployment(16, "1", "1Gi", "other"))
    assert cluster.requested == 2
    assert [one.share for one in cluster.workloads] == [0.5, 0.5]
    assert cluster.unrequested == 0


def test_it_adds_nothing_to_the_estimate() -> None:
    cluster = divided(deployment(3, "2", "4Gi"))
    assert sum((one.monthly for one in cluster.workloads), cluster.unrequested) == cluster.monthly


def test_another_clusters_workloads_are_its_own() -> None:
    other = resource("eks:index:Cluster", {"name": "other", "skipDefaultNodeGroup": True}, "other", region="eu-west-1")
    provider = resource("pulumi:providers:kubernetes", name="elsewhere", refers={"kubeconfig": other})
    there = resource("kubernetes:apps/v1:Deployment", {"spec": {"template": containers({"cpu": "1"})}}, "there", provider=provider.urn)
    stack = inventory(CLUSTER, PROVIDER, NODES, deployment(1, "1", "1Gi"), other, provider, there)
    found = {one.name: [workload.urn for workload in one.workloads] for one in attribute(stack, estimate(stack))}
    assert len(found["main"]) == 1
    assert found["other"] == []  # it has no nodes that could be divided


@pytest.mark.parametrize(
    ("objects", "wanted"),
    [
        ([deployment(None, "2", "1Gi")], 2),
        ([deployment(0, "2", "1Gi")], 0),
        (
            [
                deployment(None, "1", "1Gi"),
                described(
                    "autoscaling/v2:HorizontalPodAutoscaler",
                    {"minReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "api"}},
                    "scaler",
                ),
            ],
            3,
        ),
        ([described("apps/v1:DaemonSet", {"template": containers({"cpu": "250m"})})], 1),
        ([described("apps/v1:StatefulSet", {"replicas": 3, "template": containers({"cpu": "1"}, {"cpu": "500m"})})], 4.5),
        ([described("batch/v1:Job", {"template": containers({"cpu": "8"})})], 0),
        ([described("kafka.strimzi.io/v1:KafkaNodePool", {"replicas": 3, "resources": {"requests": {"cpu": "2"}}})], 6),
        ([described("postgresql.cnpg.io/v1:Cluster", {"instances": 2, "resources": {"requests": {"cpu": "1500m"}}})], 3),
        (
            [
                described(
                    "redis.redis.opstreelabs.in/v1beta2:RedisCluster",
                    {"clusterSize": 3, **{role: {"resources": {"requests": {"cpu": "1"}}} for role in ("redisLeader", "redisFollower")}},
                )
            ],
            6,
        ),
        (
            [
                described(
                    "clickhouse.altinity.com/v1:ClickHouseInstallation",
                    {
                        "configuration": {"clusters": [{"layout": {"shardsCount": 2, "replicasCount": 3}}]},
                        "templates": {"podTemplates": [containers({"cpu": "1"})]},
                    },
                )
            ],
            6,
        ),
        (
            [
                described(
                    "flink.apache.org/v1beta1:FlinkDeployment",
                    {
                        "job": {"parallelism": 4},
                        "jobManager": {"resource": {"cpu": 1, "memory": "1024m"}},
                        "taskManager": {"resource": {"cpu": 0.5, "memory": "1536m"}},
                    },
                )
            ],
            3,
        ),
        (
            [
                resource(
                    "kubernetes:helm.sh/v3:Release",
                    {
                        "name": "it",
                        "chart": "oci://there/it",
                        "values": {
                            "replicaCount": 2,
                            "resources": {"requests": {"cpu": "1"}},
                            "worker": {"replicas": 3, "resources": {"requests": {"cpu": "1"}}},
                            "initContainer": {"resources": {"requests": {"cpu": "4"}}},
                            "nodeAgent": {"resources": {"requests": {"cpu": "500m"}}},
                        },
                    },
                    provider=PROVIDER.urn,
                )
            ],
            7,
        ),
        (
            [
                described("apps/v1:Deployment", {"template": {"spec": {"containers": [{"name": "it"}]}}}),
                described("core/v1:LimitRange", {"limits": [{"type": "Container", "defaultRequest": {"cpu": "100m"}}]}, "limits"),
            ],
            0.1,
        ),
    ],
)
def test_what_is_requested(objects: list[Resource], wanted: float) -> None:
    assert sum(one.vcpus for one in divided(*objects).workloads) == pytest.approx(wanted)


def test_what_is_not_known_yet_is_said() -> None:
    cluster = divided(described("apps/v1:Deployment", {"replicas": UNKNOWN}, "later"))
    assert cluster.problems == ["shop-later: spec.replicas is not known yet"]


@pytest.mark.parametrize(("text", "cpu"), [("500m", 0.5), ("2", 2), ("1.5", 1.5), ("", 0), ("lots", 0), ("1e3", 1000)])
def test_quantities_of_cpu(text: str, cpu: float) -> None:
    assert vcpus(text) == pytest.approx(cpu)


@pytest.mark.parametrize(("text", "wanted"), [("512Mi", 0.5), ("4Gi", 4), ("1G", 0.9313), ("1073741824", 1), ("1048576Ki", 1)])
def test_quantities_of_memory(text: str, wanted: float) -> None:
    assert gib(text) == pytest.approx(wanted, rel=1e-3)


@given(replicas=st.integers(0, 500), cpu=st.integers(0, 64_000), memory=st.integers(0, 512))
@settings(max_examples=40, deadline=None)
def test_no_more_is_divided_than_is_paid(replicas: int, cpu: int, memory: int) -> None:
    cluster = divided(deployment(replicas, f"{cpu}m", f"{memory}Gi"), deployment(1, "1", "1Gi", "other"))
    assert sum((one.monthly for one in cluster.workloads), Decimal()) <= cluster.monthly + Decimal("0.02")


@pytest.mark.parametrize("stack", STACKS)
def test_every_cluster_of_a_stack_has_its_workloads(stack: str) -> None:
    resources = inventory_of(stack)
    for cluster in attribute(resources, estimate(resources)):
        assert cluster.monthly > 0
        assert not cluster.problems
        assert {"kube-system", "monitoring"} <= cluster.by_namespace.keys()
        assert sum(cluster.by_namespace.values(), cluster.unrequested) == cluster.monthly


def test_a_pod_that_only_names_a_limit_requests_it() -> None:
    spec: dict[str, object] = {"template": {"spec": {"containers": [{"resources": {"limits": {"cpu": "3", "memory": "2Gi"}}}]}}}
    (demand,) = demands_of(described("apps/v1:Deployment", spec))
    assert (demand.vcpus, demand.gib) == (3, 2)
