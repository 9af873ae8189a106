"""A Secret that External Secrets fills from one in Secrets Manager."""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import READ_SECRETS, SECRET_STORE

LOGIN = {"username": "{{ .username }}", "password": "{{ .password }}"}
"""What a secret of a user and password holds, as the data of a Secret."""

ROTATED = "5m"
"""How often to look where AWS changes the password by itself."""


def external_secret(
    parent: Component,
    ground: Ground,
    store: pulumi.Resource | None,
    namespace: str,
    name: str,
    arn: pulumi.Input[str],
    key: str = "",
    data: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    refresh: str = "1h",
) -> pulumi.CustomResource:
    """`key` is what to call the whole text (a token); without it the text is JSON, whose keys `data` names as Go templates.

    `store` is `Operators.secrets`. `labels` are the Secret's, where a reader finds it by them.
    """
    if namespace not in READ_SECRETS:
        raise ValueError(f"the store of secrets is closed to namespace {namespace}; add it to READ_SECRETS")
    target: dict[str, Any] = {"name": name}
    if data:
        target["template"] = {"engineVersion": "v2", "data": dict(data), **({"metadata": {"labels": dict(labels)}} if labels else {})}
    source = {"data": [{"secretKey": key, "remoteRef": {"key": arn}}]} if key else {"dataFrom": [{"extract": {"key": arn}}]}
    return ground.object(
        parent,
        {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "refreshInterval": refresh,
                "secretStoreRef": {"kind": "ClusterSecretStore", "name": SECRET_STORE},
                "target": target,
                **source,
            },
        },
        after=[store] if store else [],
    )
