"""Where public names lead."""

import socket
from collections.abc import Callable, Iterator

from ops.aws import AwsError
from ops.context import Context
from ops.verify.result import About, Result

Resolve = Callable[[str], set[str]]
"""A name's addresses; empty if it has none."""


def resolve(name: str) -> set[str]:
    """By this machine's resolver: what a client would get."""
    try:
        found = socket.getaddrinfo(name, 443, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    return {str(address[0]) for *_, address in found}


def names(context: Context, active: str, addresses: Resolve) -> Iterator[Result]:
    """Each public name leads to load balancers of regions that serve, and of no other."""
    if not context.outputs.hosts:
        yield About("names", active, "hosts").skipped("the stack has no public name that leads to load balancers")
        return
    proxied = context.settings.edge is not None and context.settings.edge.cloudflare is not None
    balancers = _balancers(context, addresses)
    expected = context.serving(active)
    for host in context.outputs.hosts:
        about = About("names", active, host)
        found = addresses(host)
        regions = sorted({region for address in found for region in balancers.get(address, ())})
        if not found:
            yield about.fail("does not resolve; look at its records in Route 53")
        elif proxied and not regions:
            yield about.skipped("Cloudflare answers for it, so where it leads is not seen from outside")
        elif not regions:
            yield about.fail("leads to no load balancer of the stack", ", ".join(sorted(found)), ", ".join(expected))
        elif wrong := [region for region in regions if region not in expected]:
            yield about.fail(f"leads to {', '.join(wrong)}, which stands by", ", ".join(regions), ", ".join(expected))
        else:
            yield about.ok(", ".join(regions), ", ".join(expected))


def _balancers(context: Context, addresses: Resolve) -> dict[str, set[str]]:
    """Address → regions whose load balancers have it. A region that does not answer has none to know."""
    found: dict[str, set[str]] = {}
    for region in context.outputs.regions:
        try:
            balancers = context.all(region, "elbv2", "describe_load_balancers", "LoadBalancers")
        except AwsError:
            continue
        for balancer in balancers:
            if balancer.get("Scheme") == "internet-facing":
                for address in addresses(balancer["DNSName"]):
                    found.setdefault(address, set()).add(region)
    return found
