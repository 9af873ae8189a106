"""Security groups and network ACLs let the internet reach only what is meant for it."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
DEFAULT = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
ACL = "aws:ec2/networkAcl:NetworkAcl"
ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
VPC = made("aws:ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")


def inline(first: Any, last: Any, cidr: str = "0.0.0.0/0", protocol: str = "tcp", **other: Any) -> dict[str, Any]:
    """A rule inside a group or an ACL."""
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": [cidr]} | other


def group(*ingress: dict[str, Any]) -> Made:
    """A group with rules inside."""
    return made(GROUP, ingress=list(ingress))


def ingress(port: int, **source: Any) -> Made:
    """A rule that is a resource."""
    return made(INGRESS, ipProtocol="tcp", fromPort=port, toPort=port, securityGroupId=ref("group"), **source)


def entry(first: int, last: int, cidr: str = "0.0.0.0/0", action: str = "allow") -> dict[str, Any]:
    """A rule inside an ACL."""
    return {"action": action, "protocol": "6", "fromPort": first, "toPort": last, "cidrBlock": cidr, "ruleNo": 100}


CASES = [
    Case(
        "ec2-security-group-admin-ports-closed",
        passing=[
            group(inline(443, 443), inline(22, 22, "10.0.0.0/8")),
            group(inline(8, 0, protocol="icmp")),
            group(inline(0, 21), inline(23, 2000)),
            made(RULE, type="egress", protocol="-1", fromPort=0, toPort=0, cidrBlocks=["0.0.0.0/0"]),
            made(INGRESS, ipProtocol="tcp", fromPort=22, toPort=22, referencedSecurityGroupId=ref("bastion")),
            ingress(22, cidrIpv6="fd00::/8"),
            ingress(22, cidrIpv4="no block"),
            made(GROUP),
        ],
        failing=[
            group(inline(443, 443), inline(22, 22)),
            group(inline(20, 25, "128.0.0.0/1")),
            group(inline(0, 0, protocol="-1")),
            group(inline(22, 22, "10.0.0.0/8", ipv6CidrBlocks=["fd00::/8", "::/0"])),
            group(inline(None, 22)),
            group(inline(-1, -1, protocol="udp")),
            group(inline(22, None)),
            made(RULE, type="ingress", protocol="tcp", fromPort=3389, toPort=3389, cidrBlocks=["0.0.0.0/0"]),
            ingress(22, cidrIpv4="0.0.0.0/0"),
            ingress(22, cidrIpv6="2000::/3"),
            made(DEFAULT, ingress=[inline(22, 22)]),
        ],
    ),
    Case(
        "ec2-security-group-high-risk-ports-closed",
        passing=[group(inline(443, 443), inline(5432, 5432, "10.0.0.0/16"))],
        failing=[group(inline(5432, 5432)), ingress(6379, cidrIpv4="0.0.0.0/0")],
    ),
    Case(
        "ec2-security-group-only-public-ports-open",
        passing=[
            group(inline(80, 80), inline(443, 443, protocol="udp"), inline(8443, 8443, "10.0.0.0/16"), inline(-1, -1, protocol="icmp"))
        ],
        failing=[group(inline(80, 443)), group(inline(0, 0, protocol="-1")), ingress(8443, cidrIpv6="::/0")],
    ),
    Case(
        "ec2-security-group-only-public-ports-open",
        config={"public_ports": [8443]},
        passing=[ingress(8443, cidrIpv4="0.0.0.0/0")],
        failing=[ingress(443, cidrIpv4="0.0.0.0/0")],
    ),
    Case(
        "ec2-security-group-egress-narrow",
        passing=[
            made(GROUP, egress=[inline(443, 443), inline(0, 0, "10.0.0.0/8", "-1")]),
            made(EGRESS, ipProtocol="-1", prefixListId="pl-1"),
        ],
        failing=[
            made(GROUP, egress=[inline(0, 0, protocol="-1")]),
            made(EGRESS, ipProtocol="-1", cidrIpv4="0.0.0.0/0"),
            made(RULE, type="egress", protocol="tcp", fromPort=0, toPort=65535, ipv6CidrBlocks=["::/0"]),
        ],
    ),
    Case(
        "ec2-prefix-list-not-everyone",
        passing=[made("aws:ec2/managedPrefixList:ManagedPrefixList", entries=[{"cidr": "10.0.0.0/8"}])],
        failing=[
            made("aws:ec2/managedPrefixList:ManagedPrefixList", entries=[{"cidr": "10.0.0.0/8"}, {"cidr": "0.0.0.0/0"}]),
            made("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", cidr="::/0"),
        ],
    ),
    Case(
        "ec2-default-security-group-closed",
        passing=[
            [
                VPC,
                made(DEFAULT, "default", vpcId=ref("vpc")),
                made(GROUP, "group", vpcId=ref("vpc")),
                made(INGRESS, "own", ipProtocol="tcp", fromPort=443, toPort=443, securityGroupId=ref("group")),
            ],
        ],
        failing=[
            VPC,
            [VPC, made("aws:ec2/vpc:Vpc", "other"), made(DEFAULT, "default", vpcId=ref("other"))],
            [VPC, made(DEFAULT, "default", vpcId=ref("vpc"), ingress=[inline(443, 443)])],
            made(DEFAULT, vpcId="vpc-1", egress=[inline(443, 443)]),
            [
                VPC,
                made(DEFAULT, "default", vpcId=ref("vpc")),
                made(INGRESS, ipProtocol="tcp", fromPort=443, toPort=443, securityGroupId=ref("vpc")),
            ],
        ],
    ),
    Case(
        "ec2-security-group-rule-described",
        passing=[group(inline(443, 443, description="HTTPS for all")), made(INGRESS, ipProtocol="-1", description="All of the VPC")],
        failing=[
            group(inline(443, 443)),
            made(GROUP, description="Web", egress=[inline(443, 443)]),
            made(EGRESS, ipProtocol="-1"),
        ],
    ),
    Case(
        "ec2-network-acl-admin-ports-closed",
        passing=[
            made(ACL, ingress=[entry(443, 443), entry(22, 22, "10.0.0.0/8"), entry(22, 22, action="deny"), entry(3390, 65535)]),
            made(ACL_RULE, egress=True, ruleAction="allow", protocol="-1", cidrBlock="0.0.0.0/0"),
        ],
        failing=[
            made(ACL, ingress=[entry(1, 1024)]),
            made("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", ingress=[entry(3389, 3389)]),
            made(ACL_RULE, ruleAction="allow", protocol="-1", ipv6CidrBlock="::/0"),
        ],
    ),
]
