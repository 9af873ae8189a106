"""Stores and engines that run inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability


@dataclass(frozen=True)
class DataServicesArgs:
    """What the data services need."""

    ground: Ground
    operators: Operators
    observability: Observability
    primary: "DataServices | None"
    """The primary region's, which those of other regions copy from; None in the primary region and off AWS."""


class DataServices(Component):
    """Everything in namespace `databases`, and the engines that work on it."""

    def __init__(self, name: str, args: DataServicesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self.register_outputs({})
