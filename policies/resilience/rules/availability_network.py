"""Traffic finds its way when a zone, an origin, a tunnel or a region is lost."""

from collections.abc import Iterator

from inventory.values import Values
from policies.counting import all_companions, companions_up_to
from policies.resilience.zones import spans_zones, zone_of
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_SUBNET = "aws:ec2/subnet:Subnet"
_RECORD = "aws:route53/record:Record"
_VPN = "aws:ec2/vpnConnection:VpnConnection"
_ENDPOINTS = "aws:globalaccelerator/endpointGroup:EndpointGroup"


@stack_rule(
    "lb-multiple-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Load balancers stand in at least two zones.",
    remedy="Give subnets (or subnet_mappings) in two zones or more.",
    controls=("FSBP ELB.10", "FSBP ELB.13"),
    types=("aws:lb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"),
)
def lb_multiple_zones(balancer: Subject, stack: Stack) -> Iterator[str]:
    if not spans_zones(2, balancer, stack, "subnets", "subnetMappings", "availabilityZones"):
        yield "its subnets are in fewer than 2 zones"


@resource_rule(
    "lb-cross-zone",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Load balancers reach the targets of every zone, so that none gets more than its share.",
    remedy="Set enable_cross_zone_load_balancing=True (classic: cross_zone_load_balancing); network and gateway balancers are without.",
    controls=("FSBP ELB.9", "CKV_AWS_138", "CKV_AWS_152"),
    types=("aws:lb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"),
)
def lb_cross_zone(balancer: Subject) -> Iterator[str]:
    if balancer.type.startswith("aws:elb/"):
        if not balancer.values.flag("crossZoneLoadBalancing", default=True):
            yield "crossZoneLoadBalancing is false"
    elif balancer.values.text("loadBalancerType") in ("network", "gateway") and not balancer.values.flag("enableCrossZoneLoadBalancing"):
        yield "enableCrossZoneLoadBalancing is not true"


@resource_rule(
    "lb-target-health-checks",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Target groups ask each target whether it can serve, at a path made for it.",
    remedy='Set health_check={"path": "/health/ready", …}.',
    controls=("CKV_AWS_261",),
    types=("aws:lb/targetGroup:TargetGroup",),
)
def lb_target_health_checks(group: Subject) -> Iterator[str]:
    def enabled(values: Values) -> Iterator[str]:
        if values.text("targetType") != "lambda" and not values.flag("healthCheck.enabled", default=True):
            yield "healthCheck.enabled is false"

    def path(values: Values) -> Iterator[str]:
        if values.text("protocol") in ("HTTP", "HTTPS") and not values.has("healthCheck.path"):
            yield "healthCheck.path is missing"

    yield from group.separately(enabled, path)


@stack_rule(
    "nat-gateway-in-each-zone",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Each zone of a network that uses NAT gateways has one of its own.",
    remedy="Add an aws.ec2.NatGateway for each zone, and route each zone's private subnets to it; or one with availability_mode regional.",
    controls=("platform",),
    types=("aws:ec2/vpc:Vpc",),
)
def nat_gateway_in_each_zone(vpc: Subject, stack: Stack) -> Iterator[str]:
    subnets = all_companions(stack, vpc, _SUBNET, "vpcId")
    gateways = [
        gateway
        for gateway in stack.of_type("aws:ec2/natGateway:NatGateway")
        if any_of(*(lambda subnet=subnet, gateway=gateway: stack.refers(gateway, "subnetId", subnet) for subnet in subnets))
    ]
    zones = {zone_of(subnet) for subnet in subnets}
    if 0 < len(gateways) < len(zones):
        yield f"NAT gateways: {len(gateways)}, zones: {len(zones)}"


@stack_rule(
    "vpc-endpoint-multiple-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Interface endpoints stand in at least two zones.",
    remedy="Give subnet_ids in two zones or more.",
    controls=("platform",),
    types=("aws:ec2/vpcEndpoint:VpcEndpoint",),
)
def vpc_endpoint_multiple_zones(endpoint: Subject, stack: Stack) -> Iterator[str]:
    if endpoint.values.text("vpcEndpointType") == "Interface" and not spans_zones(2, endpoint, stack, "subnetIds", "subnetConfigurations"):
        yield "subnetIds are in fewer than 2 zones"


@stack_rule(
    "transit-gateway-attachment-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A transit gateway enters a network in at least two zones.",
    remedy="Give subnet_ids in two zones or more: only from those zones is the gateway reached.",
    controls=("platform",),
    types=("aws:ec2transitgateway/vpcAttachment:VpcAttachment",),
)
def transit_gateway_attachment_zones(attachment: Subject, stack: Stack) -> Iterator[str]:
    if not spans_zones(2, attachment, stack, "subnetIds"):
        yield "subnetIds are in fewer than 2 zones"


@stack_rule(
    "networkfirewall-multiple-zones",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Network firewalls have an endpoint in at least two zones.",
    remedy="Give subnet_mappings in two zones or more.",
    controls=("platform",),
    types=("aws:networkfirewall/firewall:Firewall",),
)
def networkfirewall_multiple_zones(firewall: Subject, stack: Stack) -> Iterator[str]:
    if not spans_zones(2, firewall, stack, "subnetMappings", "availabilityZoneMappings"):
        yield "subnetMappings are in fewer than 2 zones"


@stack_rule(
    "vpn-second-connection",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="A gateway has a second VPN connection, to another device of the customer.",
    remedy="Add an aws.ec2.VpnConnection to another aws.ec2.CustomerGateway: both tunnels of one connection end at one device.",
    controls=("platform",),
    types=(_VPN,),
)
def vpn_second_connection(connection: Subject, stack: Stack) -> Iterator[str]:
    beside = [other for other in stack.of_type(_VPN) if _end(other) == _end(connection)]
    if len({_source(other, "customerGatewayId") for other in beside}) < 2:
        yield "no other connection of its gateway has another customerGatewayId"


def _end(connection: Subject) -> object:
    return _source(connection, "transitGatewayId"), _source(connection, "vpnGatewayId")


def _source(subject: Subject, property_: str) -> frozenset[str] | str:
    return subject.property_dependencies.get(property_) or subject.values.text(property_)


@stack_rule(
    "route53-health-checked",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Route 53 answers with a target only as long as it is healthy, wherever there are several to choose from.",
    remedy="Set health_check_id, or evaluate_target_health=True on the alias.",
    controls=("platform",),
    types=(_RECORD,),
)
def route53_health_checked(record: Subject, stack: Stack) -> Iterator[str]:
    if not _is_chosen(record.values):
        return
    if not any_of(
        lambda: stack.given(record, "healthCheckId"),
        lambda: any(alias.flag("evaluateTargetHealth") for alias in record.values.items("aliases")),
    ):
        yield "neither healthCheckId nor an alias with evaluateTargetHealth tells whether its target is healthy"


def _is_chosen(values: Values) -> bool:
    """Whether it is one of several answers. The last resort of a failover is given whatever its health."""
    failover = values.items("failoverRoutingPolicies")
    if failover:
        return any(policy.text("type") == "PRIMARY" for policy in failover)
    return any_of(
        lambda: values.has("latencyRoutingPolicies"),
        lambda: values.has("weightedRoutingPolicies"),
        lambda: values.flag("multivalueAnswerRoutingPolicy"),
    )


@stack_rule(
    "route53-failover-has-secondary",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A failover record has a second one to fail over to.",
    remedy='Add an aws.route53.Record of the same name with failover_routing_policies=[{"type": "SECONDARY"}].',
    controls=("platform",),
    types=(_RECORD,),
)
def route53_failover_has_secondary(record: Subject, stack: Stack) -> Iterator[str]:
    if not _is_failover(record, "PRIMARY"):
        return
    name = record.values.text("name")
    if not any_of(
        *(
            lambda other=other: _is_failover(other, "SECONDARY") and other.values.text("name") == name
            for other in stack.of_type(_RECORD)
            if other is not record
        )
    ):
        yield "no SECONDARY record has its name"


def _is_failover(record: Subject, type_: str) -> bool:
    return any(policy.text("type") == type_ for policy in record.values.items("failoverRoutingPolicies"))


@resource_rule(
    "route53-health-check-enabled",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Health checks check: one that is disabled counts as healthy for ever.",
    remedy="Leave out disabled.",
    controls=("platform",),
    types=("aws:route53/healthCheck:HealthCheck",),
)
def route53_health_check_enabled(check: Subject) -> Iterator[str]:
    if check.values.flag("disabled"):
        yield "disabled is true"


@resource_rule(
    "cloudfront-origin-failover",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="CloudFront asks a second origin when the first fails.",
    remedy="Add origin_groups with two members and refer to them in the cache behaviors.",
    controls=("FSBP CloudFront.4", "CKV_AWS_310"),
    types=("aws:cloudfront/distribution:Distribution",),
)
def cloudfront_origin_failover(distribution: Subject) -> Iterator[str]:
    if not any(group.count("members") >= 2 for group in distribution.values.items("originGroups")):
        yield "no originGroups with two members"


@stack_rule(
    "globalaccelerator-two-endpoints",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="Global Accelerator has a second endpoint to send traffic to.",
    remedy="Give the endpoint group a second endpoint, or add a group in another region.",
    controls=("platform",),
    types=("aws:globalaccelerator/listener:Listener",),
)
def globalaccelerator_two_endpoints(listener: Subject, stack: Stack) -> Iterator[str]:
    groups = companions_up_to(2, stack, listener, _ENDPOINTS, "listenerArn")
    if sum(group.values.count("endpointConfigurations") for group in groups) < 2:
        yield "its endpoint groups have fewer than 2 endpoints"
