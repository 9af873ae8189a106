"""Every part that has rules."""

from components.observability.alerting.rule import Part
from components.observability.alerting.rules.clickhouse import CLICKHOUSE
from components.observability.alerting.rules.data_services import DATA_SERVICES
from components.observability.alerting.rules.edge import EDGE
from components.observability.alerting.rules.kafka import STREAMING
from components.observability.alerting.rules.kubernetes import KUBERNETES
from components.observability.alerting.rules.nodes import NODES
from components.observability.alerting.rules.operators import OPERATING
from components.observability.alerting.rules.prometheus import PROMETHEUS
from components.observability.alerting.rules.protection import PROTECTION
from components.observability.alerting.rules.services import SERVICES
from components.observability.alerting.rules.stores import STORES
from components.observability.alerting.rules.telemetry import TELEMETRY

PARTS: tuple[Part, ...] = (
    SERVICES,
    KUBERNETES,
    NODES,
    PROMETHEUS,
    *TELEMETRY,
    *STREAMING,
    *CLICKHOUSE,
    *STORES,
    *DATA_SERVICES,
    *OPERATING,
    *EDGE,
    *PROTECTION,
)
"""The same in every stack: a rule about what a stack does not have is silent."""

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
