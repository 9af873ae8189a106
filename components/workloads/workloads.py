"""The platform's own services in a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.dataservices.data_services import DataServices
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability


@dataclass(frozen=True)
class WorkloadsArgs:
    """What the services need."""

    ground: Ground
    operators: Operators
    observability: Observability
    data_services: DataServices


class Workloads(Component):
    """Ingestion, attribution, api, ml, web and campaign-manager."""

    def __init__(self, name: str, args: WorkloadsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("workloads", name, opts)
        self.register_outputs({})
