"""The Flink operator, for jobs in namespace `processing`."""

import pulumi

from components.component import Component
from components.dataservices.engines.engine import EngineArgs
from components.dataservices.engines.stream_processor import StreamProcessor, StreamProcessorArgs
from components.dataservices.monitor import pod_monitor
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.helm import app_version
from components.kubernetes.names import CRITICAL, MONITORING, PROCESSING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.network_policy import ANYWHERE, admit
from components.kubernetes.pods import POD, WRITABLE, resources, sized
from settings.engines import Flink as FlinkSettings

OPERATOR = "flink-kubernetes-operator"
NAMESPACE = "flink-operator"
ACCOUNT = "flink"
_KEYSTORE = "flink-webhook-keystore"
_METRICS_PORT = 9999
_PODS = {"app.kubernetes.io/name": OPERATOR}
_CONFIG = f"""\
kubernetes.operator.metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
kubernetes.operator.metrics.reporter.prom.port: {_METRICS_PORT}
kubernetes.operator.reconcile.interval: 15 s
"""


class Flink(Component):
    """The operator with its webhook, and the stream processor where the settings have it."""

    def __init__(self, name: str, args: EngineArgs[FlinkSettings], opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        ground, settings, store = args.ground, args.settings, args.operators.secrets
        Namespace(ground.label("namespace", NAMESPACE), NamespaceArgs(ground, NAMESPACE), self.options())
        keystore = Credential(
            ground.label("flink", "keystore"),
            CredentialArgs(ground, _KEYSTORE, "Opens the key of the Flink operator's webhook", "webhook", [NAMESPACE], store=store),
            self.options(),
        )
        values = {
            "image": {"tag": app_version(OPERATOR)},
            "watchNamespaces": [PROCESSING],
            "jobServiceAccount": {"name": ACCOUNT},
            "operatorPod": {
                "priorityClassName": CRITICAL,
                "resources": sized(settings.size),
                "webhook": {"resources": resources("50m", "384Mi", "512Mi")},
            },
            "podSecurityContext": {**POD, "runAsUser": 9999, "runAsGroup": 9999},
            "operatorSecurityContext": WRITABLE,
            "webhookSecurityContext": WRITABLE,
            "webhook": {"keystore": {"useDefaultPassword": False, "passwordSecretRef": {"name": _KEYSTORE, "key": "password"}}},
            "metrics": {"port": _METRICS_PORT},
            "defaultConfiguration": {"flink-conf.yaml": _CONFIG},
        }
        needs = [args.operators.certificates, ground.namespaces[PROCESSING], *keystore.objects]
        operator = ground.release(self, OPERATOR, NAMESPACE, values, after=needs)
        admit(self, ground, NAMESPACE, "webhook", [9443], [ANYWHERE], _PODS)
        admit(self, ground, NAMESPACE, "operator-metrics", ["metrics"], [MONITORING], _PODS)
        pod_monitor(self, ground, args.observability, NAMESPACE, OPERATOR, _PODS, ["metrics"])
        if settings.stream_processor and args.kafka:
            job = StreamProcessorArgs(
                ground, args.operators, args.observability, args.kafka, operator, NAMESPACE, ACCOUNT, settings.stream_processor
            )
            StreamProcessor(ground.label("stream-processor"), job, self.options())
        self.register_outputs({})
