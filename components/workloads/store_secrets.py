"""The passwords of the stores that AWS runs, as Secrets where services read them: External Secrets follows their changes."""

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import SECRET_STORE
from components.kubernetes.operators import Operators
from components.workloads.endpoints import Endpoint, stores
from components.workloads.profiles import Profile


def store_secrets(parent: Component, ground: Ground, operators: Operators, profiles: list[Profile]) -> list[pulumi.Resource]:
    """One in each namespace that uses a store; services of a namespace share it."""
    wanted: dict[tuple[str, str], Endpoint] = {}
    for profile in profiles:
        wanted |= {(profile.namespace, store.secret): store for store in stores(ground, profile) if store.secret_arn}
    after = [operators.secrets] if operators.secrets else []
    return [
        ground.object(
            parent,
            {
                "apiVersion": "external-secrets.io/v1",
                "kind": "ExternalSecret",
                "metadata": {"name": secret, "namespace": namespace},
                "spec": {
                    "refreshInterval": "15m",
                    "secretStoreRef": {"kind": "ClusterSecretStore", "name": SECRET_STORE},
                    "target": {"name": secret},
                    "data": [
                        {"secretKey": key, "remoteRef": {"key": store.secret_arn, "property": key}} for key in ("username", "password")
                    ],
                },
            },
            after=after,
        )
        for (namespace, secret), store in sorted(wanted.items(), key=lambda item: item[0])
    ]
