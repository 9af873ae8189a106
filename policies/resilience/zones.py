"""In how many availability zones something stands, by the subnets it names."""

from policies.subject import Stack, Subject, any_of

_SUBNET = "aws:ec2/subnet:Subnet"


def zones_of(subject: Subject, stack: Stack, property_: str) -> frozenset[str]:
    """The zones of the subnets that a property names; none if one of the subnets is not in the stack, or says no zone."""
    zones = [zone_of(subnet) for subnet in stack.targets(subject, property_, _SUBNET)]
    return frozenset(zones) if all(zones) and len(zones) == subject.values.count(property_) else frozenset()


def zone_of(subnet: Subject) -> str:
    """The zone of a subnet, by name or by id."""
    return subnet.values.text("availabilityZone") or subnet.values.text("availabilityZoneId")


def zone_count(subject: Subject, stack: Stack, property_: str) -> int:
    """How many zones those are. Where that can't be told each subnet counts as one."""
    return len(zones_of(subject, stack, property_)) or subject.values.count(property_)


def spans_zones(wanted: int, subject: Subject, stack: Stack, *properties: str) -> bool:
    """Whether one of the properties names subnets in so many zones."""
    return any_of(*(lambda property_=property_: zone_count(subject, stack, property_) >= wanted for property_ in properties))
