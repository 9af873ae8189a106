"""In Istio's mesh everybody proves who they are."""

from typing import Any

from tests.policies.case import Case, Made, made

SECURITY = "kubernetes:security.istio.io/v1"
NETWORKING = "kubernetes:networking.istio.io/v1"


def gateway(protocol: str, **tls: Any) -> Made:
    """An Istio gateway with one server."""
    return made(f"{NETWORKING}:Gateway", spec={"servers": [{"port": {"number": 443, "protocol": protocol}, "tls": tls}]})


def peers(mode: str, namespace: str = "api", **spec: Any) -> Made:
    """How a namespace's workloads are called."""
    return made(f"{SECURITY}:PeerAuthentication", "peers", metadata={"namespace": namespace}, spec={"mtls": {"mode": mode}, **spec})


def namespace(labels: dict[str, str] | None = None) -> Made:
    """A namespace, in the mesh or not."""
    return made("kubernetes:core/v1:Namespace", "namespace", metadata={"name": "api", "labels": labels or {}})


def destination(**spec: Any) -> Made:
    """A destination rule."""
    return made(f"{NETWORKING}:DestinationRule", spec=spec)


def authorization(*rules: dict[str, Any], **spec: Any) -> Made:
    """An authorization policy."""
    return made(f"{SECURITY}:AuthorizationPolicy", spec={"rules": list(rules), **spec})


def nothing(own: str = "api", **spec: Any) -> Made:
    """An authorization policy that allows nothing, but for what is given."""
    return made(f"{SECURITY}:AuthorizationPolicy", "nothing", metadata={"namespace": own}, spec=spec)


def tokens(**rule: Any) -> Made:
    """A rule for callers' tokens."""
    return made(f"{SECURITY}:RequestAuthentication", spec={"jwtRules": [{"issuer": "https://login.example.com", **rule}]})


IN_MESH = namespace({"istio-injection": "enabled"})
KEYS = "login.example.com/keys"

CASES = [
    Case(
        "k8s-istio-gateway-tls",
        passing=[gateway("HTTPS", mode="SIMPLE", minProtocolVersion="TLSV1_2"), gateway("HTTP", httpsRedirect=True), gateway("TLS")],
        failing=[gateway("HTTP"), gateway("TCP"), gateway("HTTPS", mode="SIMPLE", minProtocolVersion="TLSV1_0")],
    ),
    Case(
        "k8s-istio-mutual-tls",
        passing=[peers("STRICT"), peers("UNSET"), peers("STRICT", portLevelMtls={"8080": {"mode": "STRICT"}})],
        failing=[peers("PERMISSIVE"), peers("DISABLE"), peers("STRICT", portLevelMtls={"8080": {"mode": "PERMISSIVE"}})],
    ),
    Case(
        "k8s-istio-mutual-tls",
        passing=[peers("STRICT", portLevelMtls={"9090": {"mode": "PERMISSIVE"}})],
        failing=[peers("STRICT", portLevelMtls={"8080": {"mode": "DISABLE"}})],
        config={"plain_ports": ["9090"]},
    ),
    Case(
        "k8s-istio-mesh-strict",
        passing=[
            namespace(),
            namespace({"istio-injection": "disabled"}),
            namespace({"istio.io/dataplane-mode": "none"}),
            [IN_MESH, peers("STRICT")],
            [IN_MESH, peers("STRICT", "istio-system")],
        ],
        failing=[
            IN_MESH,
            namespace({"istio.io/rev": "stable"}),
            namespace({"istio.io/dataplane-mode": "ambient"}),
            [IN_MESH, peers("PERMISSIVE")],
            [IN_MESH, peers("STRICT", "web")],
            [IN_MESH, peers("STRICT", selector={"matchLabels": {"app": "api"}})],
        ],
    ),
    Case(
        "k8s-istio-default-deny",
        passing=[namespace(), [IN_MESH, nothing()], [IN_MESH, nothing("istio-system")], [IN_MESH, nothing(action="ALLOW")]],
        failing=[
            IN_MESH,
            [IN_MESH, nothing("web")],
            [IN_MESH, nothing(action="DENY")],
            [IN_MESH, nothing(selector={"matchLabels": {"app": "api"}})],
            [IN_MESH, nothing(rules=[{"from": [{"source": {"namespaces": ["web"]}}]}])],
        ],
    ),
    Case(
        "k8s-istio-destination-tls",
        passing=[
            destination(host="api"),
            destination(trafficPolicy={"tls": {"mode": "ISTIO_MUTUAL"}}, subsets=[{"name": "a"}, {"name": "b", "trafficPolicy": {}}]),
        ],
        failing=[
            destination(trafficPolicy={"tls": {"mode": "DISABLE"}}),
            destination(trafficPolicy={"tls": {"mode": "SIMPLE", "insecureSkipVerify": True}}),
            destination(trafficPolicy={"portLevelSettings": [{"port": {"number": 80}, "tls": {"mode": "DISABLE"}}]}),
            destination(subsets=[{"name": "a", "trafficPolicy": {"tls": {"mode": "DISABLE"}}}]),
        ],
    ),
    Case(
        "k8s-istio-authorization-open",
        passing=[
            authorization(),
            authorization({"from": [{"source": {"namespaces": ["web"]}}]}),
            authorization({"to": [{"operation": {"ports": ["9090"]}}]}),
            authorization({"when": [{"key": "request.auth.claims[iss]", "values": ["a"]}]}),
            authorization({}, action="DENY"),
        ],
        failing=[authorization({}), authorization({}, action="ALLOW")],
    ),
    Case(
        "k8s-istio-token-keys",
        passing=[tokens(jwksUri=f"https://{KEYS}", audiences=["platform"])],
        failing=[tokens(jwksUri=f"http://{KEYS}", audiences=["platform"]), tokens(jwksUri=f"https://{KEYS}")],
    ),
]
