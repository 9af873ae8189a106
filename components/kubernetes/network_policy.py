"""Who may talk to whom. A namespace of ours admits nobody by itself; what belongs together says so here."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground

ANYWHERE = "*"
"""Instead of a namespace: any address, such as the API server's, which calls webhooks from outside the pods' network."""

Port = int | str
"""A TCP port by number or by the container's name of it."""


def admit(
    parent: Component,
    ground: Ground,
    namespace: str,
    name: str,
    ports: Sequence[Port],
    sources: Sequence[str],
    pods: Mapping[str, str] | None = None,
) -> pulumi.CustomResource:
    """Let pods of other namespaces, or blocks of addresses, reach ports of a namespace's pods (all, or those with labels)."""
    rule = {"from": _peers(sources), "ports": _ports(ports)}
    return _policy(parent, ground, namespace, name, "Ingress", rule, pods)


def reach(
    parent: Component,
    ground: Ground,
    namespace: str,
    name: str,
    ports: Sequence[Port],
    targets: Sequence[str],
    pods: Mapping[str, str] | None = None,
) -> pulumi.CustomResource:
    """Let a namespace's pods reach ports in other namespaces, or anywhere."""
    rule = {"to": _peers(targets), "ports": _ports(ports)}
    return _policy(parent, ground, namespace, name, "Egress", rule, pods)


def _policy(
    parent: Component, ground: Ground, namespace: str, name: str, direction: str, rule: dict[str, Any], pods: Mapping[str, str] | None
) -> pulumi.CustomResource:
    rule = {key: value for key, value in rule.items() if value}
    return ground.object(
        parent,
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "podSelector": {"matchLabels": dict(pods)} if pods else {},
                "policyTypes": [direction],
                direction.lower(): [rule],
            },
        },
    )


def _peers(places: Sequence[str]) -> list[dict[str, Any]]:
    """No peer at all means any."""
    return [] if ANYWHERE in places else [_peer(place) for place in places]


def _peer(place: str) -> dict[str, Any]:
    """A namespace, or a block of addresses such as `10.0.0.0/24`."""
    if "/" in place:
        return {"ipBlock": {"cidr": place}}
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": place}}}


def _ports(ports: Sequence[Port]) -> list[dict[str, Any]]:
    return [{"protocol": "TCP", "port": port} for port in ports]
