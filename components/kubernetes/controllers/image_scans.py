"""Trivy operator: known vulnerabilities, exposed secrets and weak settings of what runs in the cluster."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import BATCH, CRITICAL, METRICS_PORT
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import CONTAINER, resources, user
from components.kubernetes.targets import Target
from components.placement import Placement
from components.security.policies import Statement, allow

_NAME = "trivy-operator"
_USER = 10000


@dataclass(frozen=True)
class ImageScansArgs:
    """What Trivy needs."""

    ground: Ground


class ImageScans(Component):
    """The operator. A job per image and day, with the database in the job, so that no server has to be reached by all."""

    targets: list[Target]

    def __init__(self, name: str, args: ImageScansArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME), self.options())
        before = []
        if ground.region:
            pod = PodIdentityArgs(ground.region.placement, ground.region.eks.name, _NAME, _NAME, statements(ground.region.placement))
            before = [PodIdentity(ground.label(_NAME), pod, self.options())]
        ground.release(self, _NAME, _NAME, values(), before)
        self.targets = [Target(_NAME, _NAME, {"app.kubernetes.io/name": _NAME}, METRICS_PORT)]
        self.register_outputs({})


def statements(placement: Placement) -> list[Statement]:
    """Pull the images that run."""
    return [
        allow(["ecr:GetAuthorizationToken"], ["*"], "SignIn"),  # AWS scopes it to no resource
        allow(
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [placement.arn("ecr", "repository/*")],
            "Pull",
        ),
    ]


def values() -> dict[str, Any]:
    """The chart's values. One pod: while it is away nothing is scanned, and nothing else happens."""
    pod = user(_USER)
    return {
        "excludeNamespaces": "kube-system",
        "serviceAccount": {"create": True, "name": _NAME},
        "operator": {"replicas": 1, "scanJobsConcurrentLimit": 3, "scanJobTTL": "10m", "metricsVulnIdEnabled": False},
        "priorityClassName": CRITICAL,
        "podSecurityContext": pod,
        "securityContext": CONTAINER,
        "resources": resources("100m", "256Mi", "1Gi"),
        "trivyOperator": {
            "scanJobPodTemplatePodSecurityContext": pod,
            "scanJobPodTemplateContainerSecurityContext": CONTAINER,
            "scanJobPodPriorityClassName": BATCH,
        },
        "trivy": {
            "mode": "Standalone",
            "ignoreUnfixed": True,
            "severity": "MEDIUM,HIGH,CRITICAL",
            "resources": resources("100m", "256Mi", "2Gi"),  # images with large archives need it
        },
    }
