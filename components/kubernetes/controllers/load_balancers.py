"""AWS Load Balancer Controller: what the cluster serves to the world, behind load balancers of AWS."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.controllers.load_balancer_policy import statements, targets_of
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import CONTAINER, POD, resources
from components.kubernetes.targets import Target
from components.region import RegionStack
from components.tags import common_tags

_NAME = "aws-load-balancer-controller"
_WEBHOOK = 9443


@dataclass(frozen=True)
class LoadBalancersArgs:
    """What the controller needs."""

    ground: Ground
    region: RegionStack
    certificates: pulumi.Resource
    """The issuer's operator, which gives the controller's webhook its certificate."""


class LoadBalancers(Component):
    """The controller. Only what says `loadBalancerClass: service.k8s.aws/nlb` or `ingressClassName: alb` is its own.

    A load balancer is in the network's security group `web` by annotation, since that group's rules to the pods are there already:
    `service.beta.kubernetes.io/aws-load-balancer-security-groups`.
    """

    release: pulumi.Resource
    """What a Service or Ingress with a load balancer waits for, and what must outlive it: it alone takes the load balancer away."""
    targets: list[Target]

    def __init__(self, name: str, args: LoadBalancersArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground, region = args.ground, args.region
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME, webhooks=[_WEBHOOK]), self.options())
        may = [
            *statements(region.placement, ground.cluster_name, region.network.vpc_id),
            *targets_of([group.arn for group in region.edge.groups.values()] if region.edge else []),
        ]
        pod = PodIdentityArgs(region.placement, region.eks.name, _NAME, _NAME, may)
        identity = PodIdentity(ground.label("load-balancers"), pod, self.options())
        self.release = ground.release(self, _NAME, _NAME, values(ground, region), [identity, args.certificates])
        self.targets = [Target("controller", _NAME, {"app.kubernetes.io/name": _NAME}, "metrics-server")]
        self.register_outputs({})


def values(ground: Ground, region: RegionStack) -> dict[str, Any]:
    """The chart's values."""
    replicas = ground.settings.kubernetes.operator_replicas
    return {
        "clusterName": ground.cluster_name,
        "region": region.placement.region.name,
        "vpcId": region.network.vpc_id,
        "replicaCount": replicas,
        "serviceAccount": {"create": True, "name": _NAME},
        "priorityClassName": CRITICAL,
        "podDisruptionBudget": {"minAvailable": 1} if replicas > 1 else {},
        "resources": resources("100m", "128Mi", "256Mi"),
        "podSecurityContext": {**POD, "fsGroup": 65534},
        "securityContext": {**CONTAINER, "runAsNonRoot": True},
        "enableCertManager": True,
        # Else no Service at all could be made in the cluster while the controller is away.
        "enableServiceMutatorWebhook": False,
        "enableBackendSecurityGroup": False,
        "defaultTargetType": "ip",
        "defaultSSLPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": True,
        "defaultTags": common_tags(region.placement.settings, region.placement.stack),
    }
