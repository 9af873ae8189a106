"""The Spark operator, for jobs in namespace `processing`."""

import pulumi

from components.component import Component
from components.dataservices.engines.engine import EngineArgs
from components.dataservices.monitor import pod_monitor
from components.kubernetes.bucket_access import BucketAccess, BucketAccessArgs
from components.kubernetes.names import CRITICAL, ISSUER, MONITORING, PROCESSING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit, reach
from components.kubernetes.pods import resources, sized
from settings.engines import Spark as SparkSettings

ACCOUNT = "spark"
_OPERATOR = "spark-operator"
_CONTROLLER = {"app.kubernetes.io/name": _OPERATOR, "app.kubernetes.io/component": "controller"}
_WEBHOOK = {"app.kubernetes.io/name": _OPERATOR, "app.kubernetes.io/component": "webhook"}
_DRIVERS = {"spark-role": "driver"}


class Spark(Component):
    """The operator with its webhook, and what jobs run as: service account `spark`, which may use `artifacts/spark`."""

    def __init__(self, name: str, args: EngineArgs[SparkSettings], opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        ground, settings = args.ground, args.settings
        Namespace(ground.label("namespace", _OPERATOR), NamespaceArgs(ground, _OPERATOR), self.options())
        server = {
            "replicas": settings.replicas,
            "priorityClassName": CRITICAL,
            "podDisruptionBudget": {"enable": settings.replicas > 1},
        }
        values = {
            "controller": {**server, "resources": sized(settings.size)},
            "webhook": {**server, "resources": resources("50m", "128Mi", "256Mi")},
            "spark": {"jobNamespaces": [PROCESSING], "serviceAccount": {"name": ACCOUNT}},
            "certManager": {"enable": True, "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": ISSUER}},
        }
        processing = [ground.namespaces[PROCESSING]]
        ground.release(self, _OPERATOR, _OPERATOR, values, after=[args.operators.certificates, *processing])
        access = BucketAccessArgs(ground, PROCESSING, ACCOUNT, "artifacts", "spark")
        BucketAccess(ground.label("spark", "artifacts"), access, self.options())
        admit(self, ground, _OPERATOR, "webhook", ["webhook"], [ANYWHERE], _WEBHOOK)
        admit(self, ground, _OPERATOR, "operator-metrics", ["metrics"], [MONITORING])
        # Executors call their driver back, and drivers ask the API server for executors.
        admit(self, ground, PROCESSING, "spark-drivers", [7078, 7079], [PROCESSING], _DRIVERS)
        reach(self, ground, PROCESSING, "to-spark-drivers", [7078, 7079], [PROCESSING], {"spark-role": "executor"})
        reach(self, ground, PROCESSING, "spark-drivers-to-api", [443, 6443], [ANYWHERE], _DRIVERS)
        pod_monitor(self, ground, args.observability, _OPERATOR, _OPERATOR, _CONTROLLER, ["metrics"])
        self.register_outputs({})
