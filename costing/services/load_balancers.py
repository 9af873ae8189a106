"""Load balancers: hours, and capacity units by what they carry."""

from dataclasses import dataclass

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError

_SECONDS = HOURS * 3600
_FREE_RULES = 10
"""Evaluated without counting."""

free(
    "part of the load balancer",
    *(f"aws:{module}/listener:Listener" for module in ("lb", "alb")),
    *(f"aws:{module}/listenerCertificate:ListenerCertificate" for module in ("lb", "alb")),
    *(f"aws:{module}/listenerRule:ListenerRule" for module in ("lb", "alb")),
    *(f"aws:{module}/targetGroup:TargetGroup" for module in ("lb", "alb")),
    *(f"aws:{module}/targetGroupAttachment:TargetGroupAttachment" for module in ("lb", "alb")),
    "aws:elb/appCookieStickinessPolicy:AppCookieStickinessPolicy",
    "aws:elb/attachment:Attachment",
    "aws:elb/listenerPolicy:ListenerPolicy",
    "aws:elb/loadBalancerBackendServerPolicy:LoadBalancerBackendServerPolicy",
    "aws:elb/loadBalancerCookieStickinessPolicy:LoadBalancerCookieStickinessPolicy",
    "aws:elb/loadBalancerPolicy:LoadBalancerPolicy",
    "aws:elb/sslNegotiationPolicy:SslNegotiationPolicy",
    "aws:ec2/proxyProtocolPolicy:ProxyProtocolPolicy",
)


@dataclass(frozen=True)
class _Unit:
    """What one capacity unit holds."""

    name: str
    new_connections: float
    """Each second."""
    active_connections: float
    """At any time of a minute."""
    gb: float = 1.0
    """Each hour."""
    rules: float = float("inf")
    """Evaluated each second."""


_UNITS = {
    "application": _Unit("alb", 25, 3_000, rules=1_000),
    "network": _Unit("nlb", 800, 100_000),
    "gateway": _Unit("gateway", 600, 60_000),
}


@estimates("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
def load_balancer(bill: Bill) -> None:
    """Hours; addresses of one that the internet reaches, unless they are resources of their own; capacity units.

    Of the units only the largest of four amounts is paid, here spread evenly over the month. Usage: `new_connections`,
    `data_gb`, `requests` (for the rules beyond ten), and `active_connections`, which are those open at any one time.
    """
    kind = bill.values.text("loadBalancerType") or "application"
    unit = _UNITS.get(kind)
    if unit is None:
        raise PriceError(f"no price for load balancers of type {kind}; there are {', '.join(_UNITS)}")
    zones = max(bill.count("subnets"), bill.count("subnetMappings"), 1)
    if kind == "gateway":
        bill.hours("load balancer, in each zone", zones, "load_balancer", "gateway_hour_per_az")
    else:
        bill.hours("load balancer", 1, "load_balancer", f"{unit.name}_hour")
        _add_addresses(bill, zones)
    used = _units(bill, unit)
    reserved = bill.values.number("minimumLoadBalancerCapacity.capacityUnits") or 0
    bill.hours("reserved capacity units", reserved, "load_balancer", f"{unit.name}_lcu_hour")
    bill.add("capacity units", max(used - reserved, 0) * HOURS, "load_balancer", f"{unit.name}_lcu_hour", by_usage=True)


@estimates("aws:elb/loadBalancer:LoadBalancer")
def classic_load_balancer(bill: Bill) -> None:
    """Usage: `data_gb`."""
    bill.hours("load balancer", 1, "load_balancer", "classic_hour")
    _add_addresses(bill, max(bill.count("subnets"), bill.count("availabilityZones"), 1))
    bill.add("data processed", bill.usage("data_gb"), "load_balancer", "classic_data", by_usage=True)


def _add_addresses(bill: Bill, zones: int) -> None:
    """One in each zone, if AWS takes them by itself."""
    values = bill.values
    own = sum("allocationId" in set(mapping.keys()) for mapping in values.items("subnetMappings"))
    if not values.flag("internal") and values.text("ipAddressType") != "dualstack-without-public-ipv4":
        bill.hours("public addresses", zones - own, "public_ipv4", "address_hour")


def _units(bill: Bill, unit: _Unit) -> float:
    return max(
        bill.usage("new_connections") / _SECONDS / unit.new_connections,
        bill.usage("active_connections") / unit.active_connections,
        bill.usage("data_gb") / HOURS / unit.gb,
        bill.usage("requests") * max(_rules(bill) - _FREE_RULES, 0) / _SECONDS / unit.rules,
    )


def _rules(bill: Bill) -> int:
    """That a request meets on its way, if the listeners share the requests evenly: the mean of the listeners' rules."""
    around = bill.around
    listeners = [
        listener
        for module in ("lb", "alb")
        for listener in around.referring(bill.resource, f"aws:{module}/listener:Listener", "loadBalancerArn")
    ]
    rules = sum(
        len(around.referring(listener, f"aws:{module}/listenerRule:ListenerRule", "listenerArn"))
        for listener in listeners
        for module in ("lb", "alb")
    )
    return round(rules / len(listeners)) if listeners else 0
