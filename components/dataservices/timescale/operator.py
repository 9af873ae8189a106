"""CloudNativePG, and its plugin that archives into a bucket."""

from typing import Any

import pulumi

from components.dataservices.store import Store, StoreArgs
from components.dataservices.store_pods import OPERATOR
from components.kubernetes.names import STATEFUL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit

NAMESPACE = "cloudnative-pg"
PLUGIN = "barman-cloud.cloudnative-pg.io"
_WEBHOOK = 9443


class PostgresOperator(Store):
    """The plugin stands in the operator's own namespace, where the operator looks for it; they know each other by certificates."""

    releases: list[pulumi.Resource]
    """What clusters wait for."""

    def __init__(self, name: str, args: StoreArgs[Any], opts: pulumi.ResourceOptions | None = None):
        super().__init__(name, args, opts)
        ground = self.ground
        Namespace(ground.label("namespace", NAMESPACE), NamespaceArgs(ground, NAMESPACE), self.options())
        admit(self, ground, NAMESPACE, "webhooks", [_WEBHOOK], [ANYWHERE])
        values = {"resources": OPERATOR, "priorityClassName": STATEFUL, "monitoring": {"podMonitorEnabled": True}}
        operator = ground.release(self, "cloudnative-pg", NAMESPACE, values, after=[self.monitors])
        plugin = {"resources": OPERATOR, "priorityClassName": STATEFUL}
        self.releases = [
            operator,
            ground.release(self, "plugin-barman-cloud", NAMESPACE, plugin, after=[operator, self.operators.certificates]),
        ]
        self.register_outputs({})
