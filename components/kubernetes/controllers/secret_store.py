"""External Secrets: what AWS Secrets Manager holds, as Secrets of the cluster."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import CRITICAL, READ_SECRETS, SECRET_STORE
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import budget, resources
from components.kubernetes.targets import Target
from components.region import RegionStack
from components.security.policies import Statement, allow
from components.security.secrets import secret_prefix
from settings.kubernetes import Kubernetes

_NAMESPACE = "external-secrets"
_WEBHOOK = 10250


@dataclass(frozen=True)
class SecretStoreArgs:
    """What the secret store needs."""

    ground: Ground
    region: RegionStack
    """Whose Secrets Manager it is; the store does not exist off AWS."""


class SecretStore(Component):
    """The operator, and the one store that namespaces read from."""

    store: pulumi.Resource
    """What an ExternalSecret waits for."""
    targets: list[Target]

    def __init__(self, name: str, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground, region = args.ground, args.region
        Namespace(ground.label("namespace", _NAMESPACE), NamespaceArgs(ground, _NAMESPACE, webhooks=[_WEBHOOK]), self.options())
        pod = PodIdentityArgs(region.placement, region.eks.name, _NAMESPACE, "external-secrets", statements(region))
        identity = PodIdentity(ground.label("external-secrets"), pod, self.options())
        release = ground.release(self, "external-secrets", _NAMESPACE, values(ground.settings.kubernetes), [identity])
        self.store = ground.object(
            self,
            {
                "apiVersion": "external-secrets.io/v1",
                "kind": "ClusterSecretStore",
                "metadata": {"name": SECRET_STORE},
                "spec": {
                    "provider": {"aws": {"service": "SecretsManager", "region": region.placement.region.name}},
                    "conditions": [{"namespaces": list(READ_SECRETS)}],
                },
            },
            after=[release],
        )
        self.targets = [
            Target(part, _NAMESPACE, {"app.kubernetes.io/name": part}, "metrics")
            for part in ("external-secrets", "external-secrets-webhook", "external-secrets-cert-controller")
        ]
        self.register_outputs({})


def statements(region: RegionStack) -> list[Statement]:
    """Read the stack's secrets, and nothing else."""
    secrets = region.placement.arn("secretsmanager", f"secret:{secret_prefix(region.placement)}*")
    return [
        allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], [secrets], "Read"),
        allow(["kms:Decrypt"], [region.keys.arns["secrets"]], "Decrypt"),
    ]


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values. It has restricted security contexts by itself."""
    replicas = settings.operator_replicas
    part = {"replicaCount": replicas, "priorityClassName": CRITICAL, "podDisruptionBudget": budget(replicas)}
    return {
        **part,
        "leaderElect": replicas > 1,
        "serviceAccount": {"create": True, "name": "external-secrets"},
        "resources": resources("50m", "128Mi", "256Mi"),
        "webhook": {**part, "port": _WEBHOOK, "resources": resources("20m", "64Mi", "128Mi")},
        "certController": {**part, "resources": resources("20m", "128Mi", "256Mi")},
    }
