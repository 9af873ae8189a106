"""The Altinity operator."""

from typing import Any

import pulumi

from components.dataservices.store import Store, StoreArgs
from components.dataservices.store_pods import OPERATOR, READ_ONLY
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.names import MONITORING, STATEFUL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import admit

NAMESPACE = "altinity-clickhouse-operator"
_SECRET = "altinity-clickhouse-operator"
"""The chart's name for the Secret with the operator's own user of every server."""
_METRICS = (8888, 9999)
"""Of the servers, as the operator reads them, and of itself."""


class ClickhouseOperator(Store):
    """It speaks HTTPS with the servers, as a user whose password is no value of the chart."""

    release: pulumi.Resource
    """What its custom resources wait for."""

    def __init__(self, name: str, args: StoreArgs[Any], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        ground = self.ground
        Namespace(ground.label("namespace", NAMESPACE), NamespaceArgs(ground, NAMESPACE), self.options())
        admit(self, ground, NAMESPACE, "exporters", _METRICS, [MONITORING])
        user = CredentialArgs(
            ground,
            _SECRET,
            "The ClickHouse operator's user of every server",
            "clickhouse_operator",
            [NAMESPACE],
            self.operators.secrets,
        )
        credential = Credential(ground.label(_SECRET), user, self.options())
        self.release = ground.release(self, "altinity-clickhouse-operator", NAMESPACE, _values(), [*credential.objects, self.monitors])
        self.register_outputs({})


def _values() -> dict[str, Any]:
    return {
        "crdHook": {"enabled": False},  # Helm brings the CRDs itself
        "secret": {"create": False},
        "operator": {"resources": OPERATOR, "containerSecurityContext": dict(READ_ONLY), "priorityClassName": STATEFUL},
        "metrics": {"resources": OPERATOR, "containerSecurityContext": dict(READ_ONLY)},
        "podSecurityContext": {"runAsNonRoot": True, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
        "serviceMonitor": {"enabled": True},
        "configs": {"files": {"config.yaml": {"clickhouse": {"access": {"scheme": "https", "port": 8443}}}}},
    }
