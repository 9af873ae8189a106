"""Load balancers that a Kubernetes service asks for, and whom they let in."""

from inventory.values import Values
from policies.manifests import entry
from policies.security.addresses import holds_everyone

_INTERNAL = (
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", "true"),
    ("networking.gke.io/load-balancer-type", "Internal"),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
)
"""Annotations that keep a load balancer inside the network. Without one, whether it is depends on the controller."""


def serves_inside(service: Values, annotations: str, ranges: str) -> bool:
    """Whether a service's load balancer is internal, or kept to addresses that are not all."""
    if any(entry(service, annotations, name) == value for name, value in _INTERNAL):
        return True
    served = service.texts(ranges)
    return bool(served) and not any(map(holds_everyone, served))
