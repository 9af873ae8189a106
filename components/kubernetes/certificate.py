"""Certificates of servers, issued and renewed by cert-manager."""

from collections.abc import Sequence

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, ISSUER


def certificate(
    parent: Component, ground: Ground, namespace: str, secret: str, hosts: Sequence[str], after: Sequence[pulumi.Resource]
) -> pulumi.CustomResource:
    """A certificate for host names, with its key in a Secret of the namespace. `after` is cert-manager with its issuer."""
    return ground.object(
        parent,
        {
            "apiVersion": "cert-manager.io/v1",
            "kind": "Certificate",
            "metadata": {"name": secret, "namespace": namespace},
            "spec": {
                "secretName": secret,
                "dnsNames": list(hosts),
                "usages": ["server auth", "digital signature", "key encipherment"],
                "duration": "2160h0m0s",
                "renewBefore": "720h0m0s",
                "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
            },
        },
        after=after,
    )


def trust(parent: Component, ground: Ground, namespace: str, after: Sequence[pulumi.Resource]) -> pulumi.CustomResource:
    """The Secret `platform-ca` in a namespace: its `ca.crt` verifies certificates of the cluster's own issuer."""
    return certificate(parent, ground, namespace, CA_SECRET, [f"trust.{namespace}.svc"], after)
