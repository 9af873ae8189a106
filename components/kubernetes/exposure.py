"""How a gateway's Service is reached from outside the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.kubernetes.ground import Ground
from settings.mesh import Exposure

_NAMES = "external-dns.alpha.kubernetes.io"
_NLB = "service.k8s.aws/nlb"
_PREFIX = "service.beta.kubernetes.io/aws-load-balancer"


@dataclass(frozen=True)
class Reach:
    """What a Service says about it."""

    type: str
    annotations: dict[str, str]
    sources: list[str]
    """Address blocks that may come; none is all."""

    def values(self) -> dict[str, Any]:
        """In the words that charts share."""
        values: dict[str, Any] = {"type": self.type, "annotations": self.annotations, "loadBalancerSourceRanges": self.sources}
        return values | ({"loadBalancerClass": _NLB} if self.annotations else {})


def reach(ground: Ground, exposure: Exposure, hosts: Sequence[str] = (), private: Sequence[str] = ()) -> Reach:
    """On AWS a network load balancer in front of the pods themselves, which passes TLS and the caller's address on as they are.

    With an edge, its load balancer knows the pods by `edge_targets`; one of the cluster's own is left for `private` hosts, inside the VPC.
    """
    if exposure == "cluster" or (ground.edge and not private):
        return Reach("ClusterIP", {}, [])
    if ground.region is None:
        return Reach("LoadBalancer", {}, [])
    internet = exposure == "internet" and not ground.edge
    annotations = {
        f"{_PREFIX}-scheme": "internet-facing" if internet else "internal",
        f"{_PREFIX}-nlb-target-type": "ip",
        f"{_PREFIX}-attributes": "load_balancing.cross_zone.enabled=true",
        f"{_PREFIX}-target-group-attributes": "preserve_client_ip.enabled=true",
        **(public_names(ground, hosts) if hosts else {}),
    }
    return Reach("LoadBalancer", annotations, [] if internet else trusted(ground))


def public_names(ground: Ground, hosts: Sequence[str]) -> dict[str, str]:
    """For external-dns, where the cluster has it: callers are led to the region nearest to them, and never to the dr region.

    What leads them there after a failover are the edge's records; without an edge, names are moved by hand.
    """
    if ground.region is None:
        return {}
    if ground.follows or (ground.edge and set(hosts) <= set(ground.edge.hosts)):  # those are records of the program
        return {f"{_NAMES}/ingress-hostname-source": "annotation-only"}
    region = ground.region.placement.region.name
    return {f"{_NAMES}/hostname": ",".join(hosts), f"{_NAMES}/set-identifier": region, f"{_NAMES}/aws-region": region}


def trusted(ground: Ground) -> list[str]:
    """Whose word about the caller's address is taken: load balancers of the region's own network."""
    if ground.region is None:
        return []
    region = ground.region.placement.region
    return [str(region.cidr), str(region.pod_cidr)]
