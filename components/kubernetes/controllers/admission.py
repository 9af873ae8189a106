"""Kyverno: what a pod must be, beyond Pod Security's levels, to be let in."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.controllers.admission_rules import rules
from components.kubernetes.ground import Ground
from components.kubernetes.names import APPLICATIONS, CRITICAL
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.pods import POD, budget, resources
from components.kubernetes.targets import Target
from settings.kubernetes import Kubernetes

_NAMESPACE = "kyverno"
_WEBHOOK = 9443


@dataclass(frozen=True)
class AdmissionArgs:
    """What Kyverno needs."""

    ground: Ground


class Admission(Component):
    """Kyverno and its policies.

    The namespaces of our own services get the settings' action. What charts bring elsewhere is only reported, for nobody
    here can change it, and a refused pod of an operator would leave the cluster without it.
    """

    targets: list[Target]

    def __init__(self, name: str, args: AdmissionArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        settings = ground.settings.kubernetes
        Namespace(ground.label("namespace", _NAMESPACE), NamespaceArgs(ground, _NAMESPACE, webhooks=[_WEBHOOK]), self.options())
        release = ground.release(self, "kyverno", _NAMESPACE, values(settings))
        for rule in rules(settings.admission.registries):
            enforced = settings.admission.action == "enforce"
            self._policy(ground, release, f"own-{rule.name}", rule.spec(("In", APPLICATIONS), enforced))
            if rule.everywhere:
                self._policy(ground, release, rule.name, rule.spec(("NotIn", ("kube-system", *APPLICATIONS)), enforced=False))
        # The controllers call their port of metrics by two names.
        ports = {"admission-controller": "metrics-port", "reports-controller": "metrics"}
        self.targets = [
            Target(part, _NAMESPACE, {"app.kubernetes.io/part-of": "kyverno", "app.kubernetes.io/component": part}, port)
            for part, port in ports.items()
        ]
        self.register_outputs({})

    def _policy(self, ground: Ground, release: pulumi.Resource, name: str, spec: dict[str, Any]) -> None:
        manifest = {"apiVersion": "policies.kyverno.io/v1", "kind": "ValidatingPolicy", "metadata": {"name": name}, "spec": spec}
        ground.object(self, manifest, after=[release])


def values(settings: Kubernetes) -> dict[str, Any]:
    """The chart's values. Its containers are restricted by themselves; no policy of ours changes, makes or cleans up objects."""
    replicas = settings.operator_replicas
    part = {"replicas": replicas, "podDisruptionBudget": budget(replicas), "podSecurityContext": POD}
    return {
        "global": {"priorityClassName": CRITICAL},
        "admissionController": {
            **part,
            "webhookServer": {"port": _WEBHOOK},
            "container": {"resources": resources("100m", "256Mi", "512Mi")},
            "initContainer": {"resources": resources("10m", "64Mi", "256Mi")},
        },
        "reportsController": {**part, "resources": resources("50m", "128Mi", "512Mi")},
        "backgroundController": {"enabled": False},
        "cleanupController": {"enabled": False},
        "crds": {"migration": {"podResources": resources("10m", "64Mi", "256Mi"), "podSecurityContext": POD}},
        "webhooksCleanup": {"resources": resources("10m", "64Mi", "128Mi"), "podSecurityContext": POD},
    }
