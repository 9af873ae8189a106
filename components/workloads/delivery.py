"""How a new version takes the place of the old one: a Deployment, or a Rollout that waits for analyses."""

from typing import Any

from components.kubernetes.gateway.plugins import service_annotations
from components.kubernetes.ground import Ground
from components.kubernetes.mesh.routes import CANARY, ROUTE, STABLE
from components.kubernetes.objects import Manifest
from components.workloads.analysis import LATENCY, PREVIEW, SMOKE, SUCCESS_RATE, about, judged_by
from components.workloads.profiles import HTTP_PORT, METRICS_PORT, Profile
from components.workloads.scaling import TargetRef, replicas
from settings.workloads import Canary, Service

_HISTORY = 5
"""Old versions that a rollback finds."""
_READY_SECONDS = 10
"""A pod that answers for as long counts as started."""
_PROGRESS_SECONDS = 600

SELECTOR = "spec.selector"
"""Of a blue-green service's Services: the controller adds the hash of the version that each leads to."""


def target(profile: Profile, service: Service) -> TargetRef:
    """What scalers and recommendations refer to."""
    api = "apps/v1" if service.delivery == "rolling" else "argoproj.io/v1alpha1"
    kind = "Deployment" if service.delivery == "rolling" else "Rollout"
    return {"apiVersion": api, "kind": kind, "name": profile.name}


def controller(ground: Ground, profile: Profile, service: Service, template: dict[str, Any], active: bool) -> Manifest:
    """What keeps the pods, in a region that works or stands by."""
    refers = target(profile, service)
    return {
        "apiVersion": refers["apiVersion"],
        "kind": refers["kind"],
        "metadata": {"name": profile.name, "namespace": profile.namespace, "labels": profile.labels},
        "spec": {
            **replicas(ground, service, active),
            "revisionHistoryLimit": _HISTORY,
            "minReadySeconds": _READY_SECONDS,
            "progressDeadlineSeconds": _PROGRESS_SECONDS,
            "selector": {"matchLabels": profile.labels},
            "strategy": _strategy(ground, profile, service),
            "template": template,
        },
    }


def services(profile: Profile, service: Service) -> list[Manifest]:
    """The Service, and for blue-green one more that leads to the version that waits."""
    names = [profile.name, *([f"{profile.name}{PREVIEW}"] if service.delivery == "blue_green" else [])]
    return [_service(profile, name) for name in names]


def _service(profile: Profile, name: str) -> Manifest:
    # Without a pod, as in the dr region, it has no address to wait for; whoever keeps the pods is waited for.
    annotations = {"pulumi.com/skipAwait": "true"}
    if profile.gateway == "kong":
        annotations |= service_annotations(profile.name, profile.namespace)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": name,
            "namespace": profile.namespace,
            "labels": {"app.kubernetes.io/name": name},
            "annotations": annotations,
        },
        "spec": {
            "selector": profile.labels,
            "ports": [
                {"name": "http", "port": HTTP_PORT, "targetPort": "http", "protocol": "TCP"},
                {"name": "metrics", "port": METRICS_PORT, "targetPort": "metrics", "protocol": "TCP", "appProtocol": "http"},
            ],
        },
    }


def _strategy(ground: Ground, profile: Profile, service: Service) -> dict[str, Any]:
    settings = ground.settings.workloads
    if service.delivery == "blue_green":
        return {"blueGreen": _blue_green(profile, settings.promoted_seconds)}
    if service.delivery == "canary":
        return {"canary": _canary(profile, settings.canary)}
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}


def _blue_green(profile: Profile, promoted_seconds: int) -> dict[str, Any]:
    """A person promotes what the smoke test has passed; if it then disappoints, the old version is still there to go back to."""
    arguments = {"args": about(profile.name, profile.namespace)}
    return {
        "activeService": profile.name,
        "previewService": f"{profile.name}{PREVIEW}",
        "autoPromotionEnabled": False,
        "scaleDownDelaySeconds": promoted_seconds,
        "prePromotionAnalysis": {**judged_by(SMOKE), **arguments},
        "postPromotionAnalysis": {**judged_by(SUCCESS_RATE, LATENCY), **arguments},
    }


def _canary(profile: Profile, canary: Canary) -> dict[str, Any]:
    """The mesh divides the calls; before each further step both analyses must hold."""
    judged = {"analysis": {**judged_by(SUCCESS_RATE, LATENCY), "args": about(profile.name, profile.namespace)}}
    pause = {"pause": {"duration": f"{canary.pause_minutes}m"}}
    steps = [step for weight in canary.steps[:-1] for step in ({"setWeight": weight}, pause, judged)]
    return {
        "maxSurge": "25%",
        "maxUnavailable": 0,
        "trafficRouting": {
            "istio": {
                "virtualService": {"name": profile.name, "routes": [ROUTE]},
                "destinationRule": {"name": profile.name, "canarySubsetName": CANARY, "stableSubsetName": STABLE},
            }
        },
        "steps": [*steps, {"setWeight": canary.steps[-1]}],
    }
