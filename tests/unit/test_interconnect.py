"""What connects the regions, and the names they share."""

import itertools
from collections import Counter

import pytest

from tests.support import inventory_of
from tests.unit.network_facts import EGRESS, INGRESS, PROD, STAGING, TRANSIT, named, of, ports, routes, subnets, table_of


@pytest.mark.parametrize(("stack", "blocks"), [("staging", STAGING), ("prod", PROD)])
def test_the_peering_mesh_is_complete(stack: str, blocks: dict[str, tuple[str, str]]) -> None:
    vpcs = {one.id: one.region for one in of(stack, "ec2/vpc:Vpc")}
    asked = of(stack, "ec2/vpcPeeringConnection:VpcPeeringConnection")
    pairs = [frozenset((vpcs[one.inputs["vpcId"]], vpcs[one.inputs["peerVpcId"]])) for one in asked]
    assert Counter(pairs) == Counter(frozenset(pair) for pair in itertools.combinations(blocks, 2))
    accepted = {
        one.inputs["vpcPeeringConnectionId"]: one for one in of(stack, "ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter")
    }
    for one in asked:
        assert one.region == vpcs[one.inputs["vpcId"]]
        assert accepted[one.id].region == one.inputs["peerRegion"] == vpcs[one.inputs["peerVpcId"]]
        assert accepted[one.id].inputs["autoAccept"] is True


@pytest.mark.parametrize(("stack", "blocks"), [("staging", STAGING), ("prod", PROD), ("transit", TRANSIT)])
def test_nodes_and_pods_of_each_region_have_a_route_to_those_of_every_other(stack: str, blocks: dict[str, tuple[str, str]]) -> None:
    for region in blocks:
        others = sorted(block for other, both in blocks.items() if other != region for block in both)
        for tier in ("private", "pods"):
            for subnet in subnets(stack, region, tier):
                found = [one.inputs.get("destinationCidrBlock", "") for one in routes(stack, table_of(stack, subnet))]
                assert sorted(block for block in found if block not in ("", "0.0.0.0/0")) == others


def test_routes_to_a_peer_wait_until_it_has_accepted() -> None:
    peered = [one for one in of("prod", "ec2/route:Route") if "vpcPeeringConnectionId" in one.inputs]
    connections = named(of("prod", "ec2/vpcPeeringConnection:VpcPeeringConnection"))
    assert len(peered) == 6 * 2 * 3 * 2  # pairs, directions, tables, blocks
    for route in peered:
        connection = connections[route.inputs["vpcPeeringConnectionId"]]
        assert route.region in (connection.region, connection.inputs["peerRegion"])
        assert any("Accepter" in urn for urn in route.property_dependencies["vpcPeeringConnectionId"])


def test_both_sides_of_a_peering_resolve_each_others_names() -> None:
    options = of("prod", "ec2/peeringConnectionOptions:PeeringConnectionOptions")
    sides = Counter(
        (one.inputs["vpcPeeringConnectionId"], side) for one in options for side in ("requester", "accepter") if side in one.inputs
    )
    assert set(sides.values()) == {1}
    assert len(sides) == 12
    assert all(
        one.inputs[side]["allowRemoteVpcDnsResolution"] is True
        for one in options
        for side in ("requester", "accepter")
        if side in one.inputs
    )


def test_transit_gateways_are_peered_pairwise_and_know_each_others_blocks() -> None:
    gateways = {one.region: one for one in of("transit", "ec2transitgateway/transitGateway:TransitGateway")}
    assert set(gateways) == set(TRANSIT)
    attachments = of("transit", "ec2transitgateway/peeringAttachment:PeeringAttachment")
    pairs = [frozenset((one.region, one.inputs["peerRegion"])) for one in attachments]
    assert Counter(pairs) == Counter(frozenset(pair) for pair in itertools.combinations(TRANSIT, 2))
    accepters = of("transit", "ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter")
    accepted = {one.inputs["transitGatewayAttachmentId"]: one.region for one in accepters}
    assert all(accepted[one.id] == one.inputs["peerRegion"] for one in attachments)
    for region in TRANSIT:
        known = sorted(one.inputs["destinationCidrBlock"] for one in of("transit", "ec2transitgateway/route:Route", region))
        assert known == sorted(block for other, blocks in TRANSIT.items() if other != region for block in blocks)
        (attached,) = of("transit", "ec2transitgateway/vpcAttachment:VpcAttachment", region)
        assert set(attached.inputs["subnetIds"]) == set(subnets("transit", region, "private"))
    assert not of("transit", "ec2/vpcPeeringConnection:VpcPeeringConnection")


def test_a_single_region_is_connected_to_nothing() -> None:
    assert not of("dev", "ec2/vpcPeeringConnection:VpcPeeringConnection")
    assert not of("dev", "ec2transitgateway/transitGateway:TransitGateway")


@pytest.mark.parametrize(
    ("stack", "zone_name", "blocks"),
    [
        ("staging", "staging.platform.internal", STAGING),
        ("prod", "prod.platform.internal", PROD),
        ("transit", "transit.platform.internal", TRANSIT),
    ],
)
def test_every_region_sees_the_one_private_zone(stack: str, zone_name: str, blocks: dict[str, tuple[str, str]]) -> None:
    vpcs = {one.id: one.region for one in of(stack, "ec2/vpc:Vpc")}
    (zone,) = [one for one in of(stack, "route53/zone:Zone") if one.inputs.get("vpcs")]
    assert zone.inputs["name"] == zone_name
    seen = [(vpcs[one["vpcId"]], one["vpcRegion"]) for one in zone.inputs["vpcs"]]
    seen += [(vpcs[one.inputs["vpcId"]], one.inputs["vpcRegion"]) for one in of(stack, "route53/zoneAssociation:ZoneAssociation")]
    assert sorted(seen) == sorted((region, region) for region in blocks)


def test_on_premises_servers_ask_and_are_asked_in_every_region() -> None:
    servers = ["192.0.2.53", "192.0.2.54"]
    for region in TRANSIT:
        endpoints = of("transit", "route53/resolverEndpoint:ResolverEndpoint", region)
        assert sorted(one.inputs["direction"] for one in endpoints) == ["INBOUND", "OUTBOUND"]
        outbound = next(one for one in endpoints if one.inputs["direction"] == "OUTBOUND")
        (rule,) = of("transit", "route53/resolverRule:ResolverRule", region)
        assert rule.inputs["domainName"] == "corp.example.com"
        assert [target["ip"] for target in rule.inputs["targetIps"]] == servers
        assert rule.inputs["resolverEndpointId"] == outbound.id
        (association,) = of("transit", "route53/resolverRuleAssociation:ResolverRuleAssociation", region)
        assert association.inputs["vpcId"] == of("transit", "ec2/vpc:Vpc", region)[0].id
        for kind in (INGRESS, EGRESS):
            admitted = {
                (one.inputs["cidrIpv4"], ports(one))
                for one in inventory_of("transit").of_type(kind)
                if one.inputs["securityGroupId"] in outbound.inputs["securityGroupIds"]
            }
            assert admitted == {(f"{server}/32", (protocol, 53, 53)) for server in servers for protocol in ("tcp", "udp")}


def test_no_resolver_endpoint_stands_where_nobody_asked_for_one() -> None:
    assert not of("prod", "route53/resolverEndpoint:ResolverEndpoint")
