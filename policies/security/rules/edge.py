"""What faces the internet is guarded: firewalls in front, headers checked, origins behind."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.remediation import setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
_DISTRIBUTIONS = ("aws:cloudfront/distribution:Distribution", "aws:cloudfront/multitenantDistribution:MultitenantDistribution")
_STAGE = "aws:apigateway/stage:Stage"
_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
_NO_FIREWALL = "no WebAclAssociation refers to it"
_BUCKET_DOMAIN = ".s3."


@resource_rule(
    "lb-drops-invalid-headers",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Application load balancers drop headers that are not valid, which they pass on by default.",
    remedy="Set drop_invalid_header_fields=True.",
    controls=("FSBP ELB.4", "CKV_AWS_131"),
    types=(_BALANCER,),
    remediation=setting("dropInvalidHeaderFields", True),
)
def lb_drops_invalid_headers(balancer: Subject) -> Iterator[str]:
    if _is_application(balancer) and not balancer.values.flag("dropInvalidHeaderFields"):
        yield "dropInvalidHeaderFields is not true"


@resource_rule(
    "lb-desync-mitigation",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Load balancers refuse requests that parsers read in two ways, as they do by default.",
    remedy='Leave desync_mitigation_mode out, or set it to "defensive" or "strictest".',
    controls=("FSBP ELB.12", "FSBP ELB.14", "CKV_AWS_328"),
    types=(_BALANCER, _CLASSIC),
)
def lb_desync_mitigation(balancer: Subject) -> Iterator[str]:
    if balancer.values.text("desyncMitigationMode") == "monitor":
        yield "desyncMitigationMode is monitor"


@stack_rule(
    "lb-behind-waf",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Application load balancers that face the internet stand behind a web application firewall.",
    remedy="Add an aws.wafv2.WebAclAssociation with the load balancer's ARN, or make it internal.",
    controls=("FSBP ELB.16", "CKV2_AWS_28"),
    types=(_BALANCER,),
)
def lb_behind_waf(balancer: Subject, stack: Stack) -> Iterator[str]:
    faces_internet = _is_application(balancer) and not balancer.values.flag("internal")
    if faces_internet and not stack.companions(balancer, _ASSOCIATION, "resourceArn"):
        yield _NO_FIREWALL


def _is_application(balancer: Subject) -> bool:
    return balancer.values.text("loadBalancerType") in ("", "application")


@stack_rule(
    "apigateway-behind-waf",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Stages of REST APIs stand behind a web application firewall, unless the API is private.",
    remedy="Add an aws.wafv2.WebAclAssociation with the stage's ARN.",
    controls=("FSBP APIGateway.4", "CKV2_AWS_29"),
    types=(_STAGE,),
)
def api_behind_waf(stage: Subject, stack: Stack) -> Iterator[str]:
    def is_private(api: Subject) -> bool:
        return "PRIVATE" in api.values.each_text("endpointConfiguration.types") and stack.refers(stage, "restApi", api)

    apis = stack.of_type("aws:apigateway/restApi:RestApi")
    if not any_of(*(partial(is_private, api) for api in apis)) and not stack.companions(stage, _ASSOCIATION, "resourceArn"):
        yield _NO_FIREWALL


@stack_rule(
    "appsync-behind-waf",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="GraphQL APIs of AppSync stand behind a web application firewall, unless they are private.",
    remedy="Add an aws.wafv2.WebAclAssociation with the API's ARN.",
    controls=("CKV2_AWS_33",),
    types=("aws:appsync/graphQLApi:GraphQLApi",),
)
def appsync_behind_waf(api: Subject, stack: Stack) -> Iterator[str]:
    if api.values.text("visibility") != "PRIVATE" and not stack.companions(api, _ASSOCIATION, "resourceArn"):
        yield _NO_FIREWALL


@stack_rule(
    "cloudfront-behind-waf",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="CloudFront stands behind a web application firewall.",
    remedy="Set web_acl_id to the ARN of an aws.wafv2.WebAcl with the scope CLOUDFRONT.",
    controls=("FSBP CloudFront.6", "CKV_AWS_68"),
    types=_DISTRIBUTIONS,
)
def cloudfront_behind_waf(distribution: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(distribution, "webAclId"):
        yield "webAclId is not set"


@resource_rule(
    "cloudfront-bucket-origin-access-control",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="CloudFront signs what it fetches from buckets, so that nobody need be let in around it.",
    remedy="Set origin_access_control_id to an aws.cloudfront.OriginAccessControl on each origin that is a bucket.",
    controls=("FSBP CloudFront.13", "CKV2_AWS_46"),
    types=_DISTRIBUTIONS,
)
def bucket_origin_access_control(distribution: Subject) -> Iterator[str]:
    yield from distribution.each(distribution.values.items("origins"), _bucket_origin)


def _bucket_origin(origin: Values) -> Iterator[str]:
    is_bucket = origin.has("s3OriginConfig") or _BUCKET_DOMAIN in origin.text("domainName")
    if is_bucket and not origin.has("originAccessControlId"):
        yield f"{origin.path}.originAccessControlId is not set"


@resource_rule(
    "cloudfront-default-root-object",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="CloudFront answers requests for its root with a page, and never with what a bucket lists.",
    remedy='Set default_root_object, such as "index.html".',
    controls=("FSBP CloudFront.1", "CKV_AWS_305"),
    types=_DISTRIBUTIONS,
)
def default_root_object(distribution: Subject) -> Iterator[str]:
    if not distribution.values.has("defaultRootObject"):
        yield "defaultRootObject is not set"


@resource_rule(
    "cloudfront-geo-restriction",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="CloudFront serves the countries that are meant.",
    remedy='Set restrictions.geo_restriction to a restriction_type of "whitelist" or "blacklist" with locations.',
    controls=("CKV_AWS_374",),
    types=_DISTRIBUTIONS,
)
def geo_restriction(distribution: Subject) -> Iterator[str]:
    if distribution.values.text("restrictions.geoRestriction.restrictionType") in ("", "none"):
        yield "restrictions.geoRestriction.restrictionType is none"


@resource_rule(
    "cloudfront-security-headers",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="CloudFront tells browsers by response headers how to treat what it serves.",
    remedy="Set response_headers_policy_id on each cache behavior.",
    controls=("CKV2_AWS_32",),
    types=_DISTRIBUTIONS,
)
def security_headers(distribution: Subject) -> Iterator[str]:
    yield from distribution.separately(
        lambda values: _headers_policy(values.inner("defaultCacheBehavior")),
        lambda values: distribution.each(values.items("orderedCacheBehaviors"), _headers_policy),
        lambda values: distribution.each(values.items("cacheBehaviors"), _headers_policy),
    )


def _headers_policy(behavior: Values) -> Iterator[str]:
    if not behavior.has("responseHeadersPolicyId"):
        yield f"{behavior.path}.responseHeadersPolicyId is not set"


@resource_rule(
    "cloudfront-headers-policy-hsts",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="Response headers policies tell browsers to come over HTTPS only, for a year and more.",
    remedy="Set security_headers_config.strict_transport_security with access_control_max_age_sec=31536000, override and subdomains.",
    controls=("CKV_AWS_259",),
    types=("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",),
)
def headers_policy_hsts(policy: Subject) -> Iterator[str]:
    seconds = policy.values.number("securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec") or 0
    if seconds < 31_536_000:
        yield "securityHeadersConfig.strictTransportSecurity.accessControlMaxAgeSec is below a year"


@resource_rule(
    "transfer-server-private",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Transfer Family servers stand in a VPC, where security groups say who may reach them; by default they are public.",
    remedy='Set endpoint_type="VPC" and endpoint_details.',
    controls=("CKV_AWS_164",),
    types=("aws:transfer/server:Server",),
)
def transfer_server_private(server: Subject) -> Iterator[str]:
    if server.values.text("endpointType") not in ("VPC", "VPC_ENDPOINT"):
        yield "endpointType is PUBLIC"
