"""Istio: certificates for every service of ours, and calls between them that can be steered, refused and seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.mesh import policies, values
from components.kubernetes.mesh.ingress import MeshGateway, MeshGatewayArgs
from components.kubernetes.mesh.policies import TRACES_PORT
from components.kubernetes.names import APPLICATIONS, GATEWAY_NAMESPACE, ISTIO, KONG, MONITORING, PART_OF, PROXY_METRICS_PORT
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit, reach
from components.kubernetes.targets import Target
from components.workloads.profiles import PROFILES

CNI = "istio-cni"
IN_THE_MESH = (*APPLICATIONS, KONG)
"""Namespaces whose pods have a proxy."""

_WEBHOOK_PORT, _CONTROL_PORT, _METRICS_PORT = 15017, 15012, 15014


@dataclass(frozen=True)
class MeshArgs:
    """What the mesh needs."""

    ground: Ground
    certificates: pulumi.Resource
    """cert-manager with its issuer; for the gateway's certificate."""
    load_balancers: Sequence[pulumi.Resource] = ()
    """What makes load balancers of Services, where the cloud does not do it by itself."""


class Mesh(Component):
    """The network plugin, the control plane, the rules of the whole mesh, and its gateway."""

    ready: pulumi.Resource
    """The control plane: Istio's objects and pods with proxies come after it."""
    targets: list[Target]

    def __init__(self, name: str, args: MeshArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        for namespace in (ISTIO, CNI):
            Namespace(ground.label("namespace", namespace), NamespaceArgs(ground, namespace), self.options())
        kinds = ground.release(self, "istio-base", ISTIO, {})
        plugin = ground.release(self, "istio-cni", CNI, values.cni(ground), after=[kinds])
        self.ready = ground.release(self, "istiod", ISTIO, values.istiod(ground), after=[kinds, plugin])
        self.targets = [
            Target("istiod", ISTIO, {"app": "istiod"}, _METRICS_PORT),
            Target("istio-cni", CNI, {"k8s-app": "istio-cni-node"}, "metrics"),
            *(Target("mesh-proxies", one, PART_OF, PROXY_METRICS_PORT, "/stats/prometheus") for one in _served(ground)),
        ]
        self._rules(ground)
        self._network(ground)
        if ground.settings.mesh.hosts:
            gateway = MeshGateway(
                ground.label("mesh-gateway"), MeshGatewayArgs(ground, self.ready, args.certificates, args.load_balancers), self.options()
            )
            self.targets += gateway.targets
        self.register_outputs({})

    def _rules(self, ground: Ground) -> None:
        everywhere = [policies.strict(), policies.telemetry(ground.settings.mesh), *policies.collector()]
        for manifest in (*everywhere, *(policies.allow_nothing(namespace) for namespace in APPLICATIONS)):
            ground.object(self, manifest, after=[self.ready])

    def _network(self, ground: Ground) -> None:
        """Istio's own ways. What a service's callers need is the service's to say: with proxies, ports stay the same."""
        admit(self, ground, ISTIO, "api-server", [_WEBHOOK_PORT], [ANYWHERE], {"app": "istiod"})
        admit(self, ground, ISTIO, "proxies", [_CONTROL_PORT], [*IN_THE_MESH, GATEWAY_NAMESPACE], {"app": "istiod"})
        for namespace in APPLICATIONS:
            reach(self, ground, namespace, "mesh-control-plane", [_CONTROL_PORT], [ISTIO])
            reach(self, ground, namespace, "mesh-traces", [TRACES_PORT], [MONITORING])


def _served(ground: Ground) -> list[str]:
    """The namespaces that have services."""
    found = {PROFILES[service].namespace for service in ground.settings.workloads.services}
    return [one for one in APPLICATIONS if one in found]
