"""Certificates of servers, which clients verify with the Secret `names.CA_SECRET` of their own namespace."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, ISSUER
from components.kubernetes.operators import Operators

CA_MOUNT = "/etc/platform-ca"
CA_FILE = f"{CA_MOUNT}/ca.crt"


def certificate(
    parent: Component, ground: Ground, operators: Operators, namespace: str, name: str, hosts: Sequence[str]
) -> pulumi.CustomResource:
    """A certificate in a Secret of its own name: `tls.crt`, `tls.key`, `ca.crt`. cert-manager renews it."""
    return ground.object(
        parent,
        {
            "apiVersion": "cert-manager.io/v1",
            "kind": "Certificate",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "secretName": name,
                "dnsNames": list(hosts),
                "usages": ["server auth", "digital signature", "key encipherment"],
                # Java reads keys in this form only; everybody else reads both.
                "privateKey": {"algorithm": "ECDSA", "size": 256, "encoding": "PKCS8", "rotationPolicy": "Always"},
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
            },
        },
        after=[operators.certificates],
    )


def service_hosts(service: str, namespace: str) -> list[str]:
    """Every name by which pods call a service."""
    return [service, f"{service}.{namespace}", f"{service}.{namespace}.svc", f"{service}.{namespace}.svc.cluster.local"]


def ca_volume() -> dict[str, Any]:
    """The issuer's certificate as a volume of a pod."""
    return {"name": "platform-ca", "secret": {"secretName": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}


def ca_mount() -> dict[str, Any]:
    """Where `ca_volume` goes."""
    return {"name": "platform-ca", "mountPath": CA_MOUNT, "readOnly": True}
