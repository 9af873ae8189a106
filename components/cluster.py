"""Everything inside one cluster, in the order in which its parts need each other."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.data_services import DataServices, DataServicesArgs
from components.dataservices.stand_ins.object_store import ObjectStore, ObjectStoreArgs
from components.kubernetes.delivery.delivery import Delivery, DeliveryArgs
from components.kubernetes.foundations import Foundations, FoundationsArgs
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators, OperatorsArgs
from components.observability.observability import Observability, ObservabilityArgs
from components.workloads.workloads import Workloads, WorkloadsArgs


@dataclass(frozen=True)
class ClusterStackArgs:
    """What the inside of a cluster needs."""

    ground: Ground
    primary: "ClusterStack | None"
    """The primary region's cluster; None for itself and off AWS."""


class ClusterStack(Component):
    """The Kubernetes layer of one cluster."""

    data_services: DataServices

    def __init__(self, name: str, args: ClusterStackArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("index", name, opts)
        ground = args.ground
        Foundations(ground.label("foundations"), FoundationsArgs(ground), self.options())
        operators = Operators(ground.label("operators"), OperatorsArgs(ground), self.options())
        if store := ground.settings.data_services.object_store:
            ObjectStore(ground.label("object-store"), ObjectStoreArgs(ground, operators, store), self.options())
        observability = Observability(ground.label("observability"), ObservabilityArgs(ground, operators), self.options())
        stores = DataServicesArgs(ground, operators, observability, args.primary.data_services if args.primary else None)
        self.data_services = DataServices(ground.label("data-services"), stores, self.options())
        services = WorkloadsArgs(ground, operators, observability, self.data_services)
        Workloads(ground.label("workloads"), services, self.options())
        Delivery(ground.label("delivery"), DeliveryArgs(ground, operators, observability), self.options())
        self.register_outputs({})
