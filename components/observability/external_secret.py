"""A Secret that External Secrets fills from one in Secrets Manager which another part made."""

from collections.abc import Mapping

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING, SECRET_STORE
from components.kubernetes.operators import Operators


def external_secret(
    parent: Component,
    ground: Ground,
    operators: Operators,
    name: str,
    arn: pulumi.Input[str],
    namespace: str = MONITORING,
    template: Mapping[str, str] | None = None,
) -> pulumi.CustomResource:
    """Keys `username` and `password`, or those of a template over them."""
    wanted = dict(template or {"username": "{{ .username }}", "password": "{{ .password }}"})
    return ground.object(
        parent,
        {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                # Rotated passwords must not be behind for long.
                "refreshInterval": "5m",
                "secretStoreRef": {"kind": "ClusterSecretStore", "name": SECRET_STORE},
                "target": {"name": name, "template": {"engineVersion": "v2", "data": wanted}},
                "dataFrom": [{"extract": {"key": arn}}],
            },
        },
        after=[operators.secrets] if operators.secrets else [],
    )
