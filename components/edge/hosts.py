"""Which public names lead to a region's load balancer, and to what behind it."""

from dataclasses import dataclass
from typing import Literal

from settings import Settings
from settings.edge import Edge
from settings.regions import Region

Gateway = Literal["mesh", "kong"]

HEALTH = "/health/ready"
"""What each service answers with 200 while it can work; open to everybody at public names."""


@dataclass(frozen=True)
class Host:
    """A public name, and the gateway in the cluster that answers to it."""

    name: str
    """Such as `events.example.com`."""
    gateway: Gateway
    regional: str
    """Such as `events.us-east-1.example.com`: the same, in this region whatever the name leads to."""


def balanced_hosts(settings: Settings, region: Region) -> tuple[Host, ...]:
    """What load balancers serve."""
    if settings.edge is None:
        return ()
    gateway = settings.gateway
    kong = [gateway.host, gateway.users.host if gateway.users else None]
    names: list[tuple[str, Gateway]] = [*((name, "mesh") for name in settings.mesh.hosts), *((name, "kong") for name in kong if name)]
    return tuple(Host(name, leads_to, regional(settings.edge, name, region.name)) for name, leads_to in names)


def regional(edge: Edge, host: str, region: str) -> str:
    """A host's name in one region."""
    label = host.removesuffix(edge.zone.domain)  # empty, or ends with a dot
    return f"{label}{region}.{edge.zone.domain}"
