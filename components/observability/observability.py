"""Metrics, logs, traces, dashboards and alerts inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability.dashboards.dashboards import Dashboards, DashboardsArgs
from components.observability.error_tracking.error_tracking import ErrorTracking, ErrorTrackingArgs


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
        self.monitors = args.ground.release(self, "kube-prometheus-stack", MONITORING, {})
        Dashboards(args.ground.label("dashboards"), DashboardsArgs(args.ground, self.monitors), self.options())
        errors = args.ground.settings.observability.error_tracking
        if errors and args.ground.active:
            tracking = ErrorTrackingArgs(args.ground, args.operators, self.monitors, errors)
            ErrorTracking(args.ground.label("error-tracking"), tracking, self.options())
        self.register_outputs({})
