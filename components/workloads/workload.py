"""One service in a cluster, with everything that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.edge.hosts import HEALTH
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.ground import Ground
from components.kubernetes.mesh import routes
from components.kubernetes.objects import Manifest
from components.kubernetes.operators import Operators
from components.kubernetes.turns import ByPart
from components.observability.observability import Observability
from components.workloads import delivery, endpoints, keda, network, scaling
from components.workloads.environment import Environment, environment
from components.workloads.identity import statements
from components.workloads.monitoring import service_monitor
from components.workloads.pod import pod_template
from components.workloads.profiles import HTTP_PORT, METRICS_PORT, Profile, callers
from settings.workloads import Service

_GATEWAYS = {"mesh": routes.GATEWAY_PRINCIPAL, "kong": routes.KONG_PRINCIPAL}


@dataclass(frozen=True)
class WorkloadArgs:
    """What a service needs."""

    ground: Ground
    operators: Operators
    observability: Observability
    profile: Profile
    settings: Service
    ready: Sequence[pulumi.Resource] = ()
    """What its pods wait for: the stores, and Secrets of its namespace."""


class Workload(Component):
    """Pods, who they are, how many there are, how a new version comes in, who may call them and who watches them."""

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("workloads", name, opts)
        self._args = args
        told = environment(args.ground, args.profile, args.settings)
        ready = [self._account(), self._config(told), *self._identity(), *args.ready]
        services = self._services()
        self._mesh(services)
        self._pods(told, [*ready, *services])
        self._scale()
        self._watch()
        self._make(network.policy(args.ground, args.profile, args.settings))
        self.register_outputs({})

    def _make(self, manifest: Manifest, after: Sequence[pulumi.Resource] = (), ignore: Sequence[str] = ()) -> pulumi.CustomResource:
        more = {"ignore_changes": list(ignore)} if ignore else {}
        return self._args.ground.object(self, manifest, after=after, **more)

    def _in_turns(self, manifest: ByPart, after: Sequence[pulumi.Resource] = (), ignore: Sequence[str] = ()) -> pulumi.CustomResource:
        more = {"ignore_changes": list(ignore)} if ignore else {}
        return self._args.ground.object_in_turns(self, manifest, after=after, **more)

    def _metadata(self) -> dict[str, object]:
        profile = self._args.profile
        return {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels}

    def _account(self) -> pulumi.Resource:
        account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": self._metadata()}
        return self._make({**account, "automountServiceAccountToken": False})

    def _config(self, told: Environment) -> pulumi.Resource:
        return self._make({"apiVersion": "v1", "kind": "ConfigMap", "metadata": self._metadata(), "data": dict(told.config)})

    def _identity(self) -> list[pulumi.Resource]:
        """Its rights on AWS, where it has any; off AWS, keys of the object store."""
        ground, profile = self._args.ground, self._args.profile
        if ground.region is None:
            return self._keys()
        rights = statements(ground.region, profile)
        if not rights:
            return []
        pod = PodIdentityArgs(ground.region.placement, ground.region.eks.name, profile.namespace, profile.name, rights)
        return [PodIdentity(ground.label("pod", profile.name), pod, self.options())]

    def _keys(self) -> list[pulumi.Resource]:
        ground, profile = self._args.ground, self._args.profile
        if not profile.reads_gold:
            return []
        access = BucketAccessArgs(ground, profile.namespace, profile.name, "gold", "models")
        return BucketAccess(ground.label("keys", profile.name), access, self.options()).objects

    def _services(self) -> list[pulumi.Resource]:
        moved = [delivery.SELECTOR] if self._args.settings.delivery == "blue_green" else []
        return [self._make(service, ignore=moved) for service in delivery.services(self._args.profile, self._args.settings)]

    def _mesh(self, services: Sequence[pulumi.Resource]) -> None:
        """How calls come in, and from whom."""
        args, profile, settings = self._args, self._args.profile, self._args.settings
        traffic, pods = args.ground.settings.mesh.traffic, profile.labels
        canary = settings.delivery == "canary"
        asked = [HEALTH] if args.ground.edge and "/" not in profile.prefixes else []
        prefixes = (*profile.prefixes, *asked)
        service = routes.MeshService(profile.name, profile.namespace, HTTP_PORT, settings.hosts, prefixes, canary)
        principals = [routes.principal(caller.namespace, caller.name) for caller in callers(profile.name)]
        principals += [_GATEWAYS[profile.gateway]] if profile.gateway else []
        # The smoke test of a new version runs as the service itself.
        principals += [routes.principal(profile.namespace, profile.name)] if settings.delivery == "blue_green" else []
        for manifest in (
            routes.virtual_service(service, traffic),
            routes.destination_rule(service, traffic, pods),
            routes.authorization(service, pods, principals, [HTTP_PORT], METRICS_PORT),
            routes.scraped(service, pods, METRICS_PORT),
        ):
            moved = routes.ROLLOUT_OWNS.get(manifest["kind"], []) if canary else []
            self._make(manifest, after=[args.operators.mesh, *services], ignore=moved)

    def _pods(self, told: Environment, ready: Sequence[pulumi.Resource]) -> None:
        args = self._args
        template = pod_template(args.ground, args.profile, args.settings, told)
        operator = [] if args.settings.delivery == "rolling" else [args.operators.rollouts]
        scaled = args.settings.hpa or args.settings.keda
        self._in_turns(
            lambda active: delivery.controller(args.ground, args.profile, args.settings, template, active),
            after=[args.operators.mesh, *operator, *ready],
            ignore=["spec.replicas"] if scaled and scaling.sleeps_in_turns(args.ground, args.settings) else [],
        )

    def _scale(self) -> None:
        """One horizontal scaler at most, a recommendation, and a budget."""
        ground, operators, profile, settings = self._args.ground, self._args.operators, self._args.profile, self._args.settings
        target = delivery.target(profile, settings)
        if hpa := settings.hpa:
            self._in_turns(lambda active: scaling.horizontal(ground, profile, hpa, settings, target, active))
        if scaled := settings.keda:
            access = keda.authentication(ground, profile) if scaled.kafka_lag and endpoints.kafka(ground) else None
            after = [self._make(access, after=[operators.keda])] if access else []
            self._in_turns(
                lambda active: keda.scaled_object(ground, profile, scaled, settings, target, active), after=[operators.keda, *after]
            )
        self._make(scaling.recommendations(profile, target), after=[operators.vpa])
        self._in_turns(lambda active: scaling.disruption(profile, settings, active))

    def _watch(self) -> None:
        self._make(service_monitor(self._args.profile), after=[self._args.observability.monitors])
