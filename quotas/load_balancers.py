"""Application and network load balancers."""

from collections.abc import Iterator

from inventory.resource import Resource
from quotas.containers import SERVICE as SERVICES
from quotas.containers import tasks_of
from quotas.counting import One, Use, counts
from quotas.tables import LISTENERS, LOAD_BALANCERS, TARGET_GROUPS

_SERVICE = "elasticloadbalancing"
_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
_CERTIFICATES = ("aws:lb/listenerCertificate:ListenerCertificate", "aws:alb/listenerCertificate:ListenerCertificate")
_TARGETS = ("aws:lb/targetGroupAttachment:TargetGroupAttachment", "aws:alb/targetGroupAttachment:TargetGroupAttachment")


def _kind(one: One, balancer: Resource | None) -> str:
    return (one.stack.values(balancer).text("loadBalancerType") or "application") if balancer else "application"


@counts(_SERVICE, "Application Load Balancers per Region", "Network Load Balancers per Region", of=LOAD_BALANCERS)
def balancers(one: One) -> Iterator[Use]:
    kind = _kind(one, one.resource)
    if kind in ("application", "network"):
        yield one.use(1, quota=f"{kind.capitalize()} Load Balancers per Region")


@counts(_SERVICE, "Listeners per Application Load Balancer", "Listeners per Network Load Balancer", of=LISTENERS)
def listeners(one: One) -> Iterator[Use]:
    balancer = one.stack.target(one.resource, "loadBalancerArn", *LOAD_BALANCERS)
    kind = _kind(one, balancer)
    if kind in ("application", "network"):
        where = one.owner("loadBalancerArn", *LOAD_BALANCERS)
        yield one.use(1, where=where, quota=f"Listeners per {kind.capitalize()} Load Balancer")


def _balancer_of(one: One) -> tuple[str, Resource | None]:
    """The load balancer behind a listener's rule or certificate."""
    listener = one.stack.target(one.resource, "listenerArn", *LISTENERS)
    balancer = one.stack.target(listener, "loadBalancerArn", *LOAD_BALANCERS) if listener else None
    return (balancer.name if balancer else one.owner("listenerArn", *LISTENERS)), balancer


@counts(_SERVICE, "Rules per Application Load Balancer", of=_RULES)
def rules(one: One) -> Iterator[Use]:
    """Default rules do not count."""
    yield one.use(1, where=_balancer_of(one)[0])


@counts(_SERVICE, "Certificates per Application Load Balancer", "Certificates per Network Load Balancer", of=_CERTIFICATES)
def certificates(one: One) -> Iterator[Use]:
    """Default certificates do not count."""
    name, balancer = _balancer_of(one)
    kind = _kind(one, balancer)
    if kind in ("application", "network"):
        yield one.use(1, where=name, quota=f"Certificates per {kind.capitalize()} Load Balancer")


def _groups_of(one: One) -> Iterator[tuple[Resource, Resource]]:
    """The load balancer's target groups, by the actions of its listeners and their rules: each with the balancer."""
    for other in one.stack.of_type(*LISTENERS, *_RULES):
        listener = other if other.type in LISTENERS else one.stack.target(other, "listenerArn", *LISTENERS)
        balancer = one.stack.target(listener, "loadBalancerArn", *LOAD_BALANCERS) if listener else None
        values = one.stack.values(other)
        for action in values.items("defaultActions") or values.items("actions"):
            names = [action.text("targetGroupArn"), *(part.text("arn") for part in action.inner("forward").items("targetGroups"))]
            for name in names:
                group = one.stack.named(name, other.region, *TARGET_GROUPS) if name else None
                if group and balancer:
                    yield group, balancer


@counts(_SERVICE, "Target Groups per Application Load Balancer", of=LOAD_BALANCERS)
def groups(one: One) -> Iterator[Use]:
    if _kind(one, one.resource) == "application":
        yield one.use(len({group.urn for group, balancer in _groups_of(one) if balancer is one.resource}), where=one.name)


def _targets(one: One) -> list[Use]:
    """What a target group has: attached targets, and the tasks of the services that register in it."""
    found = [
        Use(1, 1) for other in one.stack.of_type(*_TARGETS) if one.stack.target(other, "targetGroupArn", *TARGET_GROUPS) is one.resource
    ]
    for service in one.stack.of_type(SERVICES):
        values = one.stack.values(service)
        for balancer in values.items("loadBalancers"):
            if one.stack.named(balancer.text("targetGroupArn"), service.region, *TARGET_GROUPS) is one.resource:
                found.append(Use(*tasks_of(one, service)))
    return found


@counts(_SERVICE, "Targets per Target Group per Region", of=TARGET_GROUPS)
def targets(one: One) -> Iterator[Use]:
    for use in _targets(one):
        yield one.use(use.now, use.most, where=one.name)


@counts(
    _SERVICE,
    "Targets per Application Load Balancer",
    "Targets per Network Load Balancer",
    "Targets per Availability Zone per Network Load Balancer",
    of=TARGET_GROUPS,
)
def targets_of_balancer(one: One) -> Iterator[Use]:
    """In a zone of a network load balancer: all of them, as where they run is open."""
    for balancer in {balancer.urn: balancer for group, balancer in _groups_of(one) if group is one.resource}.values():
        kind = _kind(one, balancer)
        for use in _targets(one):
            yield one.use(use.now, use.most, balancer.name, f"Targets per {kind.capitalize()} Load Balancer")
            if kind == "network":
                yield one.use(use.now, use.most, balancer.name, "Targets per Availability Zone per Network Load Balancer")
