"""Certificates of the servers in this namespace."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes import tls
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING


def secret_of(name: str) -> str:
    """The Secret of a certificate."""
    return f"{name}-tls"


def certificate(
    parent: Component, ground: Ground, issuer: pulumi.Resource, name: str, services: Sequence[str], namespace: str = MONITORING
) -> pulumi.CustomResource:
    """One for services by all of their names, and for each pod behind them: they call each other, too."""
    names: list[str] = []
    for service in services:
        names += [*tls.service_names(service, namespace), f"*.{service}.{namespace}.svc.cluster.local"]
    own: dict[str, Any] = {"commonName": name, "ipAddresses": ["127.0.0.1"], "usages": tls.MUTUAL}
    return tls.certificate(parent, ground, namespace, name, [*names, "localhost"], issuer, secret_of(name), **own)


def volume(name: str) -> dict[str, Any]:
    """The Secret as a volume `tls` of a pod whose group reads it."""
    return {"name": "tls", "secret": {"secretName": secret_of(name), "defaultMode": 0o440}}


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
