"""Namespaces: who may talk to whom, how much there is for each, and who comes first."""

from typing import Any

import pytest

from components.kubernetes.default_policies import default_policies
from components.kubernetes.names import APPLICATIONS, BATCH, CRITICAL, DATABASES, MONITORING, SERVICE, STATEFUL
from components.kubernetes.namespace import limit_spec, quota_spec
from components.kubernetes.priorities import priority_classes
from settings.kubernetes import Quota
from tests.cluster import NAMESPACE, in_clusters, namespace_of
from tests.pod_security import breaches
from tests.support import any_settings_of

RESTRICTED: dict[str, Any] = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [{"name": "app", "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}}],
    "volumes": [{"name": "tmp", "emptyDir": {}}],
}


def with_container(**changes: Any) -> dict[str, Any]:
    """The restricted pod, with something of its container's security context changed."""
    container = RESTRICTED["containers"][0]
    return {**RESTRICTED, "containers": [{**container, "securityContext": {**container["securityContext"], **changes}}]}


def test_an_isolated_namespace_lets_nobody_in_and_its_pods_out_to_names_and_credentials_only() -> None:
    policies = default_policies("api", isolated=True, on_aws=True, webhooks=())
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert "own-pods" not in policies
    assert {name for name, spec in policies.items() if "egress" in spec} == {"names", "credentials"}
    assert policies["credentials"]["egress"][0]["to"] == [{"ipBlock": {"cidr": "169.254.170.23/32"}}]


def test_off_aws_there_are_no_credentials_to_reach() -> None:
    assert "credentials" not in default_policies("api", isolated=True, on_aws=False, webhooks=())


def test_pods_of_a_shared_namespace_reach_each_other_and_go_out_freely() -> None:
    policies = default_policies("databases", isolated=False, on_aws=True, webhooks=())
    assert policies["default-deny"]["policyTypes"] == ["Ingress"]
    assert policies["own-pods"]["ingress"] == [{"from": [{"podSelector": {}}]}]
    assert not any("egress" in spec for spec in policies.values())


def test_prometheus_reaches_ports_by_the_name_of_metrics_and_is_not_asked_to_reach_itself() -> None:
    (rule,) = default_policies("web", isolated=True, on_aws=True, webhooks=())["metrics"]["ingress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": "metrics"}]
    assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": MONITORING}}}]
    assert "metrics" not in default_policies(MONITORING, isolated=False, on_aws=True, webhooks=())


def test_webhooks_are_open_to_any_address_since_the_api_server_has_no_selector() -> None:
    (rule,) = default_policies("kyverno", isolated=False, on_aws=True, webhooks=[9443])["webhooks"]["ingress"]
    assert rule == {"ports": [{"protocol": "TCP", "port": 9443}]}


def test_quotas_count_requests_and_give_no_way_in_beside_the_gateways() -> None:
    hard = quota_spec(Quota(cpu=8, memory_gib=16, pods=20))["hard"]
    assert hard == {
        "requests.cpu": "8",
        "requests.memory": "16Gi",
        "pods": "20",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    }


def test_a_container_that_asks_for_nothing_gets_little_and_none_gets_more_than_the_most() -> None:
    (limit,) = limit_spec(Quota(cpu=8, memory_gib=16, pods=20, container_memory_gib=4))["limits"]
    assert limit["default"] == {"memory": "256Mi"}
    assert limit["max"] == {"memory": "4Gi"}


def test_operators_go_before_stores_stores_before_services_and_jobs_push_nobody_out() -> None:
    classes = {one["metadata"]["name"]: one for one in priority_classes()}
    assert sorted(classes, key=lambda name: -classes[name]["value"]) == [CRITICAL, STATEFUL, SERVICE, BATCH]
    assert {name for name, one in classes.items() if one["preemptionPolicy"] == "Never"} == {BATCH}


@pytest.mark.parametrize("stack", ["dev", "local"])
def test_a_stack_has_the_seven_namespaces_with_their_levels_of_a_fixed_version(stack: str) -> None:
    namespaces = {one.inputs["metadata"]["name"]: one.inputs["metadata"]["labels"] for one in in_clusters(stack) if one.type == NAMESPACE}
    assert {*APPLICATIONS, MONITORING, DATABASES} <= namespaces.keys()
    for name, labels in namespaces.items():
        assert labels["monitoring"] == "true", name
        for mode in ("enforce", "warn", "audit"):
            assert labels[f"pod-security.kubernetes.io/{mode}-version"] == any_settings_of(stack).kubernetes.pod_security_version


@pytest.mark.parametrize("stack", ["dev", "local"])
def test_each_application_has_its_quota_of_the_settings_and_others_have_none(stack: str) -> None:
    quotas = {namespace_of(one): one.inputs["spec"]["hard"] for one in in_clusters(stack) if one.type.endswith(":ResourceQuota")}
    settings = any_settings_of(stack).kubernetes
    assert quotas == {name: quota_spec(settings.quota(name))["hard"] for name in APPLICATIONS}  # type: ignore[arg-type]


def test_a_restricted_pod_has_no_breaches() -> None:
    assert breaches(RESTRICTED) == []


@pytest.mark.parametrize(
    ("pod", "breach"),
    [
        ({**RESTRICTED, "hostNetwork": True}, "hostNetwork"),
        ({**RESTRICTED, "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]}, "volume logs is hostPath"),
        ({**RESTRICTED, "securityContext": {}}, "app: may run as root"),
        ({**RESTRICTED, "securityContext": {"runAsNonRoot": True}}, "app: has no seccomp profile"),
        (with_container(runAsUser=0), "app: may run as root"),
        (with_container(privileged=True), "app: privileged"),
        (with_container(allowPrivilegeEscalation=True), "app: may escalate privileges"),
        (with_container(capabilities={"drop": ["ALL"], "add": ["NET_ADMIN"]}), "app: keeps capabilities"),
        (with_container(capabilities={}), "app: keeps capabilities"),
        ({**RESTRICTED, "initContainers": [{"name": "first"}]}, "first: may escalate privileges"),
        ({**RESTRICTED, "containers": [{**RESTRICTED["containers"][0], "ports": [{"hostPort": 80}]}]}, "app: takes a port of the host"),
    ],
)
def test_each_breach_of_restricted_is_found(pod: dict[str, Any], breach: str) -> None:
    assert breach in breaches(pod)
