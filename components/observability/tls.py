"""Certificates of the servers in this namespace, and what their clients verify them with."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, ISSUER, MONITORING
from components.kubernetes.operators import Operators

CA_MOUNT = "/etc/platform-ca"
CA_FILE = f"{CA_MOUNT}/ca.crt"
"""Where clients find the issuer's certificate."""


def secret_of(name: str) -> str:
    """The Secret of a certificate: `tls.crt`, `tls.key`, `ca.crt`."""
    return f"{name}-tls"


def certificate(
    parent: Component,
    ground: Ground,
    operators: Operators,
    name: str,
    services: Sequence[str],
    namespace: str = MONITORING,
) -> pulumi.CustomResource:
    """A certificate for services of a namespace by all of their names, and for each pod behind them. cert-manager renews it."""
    return ground.object(
        parent,
        {
            "apiVersion": "cert-manager.io/v1",
            "kind": "Certificate",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "secretName": secret_of(name),
                "commonName": name,
                "dnsNames": [*(each for service in services for each in _names(service, namespace)), "localhost"],
                "ipAddresses": ["127.0.0.1"],
                "usages": ["server auth", "client auth", "digital signature", "key encipherment"],
                # Java reads keys in this form only; everybody else reads both.
                "privateKey": {"algorithm": "ECDSA", "size": 256, "encoding": "PKCS8", "rotationPolicy": "Always"},
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER},
            },
        },
        after=[operators.certificates],
    )


def _names(service: str, namespace: str) -> list[str]:
    inside = f"{service}.{namespace}"
    return [service, inside, f"{inside}.svc", f"{inside}.svc.cluster.local", f"*.{inside}.svc.cluster.local"]


def web_config(name: str) -> dict[str, Any]:
    """HTTPS as Prometheus' operator takes it for what it runs."""
    secret = secret_of(name)
    return {
        "tlsConfig": {
            "cert": {"secret": {"name": secret, "key": "tls.crt"}},
            "keySecret": {"name": secret, "key": "tls.key"},
            "minVersion": "TLS12",
        }
    }


def client_config(server: str, secret: str = CA_SECRET) -> dict[str, Any]:
    """How Prometheus and its operator verify a server. Pods are called by address, so its name is given."""
    return {"ca": {"secret": {"name": secret, "key": "ca.crt"}}, "serverName": server}


def ca_volume() -> dict[str, Any]:
    """The issuer's certificate as a volume of a pod."""
    return {"name": "platform-ca", "secret": {"secretName": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}


def ca_mount() -> dict[str, Any]:
    """Where `ca_volume` goes."""
    return {"name": "platform-ca", "mountPath": CA_MOUNT, "readOnly": True}
