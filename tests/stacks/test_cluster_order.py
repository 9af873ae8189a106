"""In which order clusters are filled, and emptied: nothing outlives what it needs to be taken down in order."""

import pytest

from inventory.resource import Resource
from tests.cluster import NAMESPACE, POLICY, RELEASE, in_clusters, namespace_of, order_of
from tests.support import ALL_STACKS, CLUSTER_STACKS, inventory_of

every_stack = pytest.mark.parametrize("stack", CLUSTER_STACKS)
every_stack_on_aws = pytest.mark.parametrize("stack", ALL_STACKS)

NATIVE = {
    "core", "admissionregistration.k8s.io", "apps", "autoscaling", "batch", "coordination.k8s.io", "networking.k8s.io", "policy",
    "rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
}  # fmt: skip
ALWAYS_THERE = {"", "default", "kube-system"}

# API group → the chart with its definitions.
CHARTS = {
    "autoscaling.k8s.io": "vertical-pod-autoscaler",
    "barmancloud.cnpg.io": "plugin-barman-cloud",
    "cert-manager.io": "cert-manager",
    "clickhouse-keeper.altinity.com": "altinity-clickhouse-operator",
    "clickhouse.altinity.com": "altinity-clickhouse-operator",
    "configuration.konghq.com": "kong",
    "external-secrets.io": "external-secrets",
    "elbv2.k8s.aws": "aws-load-balancer-controller",
    "flink.apache.org": "flink-kubernetes-operator",
    "kafka.strimzi.io": "strimzi-kafka-operator",
    "keda.sh": "keda",
    "monitoring.coreos.com": "kube-prometheus-stack",
    "networking.istio.io": "istio-base",
    "opentelemetry.io": "opentelemetry-operator",
    "policies.kyverno.io": "kyverno",
    "postgresql.cnpg.io": "cloudnative-pg",
    "redis.redis.opstreelabs.in": "redis-operator",
    "security.istio.io": "istio-base",
    "sparkoperator.k8s.io": "spark-operator",
    "telemetry.istio.io": "istio-base",
    "velero.io": "velero",
}
ARGO = {"AnalysisTemplate": "argo-rollouts", "ClusterAnalysisTemplate": "argo-rollouts", "Rollout": "argo-rollouts"}


def chart_of(resource: Resource) -> str | None:
    """The chart that brings a resource's kind; None for what Kubernetes has itself."""
    group, kind = resource.type.split(":")[1].split("/")[0], resource.type.split(":")[2]
    if group in NATIVE:
        return None
    return ARGO.get(kind, "argo-cd") if group == "argoproj.io" else CHARTS[group]


@every_stack
def test_everything_in_a_namespace_comes_after_it(stack: str) -> None:
    order = order_of(stack)
    namespaces = {(one.provider, one.inputs["metadata"]["name"]): one for one in inventory_of(stack).of_type(NAMESPACE)}
    inside = [one for one in in_clusters(stack) if namespace_of(one) not in ALWAYS_THERE]
    wrong = [one.urn for one in inside if not order.comes_after(one, namespaces[one.provider, namespace_of(one)])]
    assert inside
    assert wrong == []


@every_stack
def test_every_custom_resource_comes_after_the_chart_with_its_definition(stack: str) -> None:
    order = order_of(stack)
    releases = {(one.provider, one.inputs["name"]): one for one in inventory_of(stack).of_type(RELEASE)}
    wrong = [
        f"{one.urn} not after {chart}"
        for one in in_clusters(stack)
        if one.type != RELEASE and (chart := chart_of(one)) and not order.comes_after(one, releases[one.provider, chart])
    ]
    assert wrong == []


@every_stack
def test_no_pod_of_a_chart_is_there_before_its_namespace_is_closed(stack: str) -> None:
    order = order_of(stack)
    closed = {(one.provider, namespace_of(one)): one for one in inventory_of(stack).of_type(POLICY) if "default-deny" in one.name}
    releases = [one for one in in_clusters(stack) if one.type == RELEASE and namespace_of(one) not in ALWAYS_THERE]
    assert [one.urn for one in releases if not order.comes_after(one, closed[one.provider, namespace_of(one)])] == []


@every_stack
def test_priorities_are_there_before_any_pod(stack: str) -> None:
    order = order_of(stack)
    classes = inventory_of(stack).of_type("kubernetes:scheduling.k8s.io/v1:PriorityClass")
    for release in (one for one in in_clusters(stack) if one.type == RELEASE):
        own = [one for one in classes if one.provider == release.provider]
        assert own
        assert [one.urn for one in own if not order.comes_after(release, one)] == [], release.urn


@every_stack_on_aws
def test_nothing_in_a_cluster_outlives_its_nodes(stack: str) -> None:
    order, inventory = order_of(stack), inventory_of(stack)
    nodes = [*inventory.of_type("aws:eks/nodeGroup:NodeGroup"), *inventory.of_type("eks:index:Cluster")]
    for one in in_clusters(stack):
        own = [group for group in nodes if group.name.startswith(one.region)]
        assert len(own) > 1, one.urn
        assert [group.urn for group in own if not order.comes_after(one, group)] == [], one.urn


@every_stack_on_aws
def test_whoever_takes_load_balancers_away_outlives_them(stack: str) -> None:
    order = order_of(stack)
    controllers = {one.provider: one for one in in_clusters(stack) if one.inputs.get("name") == "aws-load-balancer-controller"}
    for one in in_clusters(stack):
        if one.type.endswith(":Ingress") or one.inputs.get("spec", {}).get("type") == "LoadBalancer":
            assert order.comes_after(one, controllers[one.provider]), one.urn
