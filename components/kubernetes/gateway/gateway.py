"""Kong: the api's front door."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.edge_targets import register
from components.kubernetes.gateway import values
from components.kubernetes.gateway.api import ApiRoutes, ApiRoutesArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import IN_MESH, KONG, PROXY_METRICS_PORT
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit
from components.kubernetes.targets import Target
from components.kubernetes.tls import trust
from components.network.flows import KONG_HEALTH


@dataclass(frozen=True)
class GatewayArgs:
    """What Kong needs."""

    ground: Ground
    mesh: pulumi.Resource
    """The control plane: Kong's pods have a proxy by which they call the api."""
    certificates: pulumi.Resource
    secrets: pulumi.Resource | None
    """The secret store; None off AWS."""
    load_balancers: Sequence[pulumi.Resource] = ()
    """What makes load balancers of Services, where the cloud does not do it by itself."""


class Gateway(Component):
    """The proxies with their controller, and the routes to the api."""

    ready: pulumi.Resource
    """The controller: Kong's objects come after it."""
    targets: list[Target]

    def __init__(self, name: str, args: GatewayArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", KONG), NamespaceArgs(ground, KONG, IN_MESH), self.options())
        needs = [args.mesh, trust(self, ground, KONG, args.certificates), *args.load_balancers]
        self.ready = ground.release(self, "kong", KONG, values.kong(ground), after=needs)
        admit(self, ground, KONG, "callers", [values.PROXY_PORT], [ANYWHERE], values.PODS)
        admit(self, ground, KONG, "api-server", [values.WEBHOOK_PORT], [ANYWHERE], values.PODS)
        register(
            self,
            ground,
            "kong",
            KONG,
            values.PROXY_SERVICE,
            KONG_HEALTH.first,
            values.PODS,
            [*args.load_balancers, self.ready],
        )
        self.targets = [
            Target("kong", KONG, values.PODS, "status"),
            Target("mesh-proxies", KONG, values.PODS, PROXY_METRICS_PORT, "/stats/prometheus"),
            Target("kong-controller", KONG, values.PODS, "cmetrics"),
        ]
        routes = ApiRoutesArgs(ground, self.ready, args.mesh, args.certificates, args.secrets)
        ApiRoutes(ground.label("api-routes"), routes, self.options())
        self.register_outputs({})
