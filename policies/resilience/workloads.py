"""Workloads of a Kubernetes cluster, and what stands beside them: services, budgets and autoscalers."""

from typing import Any

from policies.manifests import name_of, namespace_of, tokens
from policies.subject import Stack, Subject

DEPLOYMENTS = (
    *tokens("Deployment", "apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"),
    *tokens("Rollout", "argoproj.io/v1alpha1"),
)
STATEFUL_SETS = tokens("StatefulSet", "apps/v1", "apps/v1beta1", "apps/v1beta2")
BUDGETS = tokens("PodDisruptionBudget", "policy/v1", "policy/v1beta1")
HPAS = tokens("HorizontalPodAutoscaler", "autoscaling/v2", "autoscaling/v1", "autoscaling/v2beta1", "autoscaling/v2beta2")

_SERVICES = tokens("Service", "core/v1")
_SCALERS = dict.fromkeys(HPAS, ("minReplicas", 1)) | {"kubernetes:keda.sh/v1alpha1:ScaledObject": ("minReplicaCount", 0)}
"""Autoscaler → where it says how many pods there are at least, and how many without."""


def is_beside(one: Subject, other: Subject) -> bool:
    """Whether two objects are in the same namespace of the same cluster."""
    return one.provider_urn == other.provider_urn and namespace_of(one) == namespace_of(other)


def services_of(workload: Subject, stack: Stack) -> list[Subject]:
    """The services that send traffic to its pods."""
    return [
        service
        for service in stack.of_type(*_SERVICES)
        if is_beside(service, workload) and service.values.has("spec.selector") and _covers(service, "spec.selector", workload)
    ]


def budgets_of(workload: Subject, stack: Stack) -> list[Subject]:
    """The disruption budgets that its pods count for."""
    return [budget for budget in stack.of_type(*BUDGETS) if counts_for(budget, workload)]


def counts_for(budget: Subject, workload: Subject) -> bool:
    """Whether a disruption budget is for a workload's pods."""
    return is_beside(budget, workload) and budget.values.has("spec.selector") and _covers(budget, "spec.selector.matchLabels", workload)


def minimum_of(workload: Subject, stack: Stack) -> float:
    """How many pods it has at least: as its autoscaler says, or else itself."""
    for type_, (least, default) in _SCALERS.items():
        for scaler in stack.of_type(type_):
            if _scales(scaler, workload):
                given = scaler.values.number(f"spec.{least}")
                return default if given is None else given
    replicas = workload.values.number("spec.replicas")
    return 1 if replicas is None else replicas


def _scales(scaler: Subject, workload: Subject) -> bool:
    target = scaler.values.inner("spec.scaleTargetRef")
    return (
        workload.type.endswith(f":{target.text('kind') or 'Deployment'}")
        and is_beside(scaler, workload)
        and target.text("name") == name_of(workload) != ""
    )


def _covers(source: Subject, path: str, workload: Subject) -> bool:
    wanted, labels = _labels(source, path), _labels(workload, "spec.template.metadata.labels")
    return all(labels.get(key) == value for key, value in wanted.items())


def _labels(subject: Subject, path: str) -> dict[str, Any]:
    found = subject.values.get(path)
    return found if isinstance(found, dict) else {}
