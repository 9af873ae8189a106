"""Stores and engines that run inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.kafka.strimzi import Strimzi, StrimziArgs
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

    kafka: Strimzi | None
    """None where Kafka is MSK's or nobody's, and in a dr region that nothing is copied to."""

    def __init__(self, name: str, args: DataServicesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self._args = args
        self.kafka = self._kafka()
        self.register_outputs({})

    def _kafka(self) -> Strimzi | None:
        args, settings = self._args, self._args.ground.settings.data_services.kafka
        if settings is None or not (args.ground.active or settings.replicate):
            return None
        given = StrimziArgs(args.ground, args.operators, args.observability, settings, args.primary.kafka if args.primary else None)
        return Strimzi(args.ground.label("strimzi"), given, self.options())
