"""Rules of security groups: each direction, and IPv4 and IPv6 apart, as AWS counts them."""

from collections.abc import Iterator

from inventory.values import Values
from quotas.counting import NotCountedError, One, Use, counts

_GROUPS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_QUOTA = "Inbound or outbound rules per security group"


@counts("vpc", _QUOTA, of=(*_GROUPS, _INGRESS, _EGRESS, _RULE))
def rules(one: One) -> Iterator[Use]:
    """A rule for another group counts in both families, one for a prefix list as often as that may have entries."""
    values = one.values
    if one.resource.type in _GROUPS:
        for side in ("ingress", "egress"):
            for rule in values.items(side):
                yield from _uses(one, one.name, side, *_of_lists(one, rule))
    elif one.resource.type == _RULE:
        side = "ingress" if values.text("type") == "ingress" else "egress"
        yield from _uses(one, one.owner("securityGroupId", *_GROUPS), side, *_of_lists(one, values))
    else:
        side = "ingress" if one.resource.type == _INGRESS else "egress"
        yield from _uses(one, one.owner("securityGroupId", *_GROUPS), side, *_of_single(one))


def _uses(one: One, group: str, side: str, ipv4: int, ipv6: int) -> Iterator[Use]:
    if ipv4:
        yield one.use(ipv4, where=f"{group} {side} IPv4")
    if ipv6:
        yield one.use(ipv6, where=f"{group} {side} IPv6")


def _of_lists(one: One, rule: Values) -> tuple[int, int]:
    """A rule of the older form, which names blocks, groups and prefix lists side by side."""
    groups = rule.count("securityGroups") + rule.count("sourceSecurityGroupId") + rule.flag("self")
    ipv4, ipv6 = rule.count("cidrBlocks") + groups, rule.count("ipv6CidrBlocks") + groups
    if rule.count("prefixListIds"):
        for name in rule.texts("prefixListIds"):
            four, six = _prefix_list(one, name)
            ipv4, ipv6 = ipv4 + four, ipv6 + six
    return ipv4, ipv6


def _of_single(one: One) -> tuple[int, int]:
    """A rule resource, which names one block, group or prefix list. The block's value may still be open."""
    given = one.values.keys()
    if "cidrIpv4" in given:
        return 1, 0
    if "cidrIpv6" in given:
        return 0, 1
    if "prefixListId" not in given:
        return 1, 1
    found = one.stack.target(one.resource, "prefixListId", _PREFIX_LIST, _ENDPOINT)
    return _prefix_list(one, found.id if found and found.id else one.values.text("prefixListId"))


def _prefix_list(one: One, name: str) -> tuple[int, int]:
    """How many rules a prefix list counts for."""
    found = one.stack.target(one.resource, "prefixListId", _PREFIX_LIST, _ENDPOINT) or one.stack.named(
        name, one.resource.region, _PREFIX_LIST
    )
    if found is None:
        raise NotCountedError(f"the prefix list {name} is not in the stack, so how many rules it counts for is open")
    if found.type == _ENDPOINT:
        return 1, 1  # those of S3 and DynamoDB have a weight of 1
    values = one.stack.values(found)
    entries = int(values.number("maxEntries") or 0)
    return (0, entries) if values.text("addressFamily") == "IPv6" else (entries, 0)
