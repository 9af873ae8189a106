"""The platform's own services in a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.dataservices.data_services import DataServices
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.observability.observability import Observability
from components.workloads import analysis, keda, network
from components.workloads.identity import lag_statements
from components.workloads.profiles import PROFILES, Profile
from components.workloads.store_secrets import store_secrets
from components.workloads.workload import Workload, WorkloadArgs
from settings.workloads import Service


@dataclass(frozen=True)
class WorkloadsArgs:
    """What the services need."""

    ground: Ground
    operators: Operators
    observability: Observability
    data_services: DataServices


class Workloads(Component):
    """Ingestion, attribution, api, ml, web and campaign-manager, as far as the settings have them."""

    def __init__(self, name: str, args: WorkloadsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("workloads", name, opts)
        self._args = args
        ground = args.ground
        services = {PROFILES[service]: settings for service, settings in ground.settings.workloads.services.items()}
        ready = [args.data_services, *store_secrets(self, ground, args.operators, list(services))]
        ready += self._judges(services)
        ready += self._lag_reader(services)
        for profile, settings in services.items():
            given = WorkloadArgs(ground, args.operators, args.observability, profile, settings, ready)
            Workload(ground.label("workload", profile.name), given, self.options())
        self.register_outputs({})

    def _judges(self, services: dict[Profile, Service]) -> list[pulumi.Resource]:
        """What Rollouts judge new versions by."""
        ground, rollouts = self._args.ground, self._args.operators.rollouts
        if all(service.delivery == "rolling" for service in services.values()):
            return []
        tried = {profile.namespace: profile for profile, service in services.items() if service.delivery == "blue_green"}
        return [
            *(ground.object(self, manifest, after=[rollouts]) for manifest in analysis.templates(ground.settings.workloads.analysis)),
            *(ground.object(self, network.smoke_policy(profile)) for profile in tried.values()),
        ]

    def _lag_reader(self, services: dict[Profile, Service]) -> list[pulumi.Resource]:
        """KEDA's right to ask MSK how far consumers are. One for all: it is the operator that asks."""
        ground = self._args.ground
        scaled = [profile for profile, service in services.items() if service.keda and service.keda.kafka_lag]
        kafka = ground.region.streaming.kafka if ground.region else None
        if ground.region is None or kafka is None or not scaled:
            return []
        operator = PodIdentityArgs(
            ground.region.placement,
            ground.region.eks.name,
            keda.OPERATOR_NAMESPACE,
            keda.OPERATOR_ACCOUNT,
            lag_statements(kafka, scaled),
        )
        return [PodIdentity(ground.label("pod", keda.OPERATOR_ACCOUNT), operator, self.options())]
