"""Certificates of servers inside the cluster, and what clients verify them with."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, ISSUER, PUBLIC_ISSUER

CA_MOUNT = "/etc/platform-ca"
CA_FILE = f"{CA_MOUNT}/ca.crt"
"""Where clients find the issuer's certificate."""

MUTUAL = ["server auth", "client auth", "digital signature", "key encipherment"]
"""Of servers that show the same certificate where they call each other."""


def certificate(
    parent: Component,
    ground: Ground,
    namespace: str,
    name: str,
    hosts: Sequence[str],
    issuer: pulumi.Resource,
    secret: str = "",
    **more: Any,
) -> pulumi.CustomResource:
    """A certificate in a Secret (of its own name, or `secret`): `tls.crt`, `tls.key`, `ca.crt`. cert-manager renews it.

    `issuer` is `Operators.certificates`. `more` is what its spec has besides.
    """
    return ground.object(
        parent,
        {
            "apiVersion": "cert-manager.io/v1",
            "kind": "Certificate",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "secretName": secret or name,
                "dnsNames": list(hosts),
                "usages": ["server auth", "digital signature", "key encipherment"],
                # Java reads keys in this form only; everybody else reads both.
                "privateKey": {"algorithm": "ECDSA", "size": 256, "encoding": "PKCS8", "rotationPolicy": "Always"},
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
                **more,
            },
        },
        after=[issuer],
    )


def public_certificate(
    parent: Component, ground: Ground, namespace: str, secret: str, hosts: Sequence[str], issuer: pulumi.Resource
) -> pulumi.CustomResource:
    """The same for hosts that everybody calls: publicly trusted where the settings have their zone, else of the cluster's own issuer."""
    settings = ground.settings.kubernetes
    domain = settings.zone.domain if settings.zone and settings.certificate_email else None
    provable = domain is not None and all(host == domain or host.endswith(f".{domain}") for host in hosts)
    public: dict[str, Any] = {"issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": PUBLIC_ISSUER}} if provable else {}
    return certificate(parent, ground, namespace, secret, hosts, issuer, **public)


def trust(parent: Component, ground: Ground, namespace: str, issuer: pulumi.Resource) -> pulumi.CustomResource:
    """The Secret `platform-ca` in a namespace: its `ca.crt` verifies certificates of the cluster's own issuer."""
    return certificate(parent, ground, namespace, CA_SECRET, [f"trust.{namespace}.svc"], issuer)


def service_names(service: str, namespace: str) -> list[str]:
    """Every name by which pods call a service."""
    inside = f"{service}.{namespace}"
    return [service, inside, f"{inside}.svc", f"{inside}.svc.cluster.local"]


def client_config(server: str, secret: str = CA_SECRET) -> dict[str, Any]:
    """How Prometheus verifies a server. Pods are called by address, so its name is given."""
    return {"ca": {"secret": {"name": secret, "key": "ca.crt"}}, "serverName": server}


def ca_volume() -> dict[str, Any]:
    """The issuer's certificate as a volume of a pod."""
    return {"name": CA_SECRET, "secret": {"secretName": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}


def ca_mount() -> dict[str, Any]:
    """Where `ca_volume` goes."""
    return {"name": CA_SECRET, "mountPath": CA_MOUNT, "readOnly": True}
