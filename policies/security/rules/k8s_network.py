"""What a cluster offers to the world comes in by gateways, encrypted."""

import re
from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import annotation, name_of, namespace_of, tokens
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.load_balancers import serves_inside
from policies.subject import Stack, Subject, any_of

_SERVICE = tokens("Service", "core/v1")
_INGRESS = tokens("Ingress", "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1")
_GATEWAY_API = ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1")
_ALB = "alb.ingress.kubernetes.io"
_MODERN_TLS = re.compile(r"ELBSecurityPolicy-(TLS13|TLS|FS)-1-[23]")
_NGINX = "nginx.ingress.kubernetes.io/"


@resource_rule(
    "k8s-service-node-port",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No service opens a port on every node.",
    remedy="Use type ClusterIP behind a gateway.",
    controls=("kyverno restrict-nodeport",),
    types=_SERVICE,
)
def service_node_port(service: Subject) -> Iterator[str]:
    if service.values.text("spec.type") == "NodePort":
        yield "type is NodePort"


@resource_rule(
    "k8s-service-load-balancer",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="A service's load balancer is internal, or says which addresses it serves.",
    remedy="Annotate it service.beta.kubernetes.io/aws-load-balancer-scheme: internal, or set load_balancer_source_ranges.",
    controls=("kyverno restrict-loadbalancer",),
    types=_SERVICE,
)
def service_load_balancer(service: Subject) -> Iterator[str]:
    is_balanced = service.values.text("spec.type") == "LoadBalancer"
    if is_balanced and not serves_inside(service.values, "metadata.annotations", "spec.loadBalancerSourceRanges"):
        yield "its load balancer is neither internal nor kept to loadBalancerSourceRanges"


@resource_rule(
    "k8s-service-external-ips",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="No service claims addresses by itself; whoever may do so takes over others' traffic (CVE-2020-8554).",
    remedy="Leave out external_ips.",
    controls=("kyverno restrict-external-ips",),
    types=_SERVICE,
)
def service_external_ips(service: Subject) -> Iterator[str]:
    if service.values.has("spec.externalIPs"):
        yield "externalIPs is set"


@resource_rule(
    "k8s-ingress-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="An ingress serves TLS.",
    remedy="Set tls with a certificate's Secret; for AWS's load balancers the annotation alb.ingress.kubernetes.io/certificate-arn.",
    controls=("kyverno require-ingress-https",),
    types=_INGRESS,
)
def ingress_tls(ingress: Subject) -> Iterator[str]:
    if not any_of(
        lambda: ingress.values.has("spec.tls"),
        lambda: bool(annotation(ingress, f"{_ALB}/certificate-arn")),
        lambda: "HTTPS" in annotation(ingress, f"{_ALB}/listen-ports"),
    ):
        yield "it has no tls"


@resource_rule(
    "k8s-ingress-tls-policy",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="An ingress' AWS load balancer takes TLS 1.2 and later only; by itself it takes 1.0.",
    remedy="Annotate it alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-TLS13-1-2-2021-06.",
    controls=("CKV_AWS_103",),
    types=_INGRESS,
)
def ingress_tls_policy(ingress: Subject) -> Iterator[str]:
    is_encrypted = f"{_ALB}/certificate-arn" in ingress.values.keys("metadata.annotations")
    if is_encrypted and not _MODERN_TLS.match(annotation(ingress, f"{_ALB}/ssl-policy")):
        yield "ssl-policy does not keep to TLS 1.2 and later"


@resource_rule(
    "k8s-ingress-hosts",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="An ingress names its hosts, so that it takes no other's requests.",
    remedy="Set the host of each rule, without *.",
    controls=("kyverno disallow-empty-ingress-host", "kyverno restrict-ingress-wildcard"),
    types=_INGRESS,
)
def ingress_hosts(ingress: Subject) -> Iterator[str]:
    yield from ingress.each(ingress.values.items("spec.rules"), _names_host)


def _names_host(rule: Values) -> Iterator[str]:
    if not rule.has("host") or "*" in rule.text("host"):
        yield f"{rule.path} is for any host"


@resource_rule(
    "k8s-ingress-snippets",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="No ingress adds configuration of its own to NGINX, which reads all Secrets (CVE-2021-25742).",
    remedy="Leave out the annotations …-snippet; ingress-nginx itself is retired, use another controller.",
    controls=("CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"),
    types=_INGRESS,
)
def ingress_snippets(ingress: Subject) -> Iterator[str]:
    for name in ingress.values.keys("metadata.annotations"):
        if name.startswith(_NGINX) and name.endswith("-snippet"):
            yield f"annotation {name}"


@resource_rule(
    "k8s-ingress-waf",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="An ingress whose AWS load balancer faces the internet has a web ACL.",
    remedy="Annotate it alb.ingress.kubernetes.io/wafv2-acl-arn.",
    controls=("FSBP ELB.16",),
    types=_INGRESS,
)
def ingress_waf(ingress: Subject) -> Iterator[str]:
    if annotation(ingress, f"{_ALB}/scheme") == "internet-facing" and f"{_ALB}/wafv2-acl-arn" not in ingress.values.keys(
        "metadata.annotations"
    ):
        yield "it faces the internet and has no wafv2-acl-arn"


@stack_rule(
    "k8s-gateway-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Listeners of a Gateway serve TLS; plain HTTP does nothing but redirect to it.",
    remedy="Set protocol HTTPS with tls.certificate_refs, or attach an HTTPRoute with a RequestRedirect to https.",
    controls=("platform",),
    types=tokens("Gateway", *_GATEWAY_API),
)
def gateway_tls(gateway: Subject, stack: Stack) -> Iterator[str]:
    def plain(listener: Values) -> Iterator[str]:
        if listener.text("protocol") == "HTTP" and not _only_redirects(gateway, listener, stack):
            yield f"{listener.path} serves plain HTTP"

    yield from gateway.each(gateway.values.items("spec.listeners"), plain, _has_certificate)


def _has_certificate(listener: Values) -> Iterator[str]:
    terminates = listener.text("tls.mode") in ("", "Terminate")
    if listener.text("protocol") in ("HTTPS", "TLS") and terminates and not listener.has("tls.certificateRefs"):
        yield f"{listener.path} has no certificate"


def _only_redirects(gateway: Subject, listener: Values, stack: Stack) -> bool:
    routes = [route for route in stack.of_type(*tokens("HTTPRoute", *_GATEWAY_API)) if _is_attached(route, gateway, listener)]
    rules = [rule for route in routes for rule in route.values.items("spec.rules")]
    return bool(rules) and all(_redirects(rule) for rule in rules)


def _is_attached(route: Subject, gateway: Subject, listener: Values) -> bool:
    if route.provider_urn != gateway.provider_urn:
        return False
    return any(
        parent.text("name") == name_of(gateway)
        and (parent.text("namespace") or namespace_of(route)) == namespace_of(gateway)
        and parent.text("sectionName") in ("", listener.text("name"))
        for parent in route.values.items("spec.parentRefs")
    )


def _redirects(rule: Values) -> bool:
    return any(filter_.text("requestRedirect.scheme") == "https" for filter_ in rule.items("filters"))
