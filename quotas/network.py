"""VPCs: address blocks, gateways, routes, endpoints, peering."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts
from quotas.tables import VPC

_SUBNET = "aws:ec2/subnet:Subnet"
_NAT = "aws:ec2/natGateway:NatGateway"
_ROUTE_TABLES = ("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable")
_ACLS = ("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
_PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"


@counts("vpc", "IPv4 CIDR blocks per VPC", of=(VPC[0], "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"))
def ipv4_blocks(one: One) -> Iterator[Use]:
    """Its own block, and those associated with it."""
    yield one.use(1, where=one.name if one.resource.type in VPC else one.owner("vpcId", *VPC))


@counts("vpc", "IPv6 CIDR blocks per VPC", of=(VPC[0], "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation"))
def ipv6_blocks(one: One) -> Iterator[Use]:
    if one.resource.type not in VPC:
        yield one.use(1, where=one.owner("vpcId", *VPC))
    elif one.values.flag("assignGeneratedIpv6CidrBlock") or one.values.has("ipv6CidrBlock") or one.values.has("ipv6IpamPoolId"):
        yield one.use(1, where=one.name)


@counts("ec2", "EC2-VPC Elastic IPs", of=("aws:ec2/eip:Eip",))
def addresses(one: One) -> Iterator[Use]:
    """Those of an address range that the account brought itself do not count."""
    if one.values.text("publicIpv4Pool") in ("", "amazon"):
        yield one.use(1)


@counts("vpc", "NAT gateways per Availability Zone", of=(_NAT,))
def nat_gateways(one: One) -> Iterator[Use]:
    subnet = one.stack.target(one.resource, "subnetId", _SUBNET)
    zone = one.stack.values(subnet).text("availabilityZone") or one.stack.values(subnet).text("availabilityZoneId") if subnet else ""
    yield one.use(1, where=zone or f"zone of {one.values.text('subnetId') or one.name}")


@counts("vpc", "Elastic IP addresses per public NAT gateway", of=(_NAT,))
def nat_addresses(one: One) -> Iterator[Use]:
    if one.values.text("connectivityType") != "private":
        yield one.use(1 + one.values.count("secondaryAllocationIds"), where=one.name)


@counts("vpc", "Route tables per VPC", of=(VPC[0], _ROUTE_TABLES[0]))
def route_tables(one: One) -> Iterator[Use]:
    """A VPC comes with one of its own."""
    yield one.use(1, where=one.name if one.resource.type in VPC else one.owner("vpcId", *VPC))


@counts("vpc", "Routes per route table", of=(*_ROUTE_TABLES, "aws:ec2/route:Route"))
def routes(one: One) -> Iterator[Use]:
    """The local routes and those to gateway endpoints are AWS's own and do not count."""
    if one.resource.type in _ROUTE_TABLES:
        yield one.use(one.values.count("routes"), where=one.name)
    else:
        prefixes = prefix_list_size(one, "destinationPrefixListId")
        yield one.use(prefixes or 1, where=one.owner("routeTableId", *_ROUTE_TABLES))


def prefix_list_size(one: One, property_: str) -> int:
    """How many entries the prefix list that a property names counts for; 0 if it names none of the stack's."""
    found = one.stack.target(one.resource, property_, _PREFIX_LIST)
    return int(one.stack.values(found).number("maxEntries") or 0) if found else 0


@counts("vpc", "Entries per prefix list", of=(_PREFIX_LIST,))
def prefix_list_entries(one: One) -> Iterator[Use]:
    """What it may have, which is what it counts for wherever it is referred to."""
    yield one.use(one.values.number("maxEntries") or one.values.count("entries"), where=one.name)


@counts("vpc", "Rules per network ACL", of=(*_ACLS, "aws:ec2/networkAclRule:NetworkAclRule"))
def acl_rules(one: One) -> Iterator[Use]:
    """Each direction; the last rule, which denies all, is AWS's own."""
    if one.resource.type in _ACLS:
        for direction in ("ingress", "egress"):
            yield one.use(one.values.count(direction), where=f"{one.name} {direction}")
        return
    direction = "egress" if one.values.flag("egress") else "ingress"
    yield one.use(1, where=f"{one.owner('networkAclId', *_ACLS)} {direction}")


@counts("vpc", "Gateway VPC endpoints per Region", of=(_ENDPOINT,))
def gateway_endpoints(one: One) -> Iterator[Use]:
    if one.values.text("vpcEndpointType") in ("", "Gateway"):
        yield one.use(1)


@counts("vpc", "Interface VPC endpoints per VPC", of=(_ENDPOINT,))
def interface_endpoints(one: One) -> Iterator[Use]:
    if one.values.text("vpcEndpointType") in ("Interface", "GatewayLoadBalancer"):
        yield one.use(1, where=one.owner("vpcId", *VPC))


@counts("vpc", "Active VPC peering connections per VPC", of=(_PEERING,))
def peering(one: One) -> Iterator[Use]:
    """It counts for both sides."""
    yield one.use(1, where=one.owner("vpcId", *VPC))
    if peer := one.stack.target(one.resource, "peerVpcId", *VPC):
        yield Use(1, 1, peer.name, region=peer.region)


@counts("vpc", "Outstanding VPC peering connection requests", of=(_PEERING,))
def peering_requests(one: One) -> Iterator[Use]:
    """Until the other side accepts; all of them, if none has."""
    if not one.values.flag("autoAccept"):
        yield one.use(1)


@counts("route53", "VPCs per private hosted zone", of=("aws:route53/zone:Zone", "aws:route53/zoneAssociation:ZoneAssociation"))
def zone_vpcs(one: One) -> Iterator[Use]:
    if one.resource.type.endswith(":Zone"):
        yield one.use(one.values.count("vpcs"), where=one.name)
    else:
        yield one.use(1, where=one.owner("zoneId", "aws:route53/zone:Zone"))


@counts(
    "events",
    "Rules per event bus",
    of=("aws:cloudwatch/eventRule:EventRule",),
)
def event_rules(one: One) -> Iterator[Use]:
    bus = one.owner("eventBusName", "aws:cloudwatch/eventBus:EventBus") if one.values.has("eventBusName") else "default"
    yield one.use(1, where=bus)
