"""VPC quotas: rules of security groups, routes, address blocks, gateways, interfaces."""

from typing import Any

from inventory.resource import Resource
from quotas import Verdict
from tests.quotas import needs, report_of, resource, row, several

RULES = "Inbound or outbound rules per security group"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP = resource("aws:ec2/securityGroup:SecurityGroup", name="nodes")
VPC = resource("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, name="vpc")


def rule(number: int, type_: str = INGRESS, refers: dict[str, Resource] | None = None, **inputs: Any) -> Resource:
    """A rule of the group."""
    return resource(type_, inputs, name=f"rule-{number}", refers={"securityGroupId": GROUP, **(refers or {})})


def test_sixty_rules_of_one_direction_and_family_pass_and_one_more_exceeds() -> None:
    sixty = [rule(number, cidrIpv4=f"10.0.{number}.0/24") for number in range(60)]
    assert needs(RULES, GROUP, *sixty) == {"nodes ingress IPv4": (60, 60)}
    assert row(RULES, GROUP, *sixty).verdict is Verdict.tight
    assert row(RULES, GROUP, *sixty, rule(60, cidrIpv4="10.1.0.0/24")).verdict is Verdict.exceeded


def test_directions_and_families_are_counted_apart_and_a_group_in_both() -> None:
    found = needs(RULES, GROUP, rule(1, cidrIpv4="10.0.0.0/8"), rule(2, cidrIpv6="::/0"), rule(3, EGRESS, referencedSecurityGroupId="sg-1"))
    assert found == {
        "nodes ingress IPv4": (1, 1),
        "nodes ingress IPv6": (1, 1),
        "nodes egress IPv4": (1, 1),
        "nodes egress IPv6": (1, 1),
    }


def test_a_prefix_list_counts_as_often_as_it_may_have_entries() -> None:
    peers = resource("aws:ec2/managedPrefixList:ManagedPrefixList", {"addressFamily": "IPv4", "maxEntries": 25}, name="peers")
    by_list = rule(1, refers={"prefixListId": peers}, prefixListId="pl-1")
    assert needs(RULES, GROUP, peers, by_list)["nodes ingress IPv4"] == (25, 25)
    three = [rule(number, refers={"prefixListId": peers}, prefixListId="pl-1") for number in range(3)]
    assert row(RULES, GROUP, peers, *three).verdict is Verdict.exceeded  # 75 of 60
    assert needs("Entries per prefix list", peers) == {"peers": (25, 25)}


def test_a_prefix_list_of_somebody_else_is_not_known() -> None:
    (line,) = report_of(GROUP, rule(1, prefixListId="pl-3b927c52")).not_known
    assert "pl-3b927c52 is not in the stack" in line


def test_rules_inside_the_group_count_by_blocks_and_groups() -> None:
    inline = [{"cidrBlocks": ["10.0.0.0/16", "10.1.0.0/16"], "ipv6CidrBlocks": ["::/0"], "securityGroups": ["sg-1"], "self": True}]
    found = needs(RULES, resource("aws:ec2/securityGroup:SecurityGroup", {"ingress": inline, "egress": [{"cidrBlocks": ["0.0.0.0/0"]}]}))
    assert found == {"it ingress IPv4": (4, 4), "it ingress IPv6": (3, 3), "it egress IPv4": (1, 1)}


def test_the_older_rule_resource_counts_in_its_direction() -> None:
    inputs = {"type": "egress", "cidrBlocks": ["10.0.0.0/16", "10.1.0.0/16"]}
    old = resource("aws:ec2/securityGroupRule:SecurityGroupRule", inputs, name="old", refers={"securityGroupId": GROUP})
    assert needs(RULES, GROUP, old) == {"nodes egress IPv4": (2, 2)}


def test_routes_of_a_table_pass_at_fifty_and_exceed_above() -> None:
    table = resource("aws:ec2/routeTable:RouteTable", name="private", refers={"vpcId": VPC})

    def routes(count: int) -> list[Resource]:
        return [resource("aws:ec2/route:Route", {}, name=f"r{number}", refers={"routeTableId": table}) for number in range(count)]

    assert row("Routes per route table", table, *routes(50)).now == 50
    assert row("Routes per route table", table, *routes(51)).verdict is Verdict.exceeded
    assert needs("Route tables per VPC", VPC, table) == {"vpc": (2, 2)}  # and its main one


def test_address_blocks_of_a_vpc_pass_at_five_and_exceed_above() -> None:
    type_ = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
    assert needs("IPv4 CIDR blocks per VPC", VPC, *several(4, type_, refers={"vpcId": VPC})) == {"vpc": (5, 5)}
    assert row("IPv4 CIDR blocks per VPC", VPC, *several(5, type_, refers={"vpcId": VPC})).verdict is Verdict.exceeded
    six = resource("aws:ec2/vpc:Vpc", {"assignGeneratedIpv6CidrBlock": True}, name="six")
    assert needs("IPv6 CIDR blocks per VPC", VPC, six) == {"six": (1, 1)}


def test_five_addresses_of_aws_pass_and_those_of_the_account_itself_do_not_count() -> None:
    own = resource("aws:ec2/eip:Eip", {"publicIpv4Pool": "ipv4pool-ec2-1"}, name="own")
    assert row("EC2-VPC Elastic IPs", *several(5, "aws:ec2/eip:Eip"), own).verdict is Verdict.tight
    assert row("EC2-VPC Elastic IPs", *several(6, "aws:ec2/eip:Eip")).verdict is Verdict.exceeded


def test_nat_gateways_count_by_zone() -> None:
    zone_a = resource("aws:ec2/subnet:Subnet", {"availabilityZone": "us-east-1a"}, name="a")
    zone_b = resource("aws:ec2/subnet:Subnet", {"availabilityZone": "us-east-1b"}, name="b")
    five = several(5, "aws:ec2/natGateway:NatGateway", refers={"subnetId": zone_a})
    other = resource("aws:ec2/natGateway:NatGateway", name="other", refers={"subnetId": zone_b})
    quota = "NAT gateways per Availability Zone"
    assert needs(quota, zone_a, zone_b, *five, other) == {"us-east-1a": (5, 5), "us-east-1b": (1, 1)}
    assert row(quota, zone_a, *several(6, "aws:ec2/natGateway:NatGateway", refers={"subnetId": zone_a})).verdict is Verdict.exceeded
    three = resource("aws:ec2/natGateway:NatGateway", {"secondaryAllocationIds": ["a", "b"]}, refers={"subnetId": zone_a})
    assert row("Elastic IP addresses per public NAT gateway", zone_a, three).verdict is Verdict.exceeded


def test_acl_rules_count_by_direction() -> None:
    acl = resource("aws:ec2/networkAcl:NetworkAcl", {"ingress": [{"ruleNo": number} for number in range(20)], "egress": [{}]}, name="acl")
    more = resource("aws:ec2/networkAclRule:NetworkAclRule", {"egress": False}, name="more", refers={"networkAclId": acl})
    assert needs("Rules per network ACL", acl) == {"acl ingress": (20, 20), "acl egress": (1, 1)}
    assert needs("Rules per network ACL", acl, more)["acl ingress"] == (21, 21)


def test_endpoints_are_of_two_kinds() -> None:
    type_ = "aws:ec2/vpcEndpoint:VpcEndpoint"
    gateways = several(21, type_, {"vpcEndpointType": "Gateway"})
    assert row("Gateway VPC endpoints per Region", *gateways).verdict is Verdict.exceeded
    fifty = several(50, type_, {"vpcEndpointType": "Interface", "subnetIds": ["a", "b"]}, refers={"vpcId": VPC})
    assert needs("Interface VPC endpoints per VPC", VPC, *fifty) == {"vpc": (50, 50)}
    assert needs("Network interfaces per Region", VPC, *fifty) == {"": (100, 100)}


def test_peering_counts_on_both_sides_and_waits_for_the_other() -> None:
    far = resource("aws:ec2/vpc:Vpc", name="far", region="eu-west-1")
    one = resource("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", {"autoAccept": False}, refers={"vpcId": VPC, "peerVpcId": far})
    assert needs("Active VPC peering connections per VPC", VPC, far, one) == {"vpc": (1, 1), "far": (1, 1)}
    rows = [found for found in report_of(VPC, far, one).rows if found.where == "far" and "peering" in found.quota.name]
    assert [found.region for found in rows] == ["eu-west-1"]
    waiting = several(26, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", {}, refers={"vpcId": VPC})
    assert row("Outstanding VPC peering connection requests", VPC, *waiting).verdict is Verdict.exceeded


def test_security_groups_of_an_interface_pass_at_five_and_exceed_above() -> None:
    quota, type_ = "Security groups per network interface", "aws:ec2/instance:Instance"
    five = {"instanceType": "t3.micro", "vpcSecurityGroupIds": ["a", "b", "c", "d", "e"]}
    assert row(quota, resource(type_, five)).verdict is Verdict.tight
    template = {"networkInterfaces": [{"securityGroups": ["a"]}, {"securityGroups": list("abcdef")}]}
    assert row(quota, resource("aws:ec2/launchTemplate:LaunchTemplate", template)).verdict is Verdict.exceeded


def test_vpcs_of_a_private_zone_and_rules_of_a_bus() -> None:
    zone = resource("aws:route53/zone:Zone", {"vpcs": [{"vpcId": "vpc-1"}]}, name="zone")
    associated = several(300, "aws:route53/zoneAssociation:ZoneAssociation", refers={"zoneId": zone})
    assert row("VPCs per private hosted zone", zone, *associated).verdict is Verdict.exceeded
    bus = resource("aws:cloudwatch/eventBus:EventBus", {"name": "orders"}, name="orders")
    own = resource("aws:cloudwatch/eventRule:EventRule", {"eventBusName": "orders"}, name="own")
    usual = several(301, "aws:cloudwatch/eventRule:EventRule")
    assert needs("Rules per event bus", bus, own, *usual) == {"orders": (1, 1), "default": (301, 301)}


def test_a_subnet_that_waits_for_its_block_is_in_the_vpc_of_the_block() -> None:
    """As of pods' subnets: the VPC's id comes by way of the block, and in a preview is not known yet."""
    block = resource("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", name="block", refers={"vpcId": VPC})
    inputs = {"vpcId": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}
    subnet = resource("aws:ec2/subnet:Subnet", inputs, name="pods", refers={"vpcId": block})
    assert needs("Subnets per VPC", VPC, block, subnet) == {"vpc": (1, 1)}


def test_tasks_have_an_interface_each_as_many_as_they_scale_to() -> None:
    service = resource(
        "aws:ecs/service:Service", {"name": "api", "desiredCount": 2, "networkConfiguration": {"subnets": ["a"]}}, name="api"
    )
    scaling = resource("aws:appautoscaling/target:Target", {"resourceId": "service/main/api", "maxCapacity": 9}, name="scaling")
    assert needs("Network interfaces per Region", service, scaling) == {"": (2, 9)}
    bridged = resource("aws:ecs/service:Service", {"desiredCount": 2}, name="bridged")
    assert not needs("Network interfaces per Region", bridged)


def test_a_load_balancer_has_an_interface_in_each_subnet_however_it_names_them() -> None:
    for inputs in ({"subnets": ["a", "b"]}, {"subnetMappings": [{"subnetId": "a"}, {"subnetId": "b"}]}):
        assert needs("Network interfaces per Region", resource("aws:lb/loadBalancer:LoadBalancer", inputs)) == {"": (2, 2)}
        assert needs("Network interfaces per Region", resource("aws:alb/loadBalancer:LoadBalancer", inputs)) == {"": (2, 2)}
