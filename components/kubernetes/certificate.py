"""Certificates of servers, issued and renewed by cert-manager."""

from collections.abc import Sequence

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, ISSUER, PUBLIC_ISSUER


def public_certificate(
    parent: Component, ground: Ground, namespace: str, secret: str, hosts: Sequence[str], after: Sequence[pulumi.Resource]
) -> pulumi.CustomResource:
    """The same for hosts that everybody calls: publicly trusted where the settings have their zone, else of the cluster's own issuer."""
    settings = ground.settings.kubernetes
    domain = settings.zone.domain if settings.zone and settings.certificate_email else None
    provable = domain is not None and all(host == domain or host.endswith(f".{domain}") for host in hosts)
    return certificate(parent, ground, namespace, secret, hosts, after, PUBLIC_ISSUER if provable else ISSUER)


def certificate(
    parent: Component,
    ground: Ground,
    namespace: str,
    secret: str,
    hosts: Sequence[str],
    after: Sequence[pulumi.Resource],
    issuer: str = ISSUER,
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
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": issuer},
            },
        },
        after=after,
    )


def trust(parent: Component, ground: Ground, namespace: str, after: Sequence[pulumi.Resource]) -> pulumi.CustomResource:
    """The Secret `platform-ca` in a namespace: its `ca.crt` verifies certificates of the cluster's own issuer."""
    return certificate(parent, ground, namespace, CA_SECRET, [f"trust.{namespace}.svc"], after)
