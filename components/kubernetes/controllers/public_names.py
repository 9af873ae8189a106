"""external-dns: names in the public zone for what the cluster serves."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import resources
from components.kubernetes.targets import Target
from components.region import RegionStack
from components.security.policies import Statement, allow
from settings.compute import PublicZone

_NAME = "external-dns"


@dataclass(frozen=True)
class PublicNamesArgs:
    """What external-dns needs."""

    ground: Ground
    region: RegionStack
    zone: PublicZone


class PublicNames(Component):
    """external-dns. It changes the records that it made itself, and no others: each cluster signs its own."""

    targets: list[Target]

    def __init__(self, name: str, args: PublicNamesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground, region = args.ground, args.region
        Namespace(ground.label("namespace", _NAME), NamespaceArgs(ground, _NAME), self.options())
        pod = PodIdentityArgs(region.placement, region.eks.name, _NAME, _NAME, statements(args.zone))
        identity = PodIdentity(ground.label(_NAME), pod, self.options())
        ground.release(self, _NAME, _NAME, values(ground, args.zone), [identity])
        self.targets = [Target("controller", _NAME, {"app.kubernetes.io/name": _NAME}, "http")]
        self.register_outputs({})


def statements(zone: PublicZone) -> list[Statement]:
    """Records of the one zone."""
    records = f"arn:aws:route53:::hostedzone/{zone.id}"
    return [
        allow(["route53:ListHostedZones"], ["*"], "FindZones"),  # AWS scopes it to no resource
        allow(["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResource"], [records], "Records"),
    ]


def values(ground: Ground, zone: PublicZone) -> dict[str, Any]:
    """The chart's values. It has restricted security contexts by itself, and runs one pod: there is no election of a leader."""
    return {
        "provider": {"name": "aws"},
        "env": [{"name": "AWS_DEFAULT_REGION", "value": ground.s3_region}],
        "serviceAccount": {"create": True, "name": _NAME},
        "priorityClassName": CRITICAL,
        "resources": resources("20m", "64Mi", "128Mi"),
        "policy": "sync",
        "registry": "txt",
        "txtOwnerId": f"{ground.cluster_name}-{ground.place}",
        "txtPrefix": "owner.",
        "domainFilters": [zone.domain],
        "sources": ["service", "ingress"],
        "extraArgs": {"zone-id-filter": zone.id, "aws-zone-type": "public"},
    }
