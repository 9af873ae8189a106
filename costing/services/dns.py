"""Route 53, its resolver and its DNS firewall, and Cloud Map."""

import math

from costing.bill import Bill, Tier
from costing.estimators import estimates, free
from inventory.resource import Resource

ZONE = "aws:route53/zone:Zone"
FIREWALL_GROUP = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
FIREWALL_RULE = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
PROFILE_ASSOCIATION = "aws:route53/profilesAssociation:ProfilesAssociation"

_ZONES_AT_FULL_PRICE = 25
_ASSOCIATIONS_OF_PROFILES = 100

free(
    "part of the zone",
    "aws:route53/delegationSet:DelegationSet",
    "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
    "aws:route53/keySigningKey:KeySigningKey",
    "aws:route53/recordsExclusive:RecordsExclusive",
    "aws:route53/vpcAssociationAuthorization:VpcAssociationAuthorization",
    "aws:route53/zoneAssociation:ZoneAssociation",
)
free("where the logs go is paid", "aws:route53/queryLog:QueryLog", "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig")
free("its records are paid", "aws:route53/trafficPolicy:TrafficPolicy")
free(
    "the resolver endpoints and their queries are paid",
    "aws:route53/resolverConfig:ResolverConfig",
    "aws:route53/resolverDnsSecConfig:ResolverDnsSecConfig",
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
    "aws:route53/resolverRule:ResolverRule",
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation",
)
free(
    "the firewall's associations and domains are paid",
    FIREWALL_GROUP,
    FIREWALL_RULE,
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig",
)
free(
    "its associations are paid",
    "aws:route53/profilesProfile:ProfilesProfile",
    "aws:route53/profilesResourceAssociation:ProfilesResourceAssociation",
)
free("the instances and lookups are paid", "aws:servicediscovery/httpNamespace:HttpNamespace")


@estimates(ZONE)
def zone(bill: Bill) -> None:
    """Cheaper from the 26th of the stack on."""
    cheap = _position(bill, ZONE) >= _ZONES_AT_FULL_PRICE
    bill.add("hosted zone", 1, "route53", "hosted_zone_month_over_25" if cheap else "hosted_zone_month")


@estimates("aws:route53/record:Record")
def record(bill: Bill) -> None:
    """Usage: `queries`, paid by the record's way of routing. Those of private zones and of aliases of AWS's own names are free."""
    zone = bill.around.target(bill.resource, "zoneId", ZONE)
    if bill.count("aliases") or (zone and zone.inputs.get("vpcs")):
        return
    kind = "standard"
    for property_, its_kind in _ROUTING.items():
        if property_ in bill.resource.inputs:
            kind = its_kind
    bill.tiers(f"{kind} queries", bill.usage("queries") / 1_000_000, "route53", _first_billion(f"{kind}_queries"))


_ROUTING = {
    "latencyRoutingPolicies": "latency",
    "geolocationRoutingPolicies": "geo",
    "geoproximityRoutingPolicy": "geo",
    "cidrRoutingPolicy": "ip",
}


@estimates("aws:route53/healthCheck:HealthCheck")
def health_check(bill: Bill) -> None:
    """Cheaper if what it checks runs on AWS: a resource of the stack, an AWS name, other checks, or an alarm."""
    values = bill.values
    kind = values.text("type")
    own = kind in ("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")
    checked = [urn for key in ("fqdn", "ipAddress") for urn in bill.resource.property_dependencies.get(key, ())]
    on_aws = own or bool(checked) or values.text("fqdn").endswith(".amazonaws.com")
    features = (
        0
        if own
        else sum(
            [
                kind.startswith("HTTPS"),
                kind.endswith("_STR_MATCH"),
                values.number("requestInterval") == 10,
                values.flag("measureLatency"),
            ]
        )
    )
    place = "aws" if on_aws else "other"
    bill.add("health check", 1, "route53", f"health_check_{place}_endpoint")
    bill.add("optional features", features, "route53", f"health_check_optional_feature_{place}")


@estimates("aws:route53/trafficPolicyInstance:TrafficPolicyInstance")
def traffic_policy_record(bill: Bill) -> None:
    bill.add("policy record", 1, "route53", "traffic_policy_record")


@estimates("aws:route53/resolverEndpoint:ResolverEndpoint")
def resolver_endpoint(bill: Bill) -> None:
    """Usage: `queries`."""
    bill.hours("addresses", bill.count("ipAddresses"), "route53", "resolver_endpoint_address_hour")
    bill.tiers("queries", bill.usage("queries") / 1_000_000, "route53", _first_billion("resolver_queries"))


@estimates("aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList")
def firewall_domains(bill: Bill) -> None:
    bill.add("domains", bill.count("domains"), "route53", "firewall_domain")


@estimates("aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation")
def firewall_association(bill: Bill) -> None:
    """Dearer if a rule of the group looks for threats by itself. Usage: `queries` of the VPC."""
    group = bill.around.target(bill.resource, "firewallRuleGroupId", FIREWALL_GROUP)
    rules = bill.around.referring(group, FIREWALL_RULE, "firewallRuleGroupId") if group else []
    if any(rule.inputs.get("dnsThreatProtection") for rule in rules):
        bill.hours("advanced protection", 1, "route53", "firewall_advanced_hour")
    bill.tiers("queries", bill.usage("queries") / 1_000_000, "route53", _first_billion("firewall_queries"))


@estimates(PROFILE_ASSOCIATION)
def profile_association(bill: Bill) -> None:
    """A hundred associations of an account have one price, which stands with the first of the stack."""
    position = _position(bill, PROFILE_ASSOCIATION)
    if position == 0:
        bill.hours("profiles, up to 100 associations", 1, "route53", "profiles_hour")
    elif position >= _ASSOCIATIONS_OF_PROFILES:
        bill.hours("association", 1, "route53", "profile_association_over_100_hour")


@estimates("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace")
def dns_namespace(bill: Bill) -> None:
    """The zone that it makes. Usage of a public one: `queries`."""
    bill.add("hosted zone", 1, "route53", "hosted_zone_month")
    if bill.resource.type.endswith(":PublicDnsNamespace"):
        bill.tiers("queries", bill.usage("queries") / 1_000_000, "route53", _first_billion("standard_queries"))


@estimates("aws:servicediscovery/service:Service")
def discovery_service(bill: Bill) -> None:
    """Usage: `lookups` by API; `instances` registered by something else than ECS or this stack."""
    bill.add("registered instances", bill.usage("instances"), "cloud_map", "instance_month", by_usage=True)
    bill.add("lookups", bill.usage("lookups") / 1_000_000, "cloud_map", "lookups", by_usage=True)


@estimates("aws:servicediscovery/instance:Instance")
def discovery_instance(bill: Bill) -> None:
    bill.add("registered instance", 1, "cloud_map", "instance_month")


def _position(bill: Bill, type_: str) -> int:
    """Which of the stack's resources of its type it is."""
    before: list[Resource] = [one for one in bill.around.of_type(type_) if one.urn < bill.resource.urn]
    return len(before)


def _first_billion(item: str) -> tuple[Tier, ...]:
    """Tiers of queries, in millions: `standard_queries` and so on."""
    return ((1000.0, f"{item}_first_1b"), (math.inf, f"{item}_over_1b"))
