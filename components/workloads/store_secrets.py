"""The passwords of the stores that AWS runs, as Secrets where services read them: External Secrets follows their changes."""

import pulumi

from components.component import Component
from components.kubernetes.external_secret import LOGIN, ROTATED, external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.operators import Operators
from components.workloads.endpoints import stores
from components.workloads.profiles import Profile


def store_secrets(parent: Component, ground: Ground, operators: Operators, profiles: list[Profile]) -> list[pulumi.Resource]:
    """One in each namespace that uses a store; services of a namespace share it."""
    wanted: dict[tuple[str, str], pulumi.Output[str]] = {}
    for profile in profiles:
        wanted |= {
            (profile.namespace, store.secret): store.secret_arn
            for store in stores(ground, profile)
            if store.secret and store.secret_arn is not None
        }
    return [
        external_secret(parent, ground, operators.secrets, namespace, secret, arn, data=LOGIN, refresh=ROTATED)
        for (namespace, secret), arn in sorted(wanted.items(), key=lambda item: item[0])
    ]
