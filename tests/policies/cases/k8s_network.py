"""What a cluster offers to the world."""

from typing import Any

from tests.policies.case import Case, Made, made

ALB = "alb.ingress.kubernetes.io"
CERTIFICATE = {f"{ALB}/certificate-arn": "arn:aws:acm:us-east-1:111111111111:certificate/1"}
AWS = "service.beta.kubernetes.io/aws-load-balancer-"
API = "kubernetes:gateway.networking.k8s.io/v1"
HTTPS = {"name": "https", "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "tls"}]}}
HTTP = {"name": "http", "protocol": "HTTP"}
TO_HTTPS = {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]}


def service(annotations: dict[str, str] | None = None, **spec: Any) -> Made:
    """A service."""
    return made("kubernetes:core/v1:Service", metadata={"annotations": annotations or {}}, spec=spec)


def ingress(annotations: dict[str, str] | None = None, **spec: Any) -> Made:
    """An ingress."""
    return made("kubernetes:networking.k8s.io/v1:Ingress", metadata={"annotations": annotations or {}}, spec=spec)


def gateway(*listeners: dict[str, Any]) -> Made:
    """A gateway of the Gateway API."""
    return made(f"{API}:Gateway", "gateway", metadata={"name": "edge", "namespace": "edge"}, spec={"listeners": list(listeners)})


def route(rule: dict[str, Any], own: str = "edge", **parent: str) -> Made:
    """A route attached to it."""
    parents = [{"name": "edge", **parent}]
    return made(f"{API}:HTTPRoute", "route", metadata={"namespace": own}, spec={"parentRefs": parents, "rules": [rule]})


CASES = [
    Case(
        "k8s-service-node-port",
        passing=[service(), service(type="ClusterIP")],
        failing=[service(type="NodePort")],
    ),
    Case(
        "k8s-service-load-balancer",
        passing=[
            service(type="ClusterIP"),
            service({f"{AWS}scheme": "internal"}, type="LoadBalancer"),
            service({f"{AWS}internal": "true"}, type="LoadBalancer"),
            service(type="LoadBalancer", loadBalancerSourceRanges=["10.0.0.0/8"]),
        ],
        failing=[
            service(type="LoadBalancer"),
            service({f"{AWS}scheme": "internet-facing"}, type="LoadBalancer"),
            service(type="LoadBalancer", loadBalancerSourceRanges=["10.0.0.0/8", "0.0.0.0/0"]),
        ],
    ),
    Case("k8s-service-external-ips", passing=[service()], failing=[service(externalIPs=["203.0.113.1"])]),
    Case(
        "k8s-ingress-tls",
        passing=[
            ingress(tls=[{"secretName": "tls"}]),
            ingress(CERTIFICATE),
            ingress({f"{ALB}/listen-ports": '[{"HTTPS": 443}]'}),
        ],
        failing=[ingress(), ingress({f"{ALB}/listen-ports": '[{"HTTP": 80}]'}), ingress({"other": "HTTPS"})],
    ),
    Case(
        "k8s-ingress-tls-policy",
        passing=[ingress(), ingress({**CERTIFICATE, f"{ALB}/ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"})],
        failing=[ingress(CERTIFICATE), ingress({**CERTIFICATE, f"{ALB}/ssl-policy": "ELBSecurityPolicy-TLS13-1-0-2021-06"})],
    ),
    Case(
        "k8s-ingress-hosts",
        passing=[ingress(rules=[{"host": "api.example.com"}])],
        failing=[ingress(rules=[{"http": {}}]), ingress(rules=[{"host": "*.example.com"}])],
    ),
    Case(
        "k8s-ingress-snippets",
        passing=[ingress({"nginx.ingress.kubernetes.io/rewrite-target": "/"}), ingress({"example.com/a-snippet": ""})],
        failing=[ingress({"nginx.ingress.kubernetes.io/server-snippet": "lua"})],
    ),
    Case(
        "k8s-ingress-waf",
        passing=[
            ingress(),
            ingress({f"{ALB}/scheme": "internal"}),
            ingress({f"{ALB}/scheme": "internet-facing", f"{ALB}/wafv2-acl-arn": "arn:aws:wafv2:us-east-1:1:regional/webacl/a/b"}),
        ],
        failing=[ingress({f"{ALB}/scheme": "internet-facing"})],
    ),
    Case(
        "k8s-gateway-tls",
        passing=[
            gateway(HTTPS),
            gateway({"name": "tls", "protocol": "TLS", "tls": {"mode": "Passthrough"}}),
            gateway({"name": "tcp", "protocol": "UDP"}),
            [gateway(HTTPS, HTTP), route(TO_HTTPS)],
            [gateway(HTTPS, HTTP), route(TO_HTTPS, sectionName="http"), made(f"{API}:HTTPRoute", "other", spec={})],
            [gateway(HTTPS, HTTP), route(TO_HTTPS, "web", namespace="edge")],
        ],
        failing=[
            gateway(HTTP),
            gateway({"name": "https", "protocol": "HTTPS"}),
            gateway({"name": "tls", "protocol": "TLS", "tls": {"mode": "Terminate"}}),
            [gateway(HTTP), route({"backendRefs": [{"name": "web"}]})],
            [gateway(HTTP), route(TO_HTTPS, sectionName="https")],
            [gateway(HTTP), route(TO_HTTPS, "web")],
            [gateway(HTTP), made(f"{API}:HTTPRoute", "route", spec={"parentRefs": [{"name": "other"}], "rules": [TO_HTTPS]})],
            [gateway(HTTP), made(f"{API}:HTTPRoute", "route", metadata={"namespace": "edge"}, spec={"parentRefs": [{"name": "edge"}]})],
        ],
    ),
]
