"""What clients reach from outside speaks TLS 1.2 or later: load balancers, CloudFront, API Gateway."""

import re
from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Check, Stack, Subject

_LISTENER = "aws:lb/listener:Listener"
_DISTRIBUTIONS = ("aws:cloudfront/distribution:Distribution", "aws:cloudfront/multitenantDistribution:MultitenantDistribution")
_FROM_TLS_1_2 = re.compile(r"-(TLS13|TLS|FS)-1-[23]-")
"""Names of load balancers' security policies tell the oldest version they let in: ELBSecurityPolicy-TLS13-1-2-2021-06."""
_BEFORE_TLS_1_2 = ("SSLv3", "TLSv1", "TLSv1.1")


@resource_rule(
    "lb-listener-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Listeners speak HTTPS; those for HTTP only redirect to HTTPS.",
    remedy='Set protocol="HTTPS", or make the default action a redirect with protocol="HTTPS".',
    controls=("FSBP ELB.1", "CKV_AWS_2", "CKV2_AWS_20"),
    types=(_LISTENER,),
)
def listener_https(listener: Subject) -> Iterator[str]:
    if _is_http(listener.values):
        yield from listener.each(listener.values.items("defaultActions"), _only_redirects)


@stack_rule(
    "lb-listener-rule-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="No rule of an HTTP listener answers requests itself instead of redirecting them to HTTPS.",
    remedy='Attach the rule to the HTTPS listener, or make its action a redirect with protocol="HTTPS".',
    controls=("FSBP ELB.1", "CKV2_AWS_20"),
    types=("aws:lb/listenerRule:ListenerRule",),
)
def listener_rule_https(rule: Subject, stack: Stack) -> Iterator[str]:
    for listener in stack.of_type(_LISTENER):
        if _is_http(listener.values) and stack.refers(rule, "listenerArn", listener):
            yield from rule.each(rule.values.items("actions"), _only_redirects)


def _is_http(listener: Values) -> bool:
    """HTTP is the default where there is a port; the listener of a gateway load balancer has none."""
    protocol = listener.text("protocol").upper()
    return protocol == "HTTP" or (not protocol and listener.has("port"))


def _only_redirects(action: Values) -> Iterator[str]:
    if action.text("type") != "redirect" or action.text("redirect.protocol").upper() != "HTTPS":
        yield f"{action.path} does not redirect to HTTPS"


@resource_rule(
    "lb-listener-tls-policy",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="HTTPS and TLS listeners let in TLS 1.2 and later only; the default policy lets in TLS 1.0.",
    remedy='Set ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06" or a stricter one.',
    controls=("FSBP ELB.17", "CKV_AWS_103", "CKV2_AWS_74"),
    types=(_LISTENER,),
)
def listener_tls_policy(listener: Subject) -> Iterator[str]:
    if listener.values.text("protocol").upper() not in ("HTTPS", "TLS"):
        return
    policy = listener.values.text("sslPolicy") or "ELBSecurityPolicy-2016-08"
    if not _FROM_TLS_1_2.search(policy):
        yield f"sslPolicy {policy} lets in TLS before 1.2"


@resource_rule(
    "lb-network-listener-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Network load balancers end TLS themselves, unless their targets do.",
    remedy='Set protocol="TLS" and a certificate, or exclude a listener whose targets speak TLS.',
    controls=("FSBP ELB.18",),
    types=(_LISTENER,),
)
def network_listener_tls(listener: Subject) -> Iterator[str]:
    if listener.values.text("protocol").upper() == "TCP":
        yield "protocol is TCP, and nobody can tell whether the targets speak TLS"


@resource_rule(
    "lb-target-group-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Load balancers speak HTTPS to their targets, too.",
    remedy='Set protocol="HTTPS" on the target group, with a certificate on the targets.',
    controls=("CKV_AWS_378",),
    types=("aws:lb/targetGroup:TargetGroup",),
)
def target_group_encrypted(group: Subject) -> Iterator[str]:
    if group.values.text("protocol").upper() == "HTTP":
        yield "protocol is HTTP"


@resource_rule(
    "elb-classic-listener-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Classic load balancers listen for HTTPS or SSL only.",
    remedy='Set lb_protocol="https" or "ssl" on each listener, or move to an aws.lb.LoadBalancer.',
    controls=("FSBP ELB.3", "CKV_AWS_376"),
    types=("aws:elb/loadBalancer:LoadBalancer",),
)
def classic_listener_tls(balancer: Subject) -> Iterator[str]:
    yield from balancer.each(balancer.values.items("listeners"), _classic_listener)


def _classic_listener(listener: Values) -> Iterator[str]:
    if listener.text("lbProtocol").lower() not in ("https", "ssl"):
        yield f"{listener.path}.lbProtocol is neither https nor ssl"


@resource_rule(
    "elb-classic-tls-policy",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="The TLS policies of classic load balancers let in TLS 1.2 only.",
    remedy="Set the attribute Reference-Security-Policy to ELBSecurityPolicy-TLS-1-2-2017-01, and no older protocol.",
    controls=("CKV_AWS_213",),
    types=("aws:elb/loadBalancerPolicy:LoadBalancerPolicy", "aws:elb/sslNegotiationPolicy:SslNegotiationPolicy"),
)
def classic_tls_policy(policy: Subject) -> Iterator[str]:
    yield from policy.each([*policy.values.items("policyAttributes"), *policy.values.items("attributes")], _classic_attribute)


def _classic_attribute(attribute: Values) -> Iterator[str]:
    name = attribute.text("name")
    if name.removeprefix("Protocol-") in _BEFORE_TLS_1_2 and attribute.flag("value"):
        yield f"{attribute.path} turns {name} on"
    if name == "Reference-Security-Policy" and not _FROM_TLS_1_2.search(attribute.text("value")):
        yield f"{attribute.path} names a policy that lets in TLS before 1.2"


@resource_rule(
    "cloudfront-viewer-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="CloudFront serves viewers over HTTPS, or redirects them to it.",
    remedy='Set viewer_protocol_policy="redirect-to-https" or "https-only" on every cache behavior.',
    controls=("FSBP CloudFront.3", "CKV_AWS_34"),
    types=_DISTRIBUTIONS,
)
def viewer_https(distribution: Subject) -> Iterator[str]:
    yield from distribution.separately(
        lambda values: _viewer_protocol(values.inner("defaultCacheBehavior")),
        lambda values: distribution.each(values.items("orderedCacheBehaviors"), _viewer_protocol),
        lambda values: distribution.each(values.items("cacheBehaviors"), _viewer_protocol),
    )


def _viewer_protocol(behavior: Values) -> Iterator[str]:
    if behavior.text("viewerProtocolPolicy") not in ("redirect-to-https", "https-only"):
        yield f"{behavior.path}.viewerProtocolPolicy lets viewers use plain HTTP"


@resource_rule(
    "cloudfront-viewer-tls-version",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="CloudFront lets in viewers with TLS 1.2 and later only, which takes a certificate of one's own.",
    remedy='Set viewer_certificate with acm_certificate_arn and minimum_protocol_version="TLSv1.2_2021" or later.',
    controls=("FSBP CloudFront.15", "FSBP CloudFront.7", "CKV_AWS_174", "CKV2_AWS_42"),
    types=_DISTRIBUTIONS,
)
def viewer_tls_version(distribution: Subject) -> Iterator[str]:
    certificate = distribution.values.inner("viewerCertificate")
    if certificate.flag("cloudfrontDefaultCertificate"):
        yield "the certificate of cloudfront.net lets in TLS before 1.2"
    elif not certificate.text("minimumProtocolVersion").startswith(("TLSv1.2", "TLSv1.3")):
        yield "viewerCertificate.minimumProtocolVersion lets in TLS before 1.2"


@resource_rule(
    "cloudfront-origin-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="CloudFront fetches from its origins over HTTPS, with TLS 1.2 and later.",
    remedy='Set origin_protocol_policy="https-only" and origin_ssl_protocols=["TLSv1.2"] on each custom and VPC origin.',
    controls=("FSBP CloudFront.9", "FSBP CloudFront.10", "CKV2_AWS_72"),
    types=(*_DISTRIBUTIONS, "aws:cloudfront/vpcOrigin:VpcOrigin"),
)
def origin_https(origins: Subject) -> Iterator[str]:
    yield from origins.each(origins.values.items("origins"), lambda origin: _origins(origins, origin, "customOriginConfig"))
    yield from _origins(origins, origins.values, "vpcOriginEndpointConfig")


def _origins(subject: Subject, values: Values, path: str) -> Iterator[str]:
    yield from subject.each(values.items(path), _origin_protocol, _origin_tls, _vpc_origin_tls)


def _origin_protocol(origin: Values) -> Iterator[str]:
    if origin.text("originProtocolPolicy") != "https-only":
        yield f"{origin.path}.originProtocolPolicy is not https-only"


def _origin_tls(origin: Values) -> Iterator[str]:
    for protocol in origin.each_text("originSslProtocols"):
        if protocol in _BEFORE_TLS_1_2:
            yield f"{origin.path}.originSslProtocols has {protocol}"


def _vpc_origin_tls(origin: Values) -> Iterator[str]:
    for protocol in origin.inner("originSslProtocols").each_text("items"):
        if protocol in _BEFORE_TLS_1_2:
            yield f"{origin.path}.originSslProtocols has {protocol}"


@resource_rule(
    "apigateway-domain-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Domain names of API Gateway let in TLS 1.2 and later only.",
    remedy='Set security_policy="TLS_1_2" or a SecurityPolicy_TLS13_1_2 or later.',
    controls=("CKV_AWS_206",),
    types=("aws:apigateway/domainName:DomainName", "aws:apigatewayv2/domainName:DomainName"),
)
def domain_tls(domain: Subject) -> Iterator[str]:
    configuration = domain.values.inner("domainNameConfiguration") if domain.type.startswith("aws:apigatewayv2/") else domain.values
    policy = configuration.text("securityPolicy")
    if not policy or "1_0" in policy:
        yield "securityPolicy lets in TLS before 1.2"


@resource_rule(
    "apigateway-integration-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="API Gateway calls backends over HTTPS, and verifies their certificates.",
    remedy="Use an https:// URI, and leave tls_config.insecure_skip_verification off.",
    controls=("platform",),
    types=("aws:apigateway/integration:Integration", "aws:apigatewayv2/integration:Integration"),
)
def integration_https(integration: Subject) -> Iterator[str]:
    yield from integration.separately(_plain_uri("uri"), _plain_uri("integrationUri"), _skips_verification)


def _plain_uri(property_: str) -> Check:
    def check(integration: Values) -> Iterator[str]:
        if integration.text(property_).lower().startswith("http://"):
            yield f"{property_} begins with http://"

    return check


def _skips_verification(integration: Values) -> Iterator[str]:
    if integration.flag("tlsConfig.insecureSkipVerification"):
        yield "tlsConfig.insecureSkipVerification is true"
