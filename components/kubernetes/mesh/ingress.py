"""The mesh's own gateway: where events come in."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.edge_targets import register
from components.kubernetes.ground import Ground
from components.kubernetes.mesh import values
from components.kubernetes.mesh.routes import GATEWAY
from components.kubernetes.names import GATEWAY_NAMESPACE, PROXY_METRICS_PORT
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit
from components.kubernetes.objects import Manifest
from components.kubernetes.targets import Target
from components.kubernetes.tls import public_certificate, trust
from components.network.flows import APP_HEALTH

_SECRET = "gateway-tls"


@dataclass(frozen=True)
class MeshGatewayArgs:
    """What the gateway needs."""

    ground: Ground
    mesh: pulumi.Resource
    """The control plane, which gives the pods their proxy."""
    certificates: pulumi.Resource
    load_balancers: Sequence[pulumi.Resource]
    """What makes them of Services; they must be gone before it is."""


class MeshGateway(Component):
    """TLS on port 443. On port 80 there is nothing but the hint to come by TLS."""

    targets: list[Target]

    def __init__(self, name: str, args: MeshGatewayArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        hosts = ground.settings.mesh.hosts
        Namespace(ground.label("namespace", GATEWAY_NAMESPACE), NamespaceArgs(ground, GATEWAY_NAMESPACE), self.options())
        needs = [args.mesh, trust(self, ground, GATEWAY_NAMESPACE, args.certificates), *args.load_balancers]
        proxies = ground.release(self, "istio-gateway", GATEWAY_NAMESPACE, values.gateway(ground), after=needs)
        issued = public_certificate(self, ground, GATEWAY_NAMESPACE, _SECRET, hosts, args.certificates)
        # Load balancers name no host in TLS, by which Istio would choose; they ask for known hosts only.
        ground.object(self, gateway(("*",) if ground.edge else hosts), after=[args.mesh, proxies, issued])
        public = [values.GATEWAY_TLS_PORT, values.GATEWAY_REDIRECT_PORT]
        admit(self, ground, GATEWAY_NAMESPACE, "callers", public, [ANYWHERE], values.GATEWAY_LABELS)
        register(
            self,
            ground,
            "mesh",
            GATEWAY_NAMESPACE,
            "istio-gateway",
            APP_HEALTH.first,
            values.GATEWAY_LABELS,
            [*args.load_balancers, proxies],
        )
        self.targets = [Target("istio-gateway", GATEWAY_NAMESPACE, values.GATEWAY_LABELS, PROXY_METRICS_PORT, "/stats/prometheus")]
        self.register_outputs({})


def gateway(hosts: tuple[str, ...]) -> Manifest:
    """Which hosts the gateway answers to; where they lead, VirtualServices say."""
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "Gateway",
        "metadata": {"name": GATEWAY.partition("/")[2], "namespace": GATEWAY_NAMESPACE},
        "spec": {
            "selector": dict(values.GATEWAY_LABELS),
            "servers": [
                {
                    "port": {"number": 443, "name": "https", "protocol": "HTTPS"},
                    "hosts": list(hosts),
                    "tls": {"mode": "SIMPLE", "credentialName": _SECRET, "minProtocolVersion": "TLSV1_2"},
                },
                {
                    "port": {"number": 80, "name": "http", "protocol": "HTTP"},
                    "hosts": list(hosts),
                    "tls": {"httpsRedirect": True},
                },
            ],
        },
    }
