"""Argo Rollouts: replaces Deployments step by step, and takes a step back when what it measures gets worse."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET, CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import POD, budget, sized, spread
from components.kubernetes.targets import Target
from components.kubernetes.tls import trust
from settings.delivery import Rollouts as RolloutsSettings

NAMESPACE = "argo-rollouts"
_CA_FOLDER = f"/etc/{CA_SECRET}"
_PODS = {"app.kubernetes.io/name": "argo-rollouts", "app.kubernetes.io/component": "rollouts-controller"}
_OTHERS = (
    "smi",
    "ambassador",
    "awsLoadBalancerController",
    "awsAppMesh",
    "traefik",
    "apisix",
    "contour",
    "glooPlatform",
    "gatewayAPI",
)


@dataclass(frozen=True)
class RolloutsArgs:
    """What the controller needs."""

    ground: Ground
    mesh: pulumi.Resource
    certificates: pulumi.Resource
    """Whose routes it turns from one version to the next."""


class Rollouts(Component):
    """The controller. There is no dashboard: it would let whoever reaches it promote."""

    ready: pulumi.Resource
    targets: list[Target]

    def __init__(self, name: str, args: RolloutsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", NAMESPACE), NamespaceArgs(ground, NAMESPACE), self.options())
        needs = [args.mesh, trust(self, ground, NAMESPACE, args.certificates)]
        self.ready = ground.release(self, "argo-rollouts", NAMESPACE, values(ground.settings.delivery.rollouts), after=needs)
        self.targets = [Target("argo-rollouts", NAMESPACE, _PODS, "metrics")]
        self.register_outputs({})


def values(settings: RolloutsSettings) -> dict[str, Any]:
    """The chart's. Of all that can divide traffic, it gets rights over Istio's routes only."""
    return {
        "controller": {
            "replicas": settings.replicas,
            "resources": sized(settings.size),
            "metrics": {"enabled": True},
            "logging": {"format": "json"},
            "pdb": budget(settings.replicas),
            "priorityClassName": CRITICAL,
            "topologySpreadConstraints": spread(_PODS),
            # Analyses ask Prometheus, whose certificate is of the cluster's own issuer.
            "extraEnv": [{"name": "SSL_CERT_DIR", "value": f"/etc/ssl/certs:{_CA_FOLDER}"}],
            "volumes": [{"name": CA_SECRET, "secret": {"secretName": CA_SECRET, "items": [{"key": "ca.crt", "path": "ca.crt"}]}}],
            "volumeMounts": [{"name": CA_SECRET, "mountPath": _CA_FOLDER, "readOnly": True}],
        },
        "podSecurityContext": POD,
        "providerRBAC": {"enabled": True, "providers": {"istio": True, **dict.fromkeys(_OTHERS, False)}},
        "dashboard": {"enabled": False},
    }
