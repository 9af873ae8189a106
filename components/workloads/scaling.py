"""How the number of pods follows the load: one horizontal scaler, and recommendations of a pod's size beside it."""

from typing import Any

from components.kubernetes.ground import Ground
from components.kubernetes.objects import Manifest
from components.workloads.profiles import Profile
from settings.workloads import Growth, Hpa, Service

TargetRef = dict[str, str]
"""`apiVersion`, `kind` and `name` of what is scaled: a Deployment or a Rollout."""

_MINUTE = 60


def replicas(ground: Ground, service: Service, active: bool) -> dict[str, int]:
    """`replicas` of the target, left out where a scaler owns the number.

    At zero a scaler sleeps. So where a region takes turns, the number is written at first, and then left to scaler and failover.
    """
    if (service.hpa or service.keda) and not sleeps_in_turns(ground, service):
        return {}
    return {"replicas": least(service, active)}


def sleeps_in_turns(ground: Ground, service: Service) -> bool:
    """Whether a failover, and not only the scaler, sets `replicas`."""
    return service.standby == 0 and bool(ground.region and ground.region.placement.takes_turns)


def least(service: Service, active: bool) -> int:
    """Pods at the lowest load, in a region that works or stands by."""
    return service.least if active else service.standby


def horizontal(ground: Ground, profile: Profile, hpa: Hpa, service: Service, target: TargetRef, active: bool) -> Manifest:
    """A HorizontalPodAutoscaler."""
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels},
        "spec": {
            "scaleTargetRef": target,
            "minReplicas": max(1, least(service, active)),
            "maxReplicas": hpa.max,
            "metrics": [
                *(_used(name, percent) for name, percent in (("cpu", hpa.cpu), ("memory", hpa.memory)) if percent),
                *(
                    {
                        "type": "Pods",
                        "pods": {"metric": {"name": name}, "target": {"type": "AverageValue", "averageValue": f"{value:g}"}},
                    }
                    for name, value in hpa.metrics.items()
                ),
            ],
            "behavior": behavior(ground.settings.workloads.growth),
        },
    }


def behavior(growth: Growth) -> dict[str, Any]:
    """Quickly up, slowly down."""
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": 0,
            "selectPolicy": "Max",
            "policies": [
                {"type": "Percent", "value": growth.up_percent, "periodSeconds": _MINUTE},
                {"type": "Pods", "value": growth.up_pods, "periodSeconds": _MINUTE},
            ],
        },
        "scaleDown": {
            "stabilizationWindowSeconds": growth.down_after_seconds,
            "selectPolicy": "Min",
            "policies": [
                {"type": "Percent", "value": growth.down_percent, "periodSeconds": _MINUTE},
                {"type": "Pods", "value": growth.down_pods, "periodSeconds": _MINUTE},
            ],
        },
    }


def recommendations(profile: Profile, target: TargetRef) -> Manifest:
    """A VerticalPodAutoscaler that changes nothing: it says what pods should request."""
    return {
        "apiVersion": "autoscaling.k8s.io/v1",
        "kind": "VerticalPodAutoscaler",
        "metadata": {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels},
        "spec": {
            "targetRef": target,
            "updatePolicy": {"updateMode": "Off"},
            "resourcePolicy": {
                "containerPolicies": [
                    {"containerName": profile.name, "controlledResources": ["cpu", "memory"]},
                    {"containerName": "istio-proxy", "mode": "Off"},
                ]
            },
        },
    }


def disruption(profile: Profile, service: Service, active: bool) -> Manifest:
    """A PodDisruptionBudget: how many pods may be missing because somebody wants their node."""
    keeps = service.min_available if active else None
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels},
        "spec": {
            **({"minAvailable": keeps} if keeps else {"maxUnavailable": 1}),
            "selector": {"matchLabels": profile.labels},
            # A pod that is broken anyway holds nobody up.
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    }


def _used(name: str, percent: int) -> dict[str, Any]:
    return {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}}}
