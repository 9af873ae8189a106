"""What clients reach from outside speaks TLS 1.2 or later."""

from typing import Any

from tests.policies.case import Case, made, ref

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
CLASSIC_POLICY = "aws:elb/loadBalancerPolicy:LoadBalancerPolicy"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
MULTITENANT = "aws:cloudfront/multitenantDistribution:MultitenantDistribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
DOMAIN = "aws:apigateway/domainName:DomainName"
DOMAIN_V2 = "aws:apigatewayv2/domainName:DomainName"
INTEGRATION = "aws:apigateway/integration:Integration"
INTEGRATION_V2 = "aws:apigatewayv2/integration:Integration"

FORWARD = {"type": "forward", "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/api/1"}
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
PLAIN = made(LISTENER, "plain", port=80, protocol="HTTP", defaultActions=[REDIRECT])
SECURE = made(LISTENER, "secure", port=443, protocol="HTTPS", defaultActions=[FORWARD])


def origin(**custom: Any) -> list[dict[str, Any]]:
    """One origin that is no bucket."""
    return [{"originId": "api", "domainName": "api.example.com", "customOriginConfig": {"httpPort": 80, **custom}}]


HTTPS_ONLY = {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]}

CASES = [
    Case(
        "lb-listener-https",
        passing=[
            SECURE,
            PLAIN,
            made(LISTENER, port=443, protocol="TLS", defaultActions=[FORWARD]),
            made(LISTENER, defaultActions=[FORWARD]),
        ],
        failing=[
            made(LISTENER, port=80, protocol="HTTP", defaultActions=[FORWARD]),
            made(LISTENER, port=80, defaultActions=[FORWARD]),
            made("aws:alb/listener:Listener", port=80, protocol="HTTP", defaultActions=[{"type": "redirect", "redirect": {"port": "81"}}]),
            made(LISTENER, protocol="http", defaultActions=[REDIRECT, FORWARD]),
        ],
    ),
    Case(
        "lb-listener-rule-https",
        passing=[
            [made(RULE, listenerArn=ref("secure"), actions=[FORWARD]), SECURE],
            [made(RULE, listenerArn=ref("plain"), actions=[REDIRECT]), PLAIN],
        ],
        failing=[[made(RULE, listenerArn=ref("plain"), actions=[FORWARD]), PLAIN]],
    ),
    Case(
        "lb-listener-tls-policy",
        passing=[
            made(LISTENER, port=443, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
            made(LISTENER, port=443, protocol="TLS", sslPolicy="ELBSecurityPolicy-FS-1-2-Res-2020-10"),
            PLAIN,
        ],
        failing=[
            made(LISTENER, port=443, protocol="HTTPS"),
            made(LISTENER, port=443, protocol="TLS", sslPolicy="ELBSecurityPolicy-TLS13-1-0-2021-06"),
        ],
    ),
    Case(
        "lb-network-listener-tls",
        passing=[made(LISTENER, port=443, protocol="TLS"), SECURE],
        failing=[made(LISTENER, port=443, protocol="TCP")],
    ),
    Case(
        "lb-target-group-encrypted",
        passing=[made("aws:lb/targetGroup:TargetGroup", protocol="HTTPS"), made("aws:lb/targetGroup:TargetGroup", targetType="lambda")],
        failing=[made("aws:lb/targetGroup:TargetGroup", protocol="HTTP")],
    ),
    Case(
        "elb-classic-listener-tls",
        passing=[made(CLASSIC, listeners=[{"lbPort": 443, "lbProtocol": "HTTPS"}, {"lbPort": 444, "lbProtocol": "ssl"}])],
        failing=[made(CLASSIC, listeners=[{"lbPort": 443, "lbProtocol": "HTTPS"}, {"lbPort": 80, "lbProtocol": "http"}])],
    ),
    Case(
        "elb-classic-tls-policy",
        passing=[
            made(
                CLASSIC_POLICY,
                policyAttributes=[
                    {"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-TLS-1-2-2017-01"},
                    {"name": "Protocol-TLSv1", "value": "false"},
                    {"name": "Protocol-TLSv1.2", "value": "true"},
                ],
            ),
        ],
        failing=[
            made(CLASSIC_POLICY, policyAttributes=[{"name": "Protocol-TLSv1.1", "value": "true"}]),
            made(
                "aws:elb/sslNegotiationPolicy:SslNegotiationPolicy",
                attributes=[{"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-2016-08"}],
            ),
        ],
    ),
    Case(
        "cloudfront-viewer-https",
        passing=[
            made(
                DISTRIBUTION,
                defaultCacheBehavior={"viewerProtocolPolicy": "redirect-to-https"},
                orderedCacheBehaviors=[{"pathPattern": "/api/*", "viewerProtocolPolicy": "https-only"}],
            ),
        ],
        failing=[
            made(DISTRIBUTION, defaultCacheBehavior={"viewerProtocolPolicy": "allow-all"}),
            made(
                MULTITENANT,
                defaultCacheBehavior={"viewerProtocolPolicy": "https-only"},
                cacheBehaviors=[{"pathPattern": "/api/*", "viewerProtocolPolicy": "allow-all"}],
            ),
            made(
                DISTRIBUTION,
                defaultCacheBehavior={"viewerProtocolPolicy": "https-only"},
                orderedCacheBehaviors=[{"pathPattern": "/api/*", "viewerProtocolPolicy": "allow-all"}],
            ),
        ],
    ),
    Case(
        "cloudfront-viewer-tls-version",
        passing=[
            made(DISTRIBUTION, viewerCertificate={"acmCertificateArn": ref("certificate"), "minimumProtocolVersion": "TLSv1.2_2021"}),
            made(DISTRIBUTION, viewerCertificate={"acmCertificateArn": ref("certificate"), "minimumProtocolVersion": "TLSv1.3_2025"}),
        ],
        failing=[
            made(DISTRIBUTION, viewerCertificate={"cloudfrontDefaultCertificate": True, "minimumProtocolVersion": "TLSv1.2_2021"}),
            made(DISTRIBUTION, viewerCertificate={"acmCertificateArn": ref("certificate"), "minimumProtocolVersion": "TLSv1.1_2016"}),
            made(DISTRIBUTION, viewerCertificate={"acmCertificateArn": ref("certificate")}),
        ],
    ),
    Case(
        "cloudfront-origin-https",
        passing=[
            made(DISTRIBUTION, origins=[*origin(**HTTPS_ONLY), {"originId": "web", "domainName": "web.s3.amazonaws.com"}]),
            made(
                VPC_ORIGIN,
                vpcOriginEndpointConfig={"originProtocolPolicy": "https-only", "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1}},
            ),
        ],
        failing=[
            made(DISTRIBUTION, origins=origin(**HTTPS_ONLY | {"originProtocolPolicy": "match-viewer"})),
            made(DISTRIBUTION, origins=origin(**HTTPS_ONLY | {"originSslProtocols": ["TLSv1.2", "TLSv1.1"]})),
            made(
                VPC_ORIGIN,
                vpcOriginEndpointConfig={
                    "originProtocolPolicy": "https-only",
                    "originSslProtocols": {"items": ["SSLv3"], "quantity": 1},
                },
            ),
        ],
    ),
    Case(
        "apigateway-domain-tls",
        passing=[
            made(DOMAIN, domainName="api.example.com", securityPolicy="TLS_1_2"),
            made(DOMAIN, domainName="api.example.com", securityPolicy="SecurityPolicy_TLS13_1_3_2025_09"),
            made(DOMAIN_V2, domainName="api.example.com", domainNameConfiguration={"securityPolicy": "TLS_1_2"}),
        ],
        failing=[
            made(DOMAIN, domainName="api.example.com"),
            made(DOMAIN, domainName="api.example.com", securityPolicy="TLS_1_0"),
            made(DOMAIN_V2, domainName="api.example.com", domainNameConfiguration={"securityPolicy": "TLS_1_0"}),
        ],
    ),
    Case(
        "apigateway-integration-https",
        passing=[
            made(INTEGRATION, type="HTTP_PROXY", uri="https://api.example.com"),
            made(INTEGRATION_V2, integrationType="HTTP_PROXY", integrationUri=ref("listener")),
        ],
        failing=[
            made(INTEGRATION, type="HTTP_PROXY", uri="http://api.example.com"),
            made(INTEGRATION_V2, integrationType="HTTP_PROXY", integrationUri="HTTP://api.example.com"),
            made(INTEGRATION, type="HTTP_PROXY", uri="https://api.example.com", tlsConfig={"insecureSkipVerification": True}),
        ],
    ),
]
