"""The network policies that every namespace begins with."""

from collections.abc import Sequence
from typing import Any

from components.kubernetes.names import METRICS_PORT, MONITORING

_CREDENTIALS = "169.254.170.23/32"
"""Where the EKS Pod Identity agent of the node answers."""


def default_policies(namespace: str, isolated: bool, on_aws: bool, webhooks: Sequence[int]) -> dict[str, dict[str, Any]]:
    """The specs, by name.

    Nobody comes in but the namespace's own pods, Prometheus to ports by the name `metrics`, and the API server to webhooks.
    An isolated namespace keeps its own pods from each other, too, and lets them out to names and credentials only.
    """
    policies: dict[str, dict[str, Any]] = {"default-deny": {"policyTypes": ["Ingress", "Egress"] if isolated else ["Ingress"]}}
    if not isolated:
        policies["own-pods"] = _ingress([{"podSelector": {}}], [])
    if namespace != MONITORING:
        policies["metrics"] = _ingress([{"namespaceSelector": _named(MONITORING)}], [METRICS_PORT])
    if webhooks:
        policies["webhooks"] = _ingress([], webhooks)
    if isolated:
        dns = [{"namespaceSelector": _named("kube-system")}]
        policies["names"] = _egress(dns, [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")])
    if isolated and on_aws:
        policies["credentials"] = _egress([{"ipBlock": {"cidr": _CREDENTIALS}}], [{"protocol": "TCP", "port": 80}])
    return {name: {"podSelector": {}, **spec} for name, spec in policies.items()}


def _named(namespace: str) -> dict[str, Any]:
    return {"matchLabels": {"kubernetes.io/metadata.name": namespace}}


def _ingress(sources: Sequence[dict[str, Any]], ports: Sequence[int | str]) -> dict[str, Any]:
    """No source at all is any: the API server calls webhooks from an address that no selector knows."""
    rule = {"from": list(sources), "ports": [{"protocol": "TCP", "port": port} for port in ports]}
    return {"policyTypes": ["Ingress"], "ingress": [{key: value for key, value in rule.items() if value}]}


def _egress(targets: Sequence[dict[str, Any]], ports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"policyTypes": ["Egress"], "egress": [{"to": list(targets), "ports": list(ports)}]}
