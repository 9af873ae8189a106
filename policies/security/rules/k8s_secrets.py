"""Secrets and certificates in a cluster: kept where they belong, read by whom they are for, and of a strength that lasts."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import entry, tokens
from policies.rule import Severity, Topic, resource_rule
from policies.security.literals import is_written_secret
from policies.subject import Check, Subject

_CLUSTER_STORE = tokens("ClusterSecretStore", "external-secrets.io/v1", "external-secrets.io/v1beta1")
_STORES = (*_CLUSTER_STORE, *tokens("SecretStore", "external-secrets.io/v1", "external-secrets.io/v1beta1"))
_CERTIFICATE = tokens("Certificate", "cert-manager.io/v1")
_ISSUERS = (*tokens("Issuer", "cert-manager.io/v1"), *tokens("ClusterIssuer", "cert-manager.io/v1"))
_LEAST_BITS = {"RSA": 2048, "ECDSA": 256}


@resource_rule(
    "k8s-config-map-secrets",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No secret stands in a ConfigMap, which everybody in the namespace may read and nothing encrypts.",
    remedy="Put it into a Secret, from Secrets Manager by an ExternalSecret.",
    controls=("platform",),
    types=(*tokens("ConfigMap", "core/v1"), *tokens("ConfigMapPatch", "core/v1")),
)
def config_map_secrets(config: Subject) -> Iterator[str]:
    yield from config.separately(*(_written(name) for name in config.values.keys("data")))


def _written(name: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if is_written_secret(name, entry(values, "data", name)):
            yield f"data.{name} holds a secret in the clear"

    return check


@resource_rule(
    "k8s-service-account-token-secret",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No Secret holds a service account's token, which never expires.",
    remedy="Mount a projected token, or ask for one with kubectl create token; on EKS use Pod Identity for AWS.",
    controls=("platform",),
    types=tokens("Secret", "core/v1"),
)
def service_account_token_secret(secret: Subject) -> Iterator[str]:
    if secret.values.text("type") == "kubernetes.io/service-account-token":
        yield "type is kubernetes.io/service-account-token"


@resource_rule(
    "k8s-secret-store-scope",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="A store of secrets for the whole cluster says which namespaces read from it.",
    remedy="Set conditions with namespaces or a namespaceSelector.",
    controls=("platform",),
    types=_CLUSTER_STORE,
)
def secret_store_scope(store: Subject) -> Iterator[str]:
    if not store.values.has("spec.conditions"):
        yield "every namespace reads from it: no conditions"


@resource_rule(
    "k8s-secret-store-real",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Stores of secrets are real, and reached by TLS.",
    remedy="Use https:// for Vault's server, and no fake provider.",
    controls=("platform",),
    types=_STORES,
)
def secret_store_real(store: Subject) -> Iterator[str]:
    yield from store.separately(_vault_in_plain, _fake)


def _vault_in_plain(values: Values) -> Iterator[str]:
    if values.text("spec.provider.vault.server").lower().startswith("http://"):
        yield "provider.vault.server is not https"


def _fake(values: Values) -> Iterator[str]:
    if "fake" in values.keys("spec.provider"):
        yield "provider fake holds its secrets in the clear"


@resource_rule(
    "k8s-certificate-key",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Certificates have keys of at least 2048 bits (RSA) or 256 (ECDSA).",
    remedy="Set privateKey.size, or leave it out.",
    controls=("platform",),
    types=_CERTIFICATE,
)
def certificate_key(certificate: Subject) -> Iterator[str]:
    key = certificate.values.inner("spec.privateKey")
    size = key.number("size")
    least = _LEAST_BITS.get(key.text("algorithm") or "RSA")
    if size is not None and least is not None and size < least:
        yield f"privateKey.size is {size:g}"


@resource_rule(
    "k8s-certificate-lifetime",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Certificates that serve are renewed at least once a year.",
    remedy="Set duration to 8760h or less; the default is 90 days.",
    controls=("platform",),
    types=_CERTIFICATE,
    config={"hours": {"type": "number", "default": 8760, "description": "The longest life of a certificate that is no authority's."}},
)
def certificate_lifetime(certificate: Subject) -> Iterator[str]:
    hours, is_whole, _ = certificate.values.text("spec.duration").partition("h")
    if not is_whole or not hours.isdigit() or certificate.values.flag("spec.isCA"):
        return
    if int(hours) > certificate.settings["hours"]:
        yield f"duration is {hours} hours"


@resource_rule(
    "k8s-issuer-reached-by-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Who issues certificates is reached by TLS, and its own certificate is verified.",
    remedy="Use https:// for ACME's and Vault's server, and leave out skipTLSVerify.",
    controls=("platform",),
    types=_ISSUERS,
)
def issuer_reached_by_tls(issuer: Subject) -> Iterator[str]:
    yield from issuer.separately(_plain("acme"), _plain("vault"), _unverified)


def _plain(kind: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if values.text(f"spec.{kind}.server").lower().startswith("http://"):
            yield f"{kind}.server is not https"

    return check


def _unverified(values: Values) -> Iterator[str]:
    if values.flag("spec.acme.skipTLSVerify"):
        yield "acme.skipTLSVerify is true"


@resource_rule(
    "k8s-issuer-self-signed",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Certificates come from an authority that their readers know; self-signed ones are good for making that authority only.",
    remedy="Let a ca, vault or acme issuer sign what serves.",
    controls=("platform",),
    types=_ISSUERS,
)
def issuer_self_signed(issuer: Subject) -> Iterator[str]:
    if "selfSigned" in issuer.values.keys("spec"):
        yield "it lets certificates sign themselves"
