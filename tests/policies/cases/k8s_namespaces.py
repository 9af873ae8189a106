"""Namespaces keep workloads apart."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

NAMESPACE = "kubernetes:core/v1:Namespace"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
API = made(NAMESPACE, "api", metadata={"name": "api"})


def labelled(**labels: str) -> Made:
    """A namespace with Pod Security labels."""
    return made(
        NAMESPACE, metadata={"name": "api", "labels": {f"pod-security.kubernetes.io/{key}": level for key, level in labels.items()}}
    )


def policy(namespace: Any = "api", name: str = "deny", **spec: Any) -> Made:
    """A network policy."""
    return made(POLICY, name, metadata={"name": name, "namespace": namespace}, spec=spec)


def admits(**rule: Any) -> Made:
    """A network policy with one rule for what comes in."""
    return policy(podSelector={}, ingress=[rule])


CASES = [
    Case(
        "k8s-namespace-pod-security",
        passing=[labelled(enforce="restricted"), labelled(enforce="baseline")],
        failing=[made(NAMESPACE, metadata={"name": "api"}), labelled(enforce="privileged"), labelled(warn="restricted")],
    ),
    Case(
        "k8s-namespace-default",
        passing=[
            made("kubernetes:core/v1:Service", metadata={"namespace": "api"}),
            made("kubernetes:core/v1:Service", metadata={"name": "api"}, provider={"namespace": "api"}),
        ],
        failing=[
            made("kubernetes:core/v1:Service", metadata={"name": "api"}),
            made("kubernetes:apps/v1:Deployment", metadata={"namespace": "default"}),
        ],
    ),
    Case(
        "k8s-namespace-default-deny",
        passing=[
            [API, policy(podSelector={}, policyTypes=["Ingress"])],
            [API, policy(podSelector={})],
            [
                API,
                policy(name="web", podSelector={"matchLabels": {"app": "web"}}),
                policy(podSelector={}, policyTypes=["Egress", "Ingress"]),
            ],
            [made(NAMESPACE, "api"), policy(ref("api"), podSelector={})],
            made(NAMESPACE, metadata={"name": "kube-system"}),
        ],
        failing=[
            API,
            [API, policy("web", podSelector={})],
            [API, policy(podSelector={}, policyTypes=["Egress"])],
            [API, policy(podSelector={"matchLabels": {"app": "web"}})],
        ],
    ),
    Case(
        "k8s-network-policy-open",
        passing=[
            policy(podSelector={}, policyTypes=["Ingress"]),
            admits(ports=[{"port": 443}]),
            admits(**{"from": [{"podSelector": {}}]}),
            admits(**{"from": [{"namespaceSelector": {"matchLabels": {"team": "web"}}}]}),
            admits(**{"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "web"}}}]}),
            admits(**{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}, {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}),
        ],
        failing=[
            admits(),
            admits(**{"from": [{"namespaceSelector": {}}]}),
            admits(**{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}),
            policy(podSelector={}, egress=[{}]),
            policy(podSelector={}, egress=[{"to": [{"ipBlock": {"cidr": "::/0"}}]}]),
        ],
    ),
]
