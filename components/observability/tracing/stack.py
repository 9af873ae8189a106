"""Traces: from the services by OpenTelemetry's collectors to Jaeger, and to X-Ray where the settings ask for it."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.compute.eks.pod_identity import PodIdentity, PodIdentityArgs
from components.kubernetes import network_policy
from components.kubernetes.ground import Ground
from components.kubernetes.monitors import pod_monitor
from components.kubernetes.names import APPLICATIONS, CRITICAL, DATABASES, ISTIO, KONG, MONITORING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.operators import Operators
from components.kubernetes.pods import CONTAINER, resources, user
from components.observability import certificates
from components.observability.search.search import Search
from components.observability.tracing import collectors, jaeger
from components.security.policies import allow

_OPERATOR = "opentelemetry-operator"
_WEBHOOK, _METRICS = 9443, 8443
_SENDERS = (*APPLICATIONS, DATABASES, ISTIO, KONG)


@dataclass(frozen=True)
class TracingArgs:
    """What tracing needs."""

    ground: Ground
    operators: Operators
    monitors: pulumi.Resource
    search: Search


class Tracing(Component):
    """Services send to `names.OTLP` with TLS."""

    collectors: list[pulumi.Resource]
    """What a service that must not lose a span waits for."""

    def __init__(self, name: str, args: TracingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        self._args = args
        operator = self._operator()
        store = self._jaeger()
        ground = args.ground
        certificate = certificates.certificate(self, ground, args.operators.certificates, collectors.CERTIFICATE, collectors.SERVICES)
        after = [operator, store, certificate, *self._x_ray()]
        self.collectors = [
            ground.object(self, manifest, after=after) for manifest in (collectors.sampler(ground), collectors.gateway(ground))
        ]
        ground.object(self, collectors.instrumentation(), after=[operator])
        self._watch()
        gateway = {"app.kubernetes.io/name": f"{collectors.GATEWAY}-collector"}
        network_policy.admit(self, ground, MONITORING, "otlp", [4317, 4318], _SENDERS, gateway)
        self.register_outputs({})

    def _operator(self) -> pulumi.Resource:
        ground = self._args.ground
        Namespace(ground.label("namespace", _OPERATOR), NamespaceArgs(ground, _OPERATOR), self.options())
        labels = {"app.kubernetes.io/name": _OPERATOR}
        network_policy.admit(self, ground, _OPERATOR, "webhooks", [_WEBHOOK], [network_policy.ANYWHERE], labels)
        network_policy.admit(self, ground, _OPERATOR, "prometheus", [_METRICS], [MONITORING], labels)
        after = [self._args.operators.certificates, self._args.monitors]
        release: pulumi.Resource = ground.release(self, _OPERATOR, _OPERATOR, operator_values(ground), after=after)
        return release

    def _jaeger(self) -> pulumi.Resource:
        args = self._args
        ground, search = args.ground, args.search
        certificate = certificates.certificate(self, ground, args.operators.certificates, jaeger.CERTIFICATE, [jaeger.RELEASE])
        release: pulumi.Resource = ground.release(
            self, jaeger.RELEASE, MONITORING, jaeger.jaeger_values(ground, search), after=[certificate, *search.objects]
        )
        if jaeger.replicas(ground) > 1:
            ground.object(self, _budget())
        return release

    def _x_ray(self) -> list[pulumi.Resource]:
        """The samplers' right to write segments, for which X-Ray knows no resource."""
        ground = self._args.ground
        if ground.region is None or not ground.settings.observability.traces.x_ray:
            return []
        statements = [allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"], "Segments")]
        pod = PodIdentityArgs(ground.region.placement, ground.region.eks.name, MONITORING, collectors.SAMPLER_ACCOUNT, statements)
        return [PodIdentity(ground.label("otel-sampler"), pod, self.options())]

    def _watch(self) -> None:
        """What services measure, by the gateway, and what collectors and Jaeger measure of themselves."""
        args = self._args
        own, services = collectors.OWN_METRICS_PORT, collectors.METRICS_PORT
        for name, ports in ((collectors.GATEWAY, [own, services]), (collectors.SAMPLER, [own])):
            labels = {"app.kubernetes.io/name": f"{name}-collector"}
            monitor = pod_monitor(MONITORING, f"{name}-collector", labels, *({"portNumber": port} for port in ports))
            args.ground.object(self, monitor, after=[args.monitors])
        monitor = pod_monitor(MONITORING, jaeger.RELEASE, jaeger.LABELS, {"portNumber": own})
        args.ground.object(self, monitor, after=[args.monitors])


def operator_values(ground: Ground) -> dict[str, Any]:
    """The operator, with cert-manager's certificate for its webhooks."""
    two = ground.settings.observability.traces.collectors > 1
    return {
        "replicaCount": 2 if two else 1,
        "pdb": {"create": two},
        "manager": {
            "resources": resources("50m", "96Mi", "256Mi"),
            "securityContext": CONTAINER,
            "serviceMonitor": {"enabled": True},
        },
        "securityContext": user(65532),
        "admissionWebhooks": {"certManager": {"enabled": True}, "autoGenerateCert": {"enabled": False}},
        "priorityClassName": CRITICAL,
    }


def _budget() -> dict[str, Any]:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": jaeger.RELEASE, "namespace": MONITORING},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": jaeger.LABELS}},
    }
