"""Alert rules and service level objectives inside a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.turns import ByPart
from components.observability.alerting import routing
from components.observability.alerting.catalogue import parts
from components.observability.alerting.rule import Part, Place, manifest
from components.observability.slo.burn_rate import part
from components.observability.slo.catalogue import slos


def alertmanager_config(ground: Ground) -> routing.Config:
    """Alertmanager's configuration: `alertmanager.config` of kube-prometheus-stack."""
    return routing.alertmanager_config(ground.settings.observability.alerting)


@dataclass(frozen=True)
class AlertingArgs:
    """What rules need."""

    ground: Ground
    monitors: pulumi.Resource
    """The Prometheus operator."""


class Alerting(Component):
    """A PrometheusRule for each part of the platform. What is promised to users is judged where they are served."""

    def __init__(self, name: str, args: AlertingArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        ground = args.ground
        settings = ground.settings.observability
        place = Place(ground.cluster_name, ground.place, settings.alerting.runbooks, settings.alerting.grafana)
        for about in parts(ground.settings.data_services):
            ground.object(self, manifest(about, place, MONITORING), after=[args.monitors])
        for promised in map(part, slos(settings.slos)):
            ground.object_in_turns(self, _judged(promised, place), after=[args.monitors])
        self.register_outputs({})


def _judged(promised: Part, place: Place) -> ByPart:
    """Without rules while nobody is served: no calls at all would break a promise, too."""
    judged = manifest(promised, place, MONITORING)
    return lambda active: judged if active else {**judged, "spec": {"groups": []}}
