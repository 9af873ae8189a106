"""Who called what is recorded at every edge of the network."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.remediation import setting
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Check, Stack, Subject, any_of

_CONNECTION_LOGS = {
    "aws:globalaccelerator/accelerator:Accelerator": ("attributes.flowLogsEnabled",),
    "aws:ec2clientvpn/endpoint:Endpoint": ("connectionLogOptions.enabled",),
    "aws:ec2/vpnConnection:VpnConnection": (
        "tunnel1LogOptions.cloudwatchLogOptions.logEnabled",
        "tunnel2LogOptions.cloudwatchLogOptions.logEnabled",
    ),
}
"""The switches of those ways into a network that log connections."""
_VPCS = ("aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc")


@stack_rule(
    "vpc-flow-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Every VPC records its flows, at least the refused ones.",
    remedy="Add an aws.ec2.FlowLog with vpc_id and traffic_type 'ALL'.",
    controls=("FSBP EC2.6", "CIS AWS 3.7", "CKV2_AWS_11"),
    types=_VPCS,
)
def vpc_flow_logs(vpc: Subject, stack: Stack) -> Iterator[str]:
    def records(log: Subject) -> bool:
        return log.values.text("trafficType") != "ACCEPT" and stack.refers(log, "vpcId", vpc)

    if not any_of(*(partial(records, log) for log in stack.of_type("aws:ec2/flowLog:FlowLog"))):
        yield "no FlowLog records what is refused in it"


@stack_rule(
    "vpc-dns-queries-logged",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Every VPC records the names that are looked up in it, the first trace of most intrusions.",
    remedy="Add an aws.route53.ResolverQueryLogConfig and a ResolverQueryLogConfigAssociation with the VPC.",
    controls=("platform",),
    types=_VPCS,
)
def vpc_dns_queries_logged(vpc: Subject, stack: Stack) -> Iterator[str]:
    association = "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation"
    if not stack.companions(vpc, association, "resourceId"):
        yield "no ResolverQueryLogConfigAssociation refers to it"


@resource_rule(
    "lb-access-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Application, network and classic load balancers write access logs.",
    remedy="Set access_logs with a bucket and enabled=True.",
    controls=("FSBP ELB.5", "CKV_AWS_91", "CKV_AWS_92"),
    types=("aws:lb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"),
)
def lb_access_logs(balancer: Subject) -> Iterator[str]:
    if balancer.values.text("loadBalancerType") == "gateway":
        return  # has none to write
    logs = balancer.values.inner("accessLogs")
    classic = balancer.type.startswith("aws:elb/")
    if not logs.keys():
        yield "accessLogs is not set"
    elif not logs.flag("enabled", default=classic):  # of a classic one it is true unless said otherwise
        yield "accessLogs.enabled is not true"


@stack_rule(
    "cloudfront-access-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="CloudFront distributions write access logs.",
    remedy="Set logging_config with a bucket, or add an aws.cloudwatch.LogDeliverySource for the distribution.",
    controls=("FSBP CloudFront.5", "CKV_AWS_86"),
    types=("aws:cloudfront/distribution:Distribution",),
)
def cloudfront_access_logs(distribution: Subject, stack: Stack) -> Iterator[str]:
    source = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
    if not any_of(
        lambda: distribution.values.has("loggingConfig"),
        lambda: bool(stack.companions(distribution, source, "resourceArn")),
    ):
        yield "neither loggingConfig nor a LogDeliverySource is set"


@resource_rule(
    "apigateway-access-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Stages of API Gateway write access logs.",
    remedy="Set access_log_settings with a log group and a format.",
    controls=("FSBP APIGateway.9", "CKV_AWS_76"),
    types=("aws:apigateway/stage:Stage", "aws:apigatewayv2/stage:Stage"),
)
def apigateway_access_logs(stage: Subject) -> Iterator[str]:
    if not stage.values.has("accessLogSettings"):
        yield "accessLogSettings is not set"


@stack_rule(
    "apigateway-execution-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Stages of a REST API log the errors of all methods.",
    remedy="Add an aws.apigateway.MethodSettings with method_path '*/*' and logging_level ERROR or INFO for the stage.",
    controls=("FSBP APIGateway.1", "CKV2_AWS_4"),
    types=("aws:apigateway/stage:Stage",),
)
def apigateway_execution_logs(stage: Subject, stack: Stack) -> Iterator[str]:
    settings = stack.of_type("aws:apigateway/methodSettings:MethodSettings")
    if not any_of(*(partial(_logs_all_methods, one, stage, stack) for one in settings)):
        yield "no MethodSettings logs all its methods"


def _logs_all_methods(settings: Subject, stage: Subject, stack: Stack) -> bool:
    values = settings.values
    if values.text("methodPath") != "*/*" or values.text("settings.loggingLevel") not in ("ERROR", "INFO"):
        return False
    return stack.refers(settings, "stageName", stage) or _place(settings) == _place(stage)


def _place(part: Subject) -> tuple[object, ...]:
    """The API and the stage that it names."""
    return part.property_dependencies.get("restApi") or part.values.text("restApi"), part.values.text("stageName")


@resource_rule(
    "apigateway-traced",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Stages of a REST API trace requests by X-Ray.",
    remedy="Set xray_tracing_enabled=True.",
    controls=("FSBP APIGateway.3", "CKV_AWS_73"),
    types=("aws:apigateway/stage:Stage",),
    remediation=setting("xrayTracingEnabled", True),
)
def apigateway_traced(stage: Subject) -> Iterator[str]:
    if not stage.values.flag("xrayTracingEnabled"):
        yield "xrayTracingEnabled is not true"


@stack_rule(
    "waf-logs",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Web access lists log the requests that they judge.",
    remedy="Add an aws.wafv2.WebAclLoggingConfiguration; for WAF Classic set logging_configuration.",
    controls=("FSBP WAF.1", "FSBP WAF.11", "CKV2_AWS_31", "CKV_AWS_176"),
    types=("aws:wafv2/webAcl:WebAcl", "aws:waf/webAcl:WebAcl", "aws:wafregional/webAcl:WebAcl"),
)
def waf_logs(acl: Subject, stack: Stack) -> Iterator[str]:
    companion = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
    if not any_of(
        lambda: acl.values.has("loggingConfiguration"),
        lambda: bool(stack.companions(acl, companion, "resourceArn")),
    ):
        yield "nothing logs its requests"


@stack_rule(
    "route53-query-logs",
    topic=Topic.LOGGING,
    severity=Severity.LOW,
    description="Public zones log the queries they answer.",
    remedy="Add an aws.route53.QueryLog for the zone, with a log group in us-east-1.",
    controls=("FSBP Route53.2", "CKV2_AWS_39"),
    types=("aws:route53/zone:Zone",),
)
def route53_query_logs(zone: Subject, stack: Stack) -> Iterator[str]:
    if zone.values.has("vpcs"):
        return  # private: its queries are the VPC's
    if not stack.companions(zone, "aws:route53/queryLog:QueryLog", "zoneId"):
        yield "no QueryLog refers to it"


@stack_rule(
    "networkfirewall-logs",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Network firewalls log alerts or flows.",
    remedy="Add an aws.networkfirewall.LoggingConfiguration for the firewall.",
    controls=("FSBP NetworkFirewall.2",),
    types=("aws:networkfirewall/firewall:Firewall",),
)
def networkfirewall_logs(firewall: Subject, stack: Stack) -> Iterator[str]:
    if not stack.companions(firewall, "aws:networkfirewall/loggingConfiguration:LoggingConfiguration", "firewallArn"):
        yield "no LoggingConfiguration refers to it"


@resource_rule(
    "network-connections-logged",
    topic=Topic.LOGGING,
    severity=Severity.MEDIUM,
    description="Accelerators, client VPN endpoints and VPN tunnels log connections.",
    remedy="Set attributes.flow_logs_enabled, connection_log_options.enabled or the tunnel's cloudwatch_log_options.log_enabled to true.",
    controls=("FSBP EC2.51", "FSBP EC2.171", "CKV_AWS_75"),
    types=tuple(_CONNECTION_LOGS),
)
def network_connections_logged(way: Subject) -> Iterator[str]:
    yield from way.separately(*(_is_true(switch) for switch in _CONNECTION_LOGS[way.type]))


def _is_true(switch: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if not values.flag(switch):
            yield f"{switch} is not true"

    return check
