"""Secrets and certificates in a cluster."""

from typing import Any

from tests.policies.case import Case, Made, made


def config(**data: str) -> Made:
    """A ConfigMap."""
    return made("kubernetes:core/v1:ConfigMap", data=data)


def store(**spec: Any) -> Made:
    """A store for the whole cluster."""
    return made("kubernetes:external-secrets.io/v1:ClusterSecretStore", spec=spec)


def certificate(**spec: Any) -> Made:
    """A certificate."""
    return made("kubernetes:cert-manager.io/v1:Certificate", spec={"secretName": "tls", **spec})


def issuer(**spec: Any) -> Made:
    """Who issues certificates."""
    return made("kubernetes:cert-manager.io/v1:ClusterIssuer", spec=spec)


AWS = {"aws": {"service": "SecretsManager", "region": "us-east-1"}}

CASES = [
    Case(
        "k8s-config-map-secrets",
        passing=[config(DB_HOST="db", DB_PASSWORD_FILE="/etc/password"), config()],
        failing=[
            config(DB_PASSWORD="hunter2"),
            config(**{"app.yaml": "url: postgres://api:hunter2@db/api"}),
            config(**{"tls.key": "-----BEGIN RSA PRIVATE KEY-----\nabc"}),
        ],
    ),
    Case(
        "k8s-service-account-token-secret",
        passing=[made("kubernetes:core/v1:Secret", type="Opaque")],
        failing=[made("kubernetes:core/v1:Secret", type="kubernetes.io/service-account-token")],
    ),
    Case(
        "k8s-secret-store-scope",
        passing=[store(provider=AWS, conditions=[{"namespaces": ["api"]}])],
        failing=[store(provider=AWS), store(provider=AWS, conditions=[])],
    ),
    Case(
        "k8s-secret-store-real",
        passing=[store(provider=AWS), store(provider={"vault": {"server": "https://vault.vault.svc:8200"}})],
        failing=[store(provider={"vault": {"server": "http://vault.vault.svc:8200"}}), store(provider={"fake": {"data": []}})],
    ),
    Case(
        "k8s-certificate-key",
        passing=[
            certificate(),
            certificate(privateKey={"size": 2048}),
            certificate(privateKey={"algorithm": "ECDSA", "size": 256}),
            certificate(privateKey={"algorithm": "Ed25519", "size": 1}),
        ],
        failing=[certificate(privateKey={"size": 1024}), certificate(privateKey={"algorithm": "ECDSA", "size": 224})],
    ),
    Case(
        "k8s-certificate-lifetime",
        passing=[
            certificate(),
            certificate(duration="8760h"),
            certificate(duration="87600h", isCA=True),
            certificate(duration="forever"),
            certificate(duration="876000"),
        ],
        failing=[certificate(duration="8761h"), certificate(duration="87600h0m0s")],
    ),
    Case(
        "k8s-issuer-reached-by-tls",
        passing=[issuer(ca={"secretName": "ca"}), issuer(acme={"server": "https://acme.example.com"})],
        failing=[
            issuer(acme={"server": "http://acme.example.com"}),
            issuer(vault={"server": "http://vault:8200"}),
            issuer(acme={"server": "https://acme.example.com", "skipTLSVerify": True}),
        ],
    ),
    Case("k8s-issuer-self-signed", passing=[issuer(ca={"secretName": "ca"})], failing=[issuer(selfSigned={})]),
]
