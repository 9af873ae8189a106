"""Every part that has rules."""

from components.observability.alerting.rule import Part
from components.observability.alerting.rules.clickhouse import clickhouse
from components.observability.alerting.rules.data_services import DATA_SERVICES
from components.observability.alerting.rules.edge import EDGE
from components.observability.alerting.rules.kafka import STREAMING
from components.observability.alerting.rules.kubernetes import KUBERNETES
from components.observability.alerting.rules.nodes import NODES
from components.observability.alerting.rules.operators import OPERATING
from components.observability.alerting.rules.prometheus import PROMETHEUS
from components.observability.alerting.rules.protection import PROTECTION
from components.observability.alerting.rules.services import SERVICES
from components.observability.alerting.rules.stores import stores
from components.observability.alerting.rules.telemetry import TELEMETRY
from settings.data_services import DataServices


def parts(services: DataServices) -> tuple[Part, ...]:
    """The same in every stack, but for how late a backup may be: a rule about what a stack does not have is silent."""
    return (
        SERVICES,
        KUBERNETES,
        NODES,
        PROMETHEUS,
        *TELEMETRY,
        *STREAMING,
        *clickhouse(services.clickhouse),
        *stores(services),
        *DATA_SERVICES,
        *OPERATING,
        *EDGE,
        *PROTECTION,
    )


PARTS = parts(DataServices())
"""For who asks which there are."""

CHART_ALERTS = (
    "alertmanager",
    "configReloaders",
    "etcd",
    "general",
    "kubeApiserverSlos",
    "kubeControllerManager",
    "kubeProxy",
    "kubeSchedulerAlerting",
    "kubeStateMetrics",
    "kubernetesApps",
    "kubernetesResources",
    "kubernetesStorage",
    "kubernetesSystem",
    "network",
    "nodeExporterAlerting",
    "prometheus",
    "prometheusOperator",
    "windows",
)
"""Groups of kube-prometheus-stack that hold alerts. They stay off: ours say the same with a team, a runbook of ours, and tests."""
