"""How tests of the network look at a stack: subnets by tier, tables by subnet, rules by group."""

from collections.abc import Iterator

import pytest

from inventory.resource import Resource
from tests.support import inventory_of

# Written down here a second time, on purpose: region → (VPC block, pod block).
PROD = {
    "us-east-1": ("10.0.0.0/16", "100.64.0.0/16"),
    "eu-west-1": ("10.1.0.0/16", "100.65.0.0/16"),
    "ap-south-1": ("10.2.0.0/16", "100.66.0.0/16"),
    "us-west-2": ("10.3.0.0/16", "100.67.0.0/16"),
}
STAGING = {"us-east-1": ("10.10.0.0/16", "100.68.0.0/16"), "us-west-2": ("10.11.0.0/16", "100.69.0.0/16")}
TRANSIT = {
    "us-east-1": ("10.30.0.0/16", "100.71.0.0/16"),
    "ap-northeast-1": ("10.31.0.0/16", "100.72.0.0/16"),
    "us-west-2": ("10.32.0.0/16", "100.73.0.0/16"),
}
STACKS = ("dev", "staging", "prod", "transit")

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

every_stack = pytest.mark.parametrize("stack", STACKS)


def of(stack: str, kind: str, region: str = "") -> list[Resource]:
    """The stack's resources of a type below `aws:`, such as `ec2/subnet:Subnet`."""
    return [resource for resource in inventory_of(stack).of_type(f"aws:{kind}") if region in ("", resource.region)]


def named(resources: list[Resource]) -> dict[str, Resource]:
    """By physical id."""
    return {resource.id: resource for resource in resources}


def subnets(stack: str, region: str, tier: str) -> dict[str, Resource]:
    """Subnets of a tier by id; the tier is told from the Name tag."""
    found = [one for one in of(stack, "ec2/subnet:Subnet", region) if f"-{tier}-" in one.inputs["tags"]["Name"]]
    return named(found)


def table_of(stack: str, subnet: str) -> str:
    """The route table that a subnet is associated with; exactly one."""
    tables = [
        one.inputs["routeTableId"]
        for one in of(stack, "ec2/routeTableAssociation:RouteTableAssociation")
        if one.inputs["subnetId"] == subnet
    ]
    assert len(tables) == 1, subnet
    return str(tables[0])


def routes(stack: str, table: str) -> list[Resource]:
    """The routes of a table."""
    return [one for one in of(stack, "ec2/route:Route") if one.inputs["routeTableId"] == table]


def internet_route(stack: str, subnet: str) -> Resource | None:
    """Where a subnet sends what it knows no better way for."""
    found = [one for one in routes(stack, table_of(stack, subnet)) if one.inputs.get("destinationCidrBlock") == "0.0.0.0/0"]
    assert len(found) <= 1
    return found[0] if found else None


def regions(stack: str) -> list[str]:
    """Regions with a VPC."""
    return [vpc.region for vpc in of(stack, "ec2/vpc:Vpc")]


def groups(stack: str, region: str) -> dict[str, str]:
    """Security groups of the network: id → purpose, from the logical name."""
    found = of(stack, "ec2/securityGroup:SecurityGroup", region)
    return {one.id: one.name.removeprefix(f"{region}-") for one in found if "platform:network:SecurityGroups" in one.qualified_type}


def rules(stack: str, kind: str, region: str) -> Iterator[tuple[str, Resource]]:
    """(purpose of the group, rule) for all rules of the network's own groups."""
    purposes = groups(stack, region)
    for rule in inventory_of(stack).of_type(kind):
        if rule.inputs["securityGroupId"] in purposes:
            yield purposes[rule.inputs["securityGroupId"]], rule


def ports(rule: Resource) -> tuple[str, int | None, int | None]:
    """What a rule is about."""
    return rule.inputs["ipProtocol"], rule.inputs.get("fromPort"), rule.inputs.get("toPort")
