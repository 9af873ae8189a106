"""cert-manager: certificates inside the cluster from an authority of its own, and publicly trusted ones where the settings ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import APPLICATIONS, CA_SECRET, CRITICAL, DATABASES, ISSUER, MONITORING, PUBLIC_ISSUER
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import budget, resources
from components.kubernetes.targets import Target
from components.security.policies import Statement, allow
from settings.compute import PublicZone
from settings.kubernetes import Kubernetes

_NAMESPACE = "cert-manager"
_AUTHORITY = "platform-authority"
_WEBHOOK = 10250
_LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
_TEN_YEARS, _ONE_YEAR = "87600h", "8760h"


@dataclass(frozen=True)
class CertificatesArgs:
    """What certificates need."""

    ground: Ground


class Certificates(Component):
    """cert-manager with the ClusterIssuer `platform`, and that issuer's own certificate in every namespace of ours."""

    issuer: pulumi.Resource
    """What a Certificate waits for."""
    targets: list[Target]

    def __init__(self, name: str, args: CertificatesArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self._ground = ground = args.ground
        settings = ground.settings.kubernetes
        Namespace(ground.label("namespace", _NAMESPACE), NamespaceArgs(ground, _NAMESPACE, webhooks=[_WEBHOOK]), self.options())
        before = [self._identity(settings.zone)] if settings.zone and settings.certificate_email else []
        release = ground.release(self, "cert-manager", _NAMESPACE, values(settings), before)
        self.issuer = self._authority(release)
        for namespace in (*APPLICATIONS, MONITORING, DATABASES):
            self._trust(namespace)
        if settings.zone and settings.certificate_email:
            spec = public_issuer(settings.zone, settings.certificate_email, ground.s3_region)
            self._make("ClusterIssuer", {"name": PUBLIC_ISSUER}, spec, [release])
        self.targets = [
            Target(part, _NAMESPACE, {"app.kubernetes.io/instance": "cert-manager", "app.kubernetes.io/component": part}, "http-metrics")
            for part in ("controller", "webhook", "cainjector")
        ]
        self.register_outputs({})

    def _authority(self, release: pulumi.Resource) -> pulumi.Resource:
        """A root that signs itself, and the issuer that signs with it. The key never leaves the cluster."""
        root = self._make("ClusterIssuer", {"name": _AUTHORITY}, {"selfSigned": {}}, [release])
        certificate = self._make("Certificate", {"name": _AUTHORITY, "namespace": _NAMESPACE}, authority_spec(), [root])
        return self._make("ClusterIssuer", {"name": ISSUER}, {"ca": {"secretName": _AUTHORITY}}, [certificate])

    def _trust(self, namespace: str) -> None:
        """The Secret `platform-ca`: its own certificate proves nothing, its `ca.crt` is what clients verify others with."""
        spec = {
            "secretName": CA_SECRET,
            "commonName": f"trust.{namespace}",
            "dnsNames": [f"trust.{namespace}.svc"],
            "duration": _ONE_YEAR,
            "issuerRef": {"kind": "ClusterIssuer", "name": ISSUER, "group": "cert-manager.io"},
            "usages": ["client auth"],
        }
        self._make("Certificate", {"name": CA_SECRET, "namespace": namespace}, spec, [self.issuer])

    def _make(self, kind: str, metadata: dict[str, str], spec: dict[str, Any], after: Sequence[pulumi.Resource]) -> pulumi.Resource:
        manifest = {"apiVersion": "cert-manager.io/v1", "kind": kind, "metadata": metadata, "spec": spec}
        return self._ground.object(self, manifest, after=after)

    def _identity(self, zone: PublicZone) -> pulumi.Resource:
        region = self._ground.region
        if region is None:
            raise ValueError("a public zone without AWS: settings checks let this through")
        pod = PodIdentityArgs(region.placement, region.eks.name, _NAMESPACE, "cert-manager", proof_statements(zone))
        return PodIdentity(self._ground.label("cert-manager"), pod, self.options())


def authority_spec() -> dict[str, Any]:
    """The root's certificate. It keeps its key when it is renewed: else all that it signed would be worth nothing at that moment."""
    return {
        "isCA": True,
        "secretName": _AUTHORITY,
        "commonName": "event-platform cluster authority",
        "duration": _TEN_YEARS,
        "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Never"},
        "issuerRef": {"kind": "ClusterIssuer", "name": _AUTHORITY, "group": "cert-manager.io"},
    }


def public_issuer(zone: PublicZone, email: str, region: str) -> dict[str, Any]:
    """Let's Encrypt, which asks for a record in the zone as proof."""
    solver = {"dns01": {"route53": {"region": region, "hostedZoneID": zone.id}}, "selector": {"dnsZones": [zone.domain]}}
    return {
        "acme": {
            "email": email,
            "server": _LETS_ENCRYPT,
            "privateKeySecretRef": {"name": "lets-encrypt-account"},
            "solvers": [solver],
        }
    }


def proof_statements(zone: PublicZone) -> list[Statement]:
    """Write the records of proof, and no others."""
    records = f"arn:aws:route53:::hostedzone/{zone.id}"
    only_proofs = {
        "ForAllValues:StringLike": {"route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"]},
        "ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": ["TXT"]},
    }
    return [
        allow(["route53:GetChange"], ["arn:aws:route53:::change/*"], "Follow"),
        allow(["route53:ListResourceRecordSets"], [records], "Look"),
        allow(["route53:ChangeResourceRecordSets"], [records], "Prove", Condition=only_proofs),
    ]


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values. It has restricted security contexts by itself."""
    replicas = settings.operator_replicas
    part = {"replicaCount": replicas, "podDisruptionBudget": budget(replicas)}
    return {
        "crds": {"enabled": True},
        "global": {"priorityClassName": CRITICAL, "leaderElection": {"namespace": _NAMESPACE}},
        **part,
        "resources": resources("50m", "128Mi", "256Mi"),
        "webhook": {**part, "securePort": _WEBHOOK, "resources": resources("20m", "64Mi", "128Mi")},
        "cainjector": {**part, "resources": resources("50m", "256Mi", "512Mi")},
        "startupapicheck": {"resources": resources("10m", "32Mi", "64Mi")},
    }
