"""Metrics, logs, traces, dashboards and alerts inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.operators import Operators
from components.observability import certificates
from components.observability.alerting.alerting import Alerting, AlertingArgs, alertmanager_config
from components.observability.alerting.messages import TEMPLATES
from components.observability.alerting.receivers import Receivers, ReceiversArgs
from components.observability.dashboards.dashboards import Dashboards, DashboardsArgs
from components.observability.error_tracking.error_tracking import ErrorTracking, ErrorTrackingArgs
from components.observability.logging.stack import Logging, LoggingArgs
from components.observability.metrics.alertmanager import Routes
from components.observability.metrics.prometheus import NODE_EXPORTER
from components.observability.metrics.stack import Metrics, MetricsArgs
from components.observability.metrics.targets import node_scaler, watch
from components.observability.search.search import Search, SearchArgs
from components.observability.tracing.stack import Tracing, TracingArgs

NODE_AGENTS = "node-agents"
"""The namespace of what reads the hosts: node-exporter, Alloy and Fluent Bit. `monitoring` itself stays restricted."""


@dataclass(frozen=True)
class ObservabilityArgs:
    """What observability needs."""

    ground: Ground
    operators: Operators


class Observability(Component):
    """Everything in namespace `monitoring`."""

    monitors: pulumi.Resource
    """What a ServiceMonitor, PodMonitor or PrometheusRule waits for. Prometheus takes those of every namespace."""

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground, operators = args.ground, args.operators
        Namespace(ground.label("namespace", NODE_AGENTS), NamespaceArgs(ground, NODE_AGENTS), self.options())
        agents = certificates.certificate(self, ground, operators.certificates, NODE_AGENTS, [NODE_EXPORTER], NODE_AGENTS)
        receivers = Receivers(ground.label("alert-receivers"), ReceiversArgs(ground, operators), self.options())
        routes = Routes(alertmanager_config(ground), TEMPLATES, receivers.secrets, receivers.objects)
        metrics = Metrics(ground.label("metrics"), MetricsArgs(ground, operators, NODE_AGENTS, agents, routes), self.options())
        self.monitors = metrics.release
        Alerting(ground.label("alerting"), AlertingArgs(ground, self.monitors), self.options())
        watch(self, ground, [*operators.targets, *node_scaler(ground)], self.monitors)
        search = Search(ground.label("search"), SearchArgs(ground, operators, [MONITORING, NODE_AGENTS]), self.options())
        logging = LoggingArgs(ground, operators, self.monitors, NODE_AGENTS, agents, search)
        Logging(ground.label("logging"), logging, self.options())
        Tracing(ground.label("tracing"), TracingArgs(ground, operators, self.monitors, search), self.options())
        Dashboards(ground.label("dashboards"), DashboardsArgs(ground, self.monitors), self.options())
        errors = ground.settings.observability.error_tracking
        if errors and not ground.pilot:
            tracking = ErrorTrackingArgs(ground, operators, self.monitors, errors)
            ErrorTracking(ground.label("error-tracking"), tracking, self.options())
        self.register_outputs({})
