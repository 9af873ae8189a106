"""In Istio's mesh everybody proves who they are, and what comes from outside is encrypted."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.manifests import entry, is_inside, namespace_of, tokens
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_SECURITY = ("security.istio.io/v1", "security.istio.io/v1beta1")
_NETWORKING = ("networking.istio.io/v1", "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3")
_PEER_AUTHENTICATION = tokens("PeerAuthentication", *_SECURITY)
_AUTHORIZATION_POLICY = tokens("AuthorizationPolicy", *_SECURITY)
_MODERN_TLS = ("TLSV1_2", "TLSV1_3")
_PLAIN = ("HTTP", "HTTP2", "GRPC", "TCP", "MONGO")


@resource_rule(
    "k8s-istio-gateway-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Servers of an Istio gateway take TLS; plain HTTP is redirected to it.",
    remedy="Set protocol HTTPS and tls with mode SIMPLE or MUTUAL, or tls.httpsRedirect=True.",
    controls=("platform",),
    types=tokens("Gateway", *_NETWORKING),
)
def istio_gateway_tls(gateway: Subject) -> Iterator[str]:
    yield from gateway.each(gateway.values.items("spec.servers"), _plain, _old_tls)


def _plain(server: Values) -> Iterator[str]:
    if server.text("port.protocol").upper() in _PLAIN and not server.flag("tls.httpsRedirect"):
        yield f"{server.path} takes {server.text('port.protocol')} unencrypted"


def _old_tls(server: Values) -> Iterator[str]:
    if server.has("tls.minProtocolVersion") and server.text("tls.minProtocolVersion") not in _MODERN_TLS:
        yield f"{server.path} takes {server.text('tls.minProtocolVersion')}"


@resource_rule(
    "k8s-istio-mutual-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="No workload in the mesh takes calls without mutual TLS.",
    remedy="Set mtls.mode to STRICT, and leave out ports with another mode.",
    controls=("platform",),
    types=_PEER_AUTHENTICATION,
    config={
        "plain_ports": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Ports that callers outside the mesh may reach without TLS, such as those of metrics.",
        }
    },
)
def istio_mutual_tls(authentication: Subject) -> Iterator[str]:
    yield from authentication.separately(_mode, partial(_port_modes, open_ports=authentication.settings["plain_ports"]))


def _mode(values: Values) -> Iterator[str]:
    if values.text("spec.mtls.mode") in ("DISABLE", "PERMISSIVE"):
        yield f"mtls.mode is {values.text('spec.mtls.mode')}"


def _port_modes(values: Values, open_ports: list[str]) -> Iterator[str]:
    for port in values.keys("spec.portLevelMtls"):
        mode = values.text(f"spec.portLevelMtls.{port}.mode")
        if mode in ("DISABLE", "PERMISSIVE") and port not in open_ports:
            yield f"mode of port {port} is {mode}"


@stack_rule(
    "k8s-istio-mesh-strict",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Every namespace in the mesh demands mutual TLS: by a policy of its own or of the whole mesh.",
    remedy="Add a PeerAuthentication without a selector and with mode STRICT to the namespace or to istio-system.",
    controls=("platform",),
    types=tokens("Namespace", "core/v1"),
)
def istio_mesh_strict(namespace: Subject, stack: Stack) -> Iterator[str]:
    policies = stack.of_type(*_PEER_AUTHENTICATION)
    if _is_in_mesh(namespace) and not any_of(*(partial(_is_strict, policy, namespace) for policy in policies)):
        yield "no PeerAuthentication makes its mutual TLS STRICT"


def _is_in_mesh(namespace: Subject) -> bool:
    return any_of(
        lambda: entry(namespace.values, "metadata.labels", "istio-injection") == "enabled",
        lambda: bool(entry(namespace.values, "metadata.labels", "istio.io/rev")),
        lambda: entry(namespace.values, "metadata.labels", "istio.io/dataplane-mode") == "ambient",
    )


def _is_strict(policy: Subject, namespace: Subject) -> bool:
    if policy.values.has("spec.selector") or policy.values.text("spec.mtls.mode") != "STRICT":
        return False
    return _counts_in(policy, namespace)


def _counts_in(policy: Subject, namespace: Subject) -> bool:
    """Whether a policy is the namespace's own, or the whole mesh's."""
    is_of_mesh = policy.provider_urn == namespace.provider_urn and namespace_of(policy) == "istio-system"
    return is_of_mesh or is_inside(policy, namespace)


@stack_rule(
    "k8s-istio-default-deny",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="In every namespace of the mesh nobody is called but by whom an authorization policy names.",
    remedy="Add an AuthorizationPolicy without selector and rules, which allows nothing, to the namespace or to istio-system.",
    controls=("platform",),
    types=tokens("Namespace", "core/v1"),
)
def istio_default_deny(namespace: Subject, stack: Stack) -> Iterator[str]:
    policies = stack.of_type(*_AUTHORIZATION_POLICY)
    if _is_in_mesh(namespace) and not any_of(*(partial(_allows_nothing, policy, namespace) for policy in policies)):
        yield "no AuthorizationPolicy refuses what others do not allow"


def _allows_nothing(policy: Subject, namespace: Subject) -> bool:
    if policy.values.has("spec.selector") or policy.values.has("spec.rules"):
        return False
    return policy.values.text("spec.action") in ("", "ALLOW") and _counts_in(policy, namespace)


@resource_rule(
    "k8s-istio-destination-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Calls to a destination are encrypted, and its certificate is verified.",
    remedy="Set trafficPolicy.tls.mode to ISTIO_MUTUAL, SIMPLE or MUTUAL, and leave out insecureSkipVerify.",
    controls=("platform",),
    types=tokens("DestinationRule", *_NETWORKING),
)
def istio_destination_tls(rule: Subject) -> Iterator[str]:
    def of_policy(values: Values) -> Iterator[str]:
        yield from rule.each([values.inner("trafficPolicy")], _unencrypted)
        yield from rule.each(values.items("trafficPolicy.portLevelSettings"), _unencrypted)

    yield from rule.each([rule.values.inner("spec"), *rule.values.items("spec.subsets")], of_policy)


def _unencrypted(policy: Values) -> Iterator[str]:
    if policy.text("tls.mode") == "DISABLE":
        yield f"{policy.path}.tls.mode is DISABLE"
    if policy.flag("tls.insecureSkipVerify"):
        yield f"{policy.path}.tls.insecureSkipVerify is true"


@resource_rule(
    "k8s-istio-authorization-open",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No authorization policy allows everything to everybody.",
    remedy="Name sources (principals, namespaces), operations or conditions in each rule.",
    controls=("platform",),
    types=_AUTHORIZATION_POLICY,
)
def istio_authorization_open(policy: Subject) -> Iterator[str]:
    if policy.values.text("spec.action") in ("", "ALLOW"):
        yield from policy.each(policy.values.items("spec.rules"), _for_everybody)


def _for_everybody(rule: Values) -> Iterator[str]:
    if not rule.has("from") and not rule.has("to") and not rule.has("when"):
        yield f"{rule.path} allows everything to everybody"


@resource_rule(
    "k8s-istio-token-keys",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="The keys that verify callers' tokens are fetched over TLS, and only tokens meant for the service count.",
    remedy="Give jwksUri with https://, and audiences.",
    controls=("platform",),
    types=tokens("RequestAuthentication", *_SECURITY),
)
def istio_token_keys(authentication: Subject) -> Iterator[str]:
    yield from authentication.each(authentication.values.items("spec.jwtRules"), _keys_in_plain, _any_audience)


def _keys_in_plain(rule: Values) -> Iterator[str]:
    if rule.text("jwksUri").lower().startswith("http://"):
        yield f"{rule.path}.jwksUri is not https"


def _any_audience(rule: Values) -> Iterator[str]:
    if not rule.has("audiences"):
        yield f"{rule.path} takes tokens for any audience"
