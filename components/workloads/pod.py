"""The pod that every service is made of."""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.kubernetes.ground import Ground
from components.kubernetes.names import PART_OF, SERVICE
from components.kubernetes.pods import CONTAINER, TMP_MOUNT, sized, user
from components.kubernetes.tls import ca_mount, ca_volume
from components.workloads.environment import Environment
from components.workloads.profiles import HTTP_PORT, METRICS_PORT, Profile
from settings.workloads import Service

USER = 1000
DRAIN_SECONDS = 15
"""How long a pod that is to end still answers: until every caller has heard that it leaves."""
_FINISH_SECONDS = 30
"""What it gets afterwards, for calls that are under way."""
_PROBE_SECONDS = 5

Manifest = dict[str, Any]


def pod_template(ground: Ground, profile: Profile, service: Service, environment: Environment) -> Manifest:
    """Labels, annotations and spec."""
    return {
        "metadata": {
            "labels": {**profile.labels, **PART_OF},
            "annotations": {"checksum/config": environment.checksum()},
        },
        "spec": {
            "serviceAccountName": profile.name,
            # No service talks to the API server. Pod identity brings a token of its own.
            "automountServiceAccountToken": False,
            "priorityClassName": SERVICE,
            "terminationGracePeriodSeconds": DRAIN_SECONDS + _FINISH_SECONDS,
            "securityContext": user(USER),
            "topologySpreadConstraints": _spread(ground, profile),
            "affinity": {"podAntiAffinity": _apart(profile)},
            **ground.scheduling(profile.nodes),
            "containers": [_container(ground, profile, service, environment)],
            "volumes": [
                {"name": "tmp", "emptyDir": {"sizeLimit": f"{profile.scratch_mib}Mi"}},
                ca_volume(),
            ],
        },
    }


def image(ground: Ground, profile: Profile, service: Service) -> pulumi.Input[str]:
    """The service's image at its tag or digest: from the region's own registry, so that a region starts pods without another."""
    separator = "@" if service.image.startswith("sha256:") else ":"
    if ground.region:
        return pulumi.Output.concat(ground.region.registry.repositories[profile.name].repository_url, separator, service.image)
    return f"{ground.settings.workloads.image_prefix}/{profile.name}{separator}{service.image}"


def _container(ground: Ground, profile: Profile, service: Service, environment: Environment) -> Manifest:
    return {
        "name": profile.name,
        "image": image(ground, profile, service),
        "ports": [
            {"name": "http", "containerPort": HTTP_PORT, "protocol": "TCP"},
            {"name": "metrics", "containerPort": METRICS_PORT, "protocol": "TCP"},
        ],
        "envFrom": [{"configMapRef": {"name": profile.name}}],
        "env": environment.variables(),
        "resources": sized(service.size),
        "securityContext": CONTAINER,
        "startupProbe": _probe("/health/live", failures=profile.startup_seconds // _PROBE_SECONDS),
        "livenessProbe": _probe("/health/live", failures=3, every=10),
        "readinessProbe": _probe("/health/ready", failures=3),
        "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}},
        "volumeMounts": [
            TMP_MOUNT,
            ca_mount(),
        ],
    }


def _probe(path: str, failures: int, every: int = _PROBE_SECONDS) -> Manifest:
    return {
        "httpGet": {"path": path, "port": "http"},
        "periodSeconds": every,
        "timeoutSeconds": 3,
        "failureThreshold": failures,
    }


def _spread(ground: Ground, profile: Profile) -> list[Manifest]:
    """Over zones strictly, where there are any: one may be lost. Over hosts as far as there are some."""
    over = [("topology.kubernetes.io/zone", "DoNotSchedule")] if len(ground.zones) > 1 else []
    return [
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": unless,
            # A node that a pod may not go to is no reason to keep others from going elsewhere.
            "nodeTaintsPolicy": "Honor",
            "labelSelector": {"matchLabels": profile.labels},
        }
        for key, unless in (*over, ("kubernetes.io/hostname", "ScheduleAnyway"))
    ]


def _apart(profile: Profile) -> Mapping[str, Any]:
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": profile.labels}}
    return {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]}
