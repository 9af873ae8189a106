"""The ways in: CloudFront, certificates, WAF, API Gateway."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts, not_counted

_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"

not_counted("wafv2", "AWS reckons it when the rules are made", "Web ACL capacity units per web ACL")


@counts("cloudfront", "Alternate domain names (CNAMEs) per distribution", of=(_DISTRIBUTION,))
def aliases(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("aliases"), where=one.name)


@counts("cloudfront", "Cache behaviors per distribution", of=(_DISTRIBUTION,))
def behaviours(one: One) -> Iterator[Use]:
    """The default one counts, too."""
    yield one.use(1 + one.values.count("orderedCacheBehaviors"), where=one.name)


@counts("cloudfront", "Origins per distribution", of=(_DISTRIBUTION,))
def origins(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("origins"), where=one.name)


@counts("cloudfront", "Origin groups per distribution", of=(_DISTRIBUTION,))
def origin_groups(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("originGroups"), where=one.name)


@counts("acm", "Domain names per ACM certificate", of=("aws:acm/certificate:Certificate",))
def names(one: One) -> Iterator[Use]:
    """Its own name and the others; imported ones bring theirs along."""
    others = one.values.texts("subjectAlternativeNames") if one.values.has("subjectAlternativeNames") else []
    if one.values.has("domainName"):
        yield one.use(len({one.values.text("domainName"), *others}), where=one.name)


def _scoped(one: One, quota: str) -> Iterator[Use]:
    """What is for CloudFront counts apart from what is for load balancers and APIs."""
    yield one.use(1, quota=f"{quota} per account in WAF for {'CloudFront' if one.values.text('scope') == 'CLOUDFRONT' else 'regional'}")


@counts(
    "wafv2",
    "Maximum web ACLs per account in WAF for regional",
    "Maximum web ACLs per account in WAF for CloudFront",
    of=("aws:wafv2/webAcl:WebAcl",),
)
def web_acls(one: One) -> Iterator[Use]:
    yield from _scoped(one, "Maximum web ACLs")


@counts(
    "wafv2",
    "Maximum rule groups per account in WAF for regional",
    "Maximum rule groups per account in WAF for CloudFront",
    of=("aws:wafv2/ruleGroup:RuleGroup",),
)
def rule_groups(one: One) -> Iterator[Use]:
    yield from _scoped(one, "Maximum rule groups")


@counts(
    "wafv2",
    "Maximum IP sets per account in WAF for regional",
    "Maximum IP sets per account in WAF for CloudFront",
    of=("aws:wafv2/ipSet:IpSet",),
)
def address_sets(one: One) -> Iterator[Use]:
    yield from _scoped(one, "Maximum IP sets")


@counts("apigateway", "Subnets per VPC link(V2)", of=("aws:apigatewayv2/vpcLink:VpcLink",))
def link_subnets(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("subnetIds"), where=one.name)
