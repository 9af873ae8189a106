"""The operators that everything else in a cluster builds on."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import SECRET_STORE
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.targets import Target


@dataclass(frozen=True)
class OperatorsArgs:
    """What the operators need."""

    ground: Ground


class Operators(Component):
    """Each attribute is what an object of that operator's kinds waits for."""

    certificates: pulumi.Resource
    """cert-manager, with the ClusterIssuer `names.ISSUER`."""
    secrets: pulumi.Resource | None
    """External Secrets, with the ClusterSecretStore `names.SECRET_STORE`; None off AWS, where Secrets are made by the program."""
    keda: pulumi.Resource
    mesh: pulumi.Resource
    """Istio."""
    gateway: pulumi.Resource
    """Kong."""
    rollouts: pulumi.Resource
    """Argo Rollouts."""
    vpa: pulumi.Resource
    """Vertical Pod Autoscaler, which only recommends."""
    targets: list[Target]
    """What Prometheus is to read of all of them."""

    def __init__(self, name: str, args: OperatorsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        self.targets = []
        for namespace in ("cert-manager", "external-secrets", "keda", "istio-system", "kong", "argo-rollouts", "vpa"):
            Namespace(ground.label("namespace", namespace), NamespaceArgs(ground, namespace), self.options())
        self.certificates = ground.release(self, "cert-manager", "cert-manager", {"crds": {"enabled": True}})
        self.secrets = None
        if ground.region:
            operator = ground.release(self, "external-secrets", "external-secrets", {})
            self.secrets = ground.object(
                self,
                {
                    "apiVersion": "external-secrets.io/v1",
                    "kind": "ClusterSecretStore",
                    "metadata": {"name": SECRET_STORE},
                    "spec": {"provider": {"aws": {"service": "SecretsManager", "region": ground.s3_region}}},
                },
                after=[operator],
            )
        self.keda = ground.release(self, "keda", "keda", {})
        self.mesh = ground.release(self, "istio-base", "istio-system", {})
        self.gateway = ground.release(self, "kong", "kong", {})
        self.rollouts = ground.release(self, "argo-rollouts", "argo-rollouts", {})
        self.vpa = ground.release(self, "vertical-pod-autoscaler", "vpa", {})
        self.register_outputs({})
