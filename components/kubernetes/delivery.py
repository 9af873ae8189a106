"""How new versions of the services come into a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability


@dataclass(frozen=True)
class DeliveryArgs:
    """What delivery needs."""

    ground: Ground
    operators: Operators
    observability: Observability


class Delivery(Component):
    """Argo CD."""

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self.register_outputs({})
