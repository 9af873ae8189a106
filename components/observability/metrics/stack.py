"""Metrics: Prometheus with its operator and exporters, Alertmanager and Grafana, by one chart; and metrics for autoscalers."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes import network_policy
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability import certificates, endpoints
from components.observability.alerting.catalogue import CHART_ALERTS
from components.observability.metrics import alertmanager, grafana, prometheus
from components.observability.metrics.adapter import adapter_values
from components.observability.metrics.long_term import LongTermArgs, ManagedPrometheus, Thanos

_ASK_PROMETHEUS = ("argo-rollouts", "keda")
"""Their analyses and scalers."""


@dataclass(frozen=True)
class MetricsArgs:
    """What metrics need."""

    ground: Ground
    operators: Operators
    node_agents: str
    """The namespace of what reads the host."""
    agents_certificate: pulumi.Resource
    routes: alertmanager.Routes = alertmanager.NOBODY


class Metrics(Component):
    """Everything that scrapes, alarms and shows."""

    release: pulumi.Resource
    """What a monitor or a rule waits for."""

    def __init__(self, name: str, args: MetricsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        self._args = args
        ground = args.ground
        long_term, needs = self._long_term()
        values = {
            "cleanPrometheusOperatorObjectNames": True,
            "defaultRules": {"rules": dict.fromkeys(CHART_ALERTS, False)},
            "prometheusOperator": prometheus.operator_values(),
            "prometheus": prometheus.prometheus_values(ground, long_term),
            "alertmanager": alertmanager.alertmanager_values(ground, args.routes),
            "grafana": grafana.grafana_values(ground),
            **prometheus.exporter_values(args.node_agents),
        }
        after = [args.agents_certificate, *self._secrets(), *self._certificates(), *needs, *self._grafana_identity()]
        self.release = ground.release(self, endpoints.STACK, MONITORING, values, after=after)
        ground.release(self, "prometheus-adapter", MONITORING, adapter_values(ground), after=[self.release])
        self._admit()
        self.register_outputs({})

    def _secrets(self) -> list[pulumi.Resource]:
        args = self._args
        config = args.ground.object(self, alertmanager.config_secret(args.routes), after=args.routes.objects)
        return [config, *grafana.admin(self, args.ground, args.operators)]

    def _certificates(self) -> list[pulumi.Resource]:
        servers = {
            prometheus.CERTIFICATE: [f"{endpoints.STACK}-prometheus", "prometheus-operated"],
            alertmanager.CERTIFICATE: [f"{endpoints.STACK}-alertmanager", "alertmanager-operated"],
            grafana.CERTIFICATE: [f"{endpoints.STACK}-grafana"],
        }
        args = self._args
        return [
            certificates.certificate(self, args.ground, args.operators.certificates, name, services) for name, services in servers.items()
        ]

    def _long_term(self) -> tuple[dict[str, Any], list[pulumi.Resource]]:
        """Further spec of Prometheus, and what must stand before it."""
        ground = self._args.ground
        chosen = ground.settings.observability.metrics.long_term
        if ground.region is None or chosen == "none":
            return {}, []
        kind = ManagedPrometheus if chosen == "amp" else Thanos
        made = kind(ground.label("metrics", chosen), LongTermArgs(ground, ground.region), self.options())
        return made.spec, made.objects

    def _grafana_identity(self) -> list[pulumi.Resource]:
        """On AWS Grafana reads CloudWatch."""
        ground = self._args.ground
        if ground.region is None:
            return []
        pod = PodIdentityArgs(
            ground.region.placement, ground.region.eks.name, MONITORING, grafana.SERVICE_ACCOUNT, grafana.cloudwatch_statements()
        )
        return [PodIdentity(ground.label("grafana"), pod, self.options())]

    def _admit(self) -> None:
        ground = self._args.ground
        anywhere = [network_policy.ANYWHERE]
        network_policy.admit(
            self, ground, MONITORING, "prometheus-queries", [9090], _ASK_PROMETHEUS, {"app.kubernetes.io/name": "prometheus"}
        )
        network_policy.admit(
            self, ground, MONITORING, "prometheus-operator-webhooks", [10250], anywhere, {"app": f"{endpoints.STACK}-operator"}
        )
        network_policy.admit(self, ground, MONITORING, "custom-metrics", [6443], anywhere, {"app.kubernetes.io/name": "prometheus-adapter"})
