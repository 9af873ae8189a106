"""Metrics, logs, traces, dashboards and alerts inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability.alerting.alerting import Alerting, AlertingArgs, alertmanager_config
from components.observability.alerting.messages import TEMPLATES
from components.observability.alerting.receivers import Receivers, ReceiversArgs


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
        ground = args.ground
        receivers = Receivers(ground.label("alert-receivers"), ReceiversArgs(ground, args.operators), self.options())
        values = {
            "alertmanager": {
                "config": alertmanager_config(ground),
                "templateFiles": TEMPLATES,
                "alertmanagerSpec": {"secrets": receivers.secrets},
            }
        }
        self.monitors = ground.release(self, "kube-prometheus-stack", MONITORING, values, after=receivers.objects)
        Alerting(ground.label("alerting"), AlertingArgs(ground, self.monitors), self.options())
        self.register_outputs({})
