"""Argo CD's projects, and the application that brings all others."""

from typing import Any

from components.kubernetes.delivery.names import ARGO_CD, PLATFORM
from components.kubernetes.objects import Manifest
from settings.delivery import ArgoCd, Repository, Retry, SyncWindow, Team

_HERE = "https://kubernetes.default.svc"
_LIMITS = [
    {"group": "", "kind": "ResourceQuota"},
    {"group": "", "kind": "LimitRange"},
    {"group": "networking.k8s.io", "kind": "NetworkPolicy"},
    {"group": "security.istio.io", "kind": "PeerAuthentication"},
    {"group": "rbac.authorization.k8s.io", "kind": "RoleBinding"},
]
"""What the platform holds a team to."""


def platform_project(repository: Repository) -> Manifest:
    """The project of the application of applications: it may make those, and nothing else."""
    return _project(
        PLATFORM,
        {
            "description": "Applications of all teams",
            "sourceRepos": [repository.url],
            "destinations": [{"server": _HERE, "namespace": ARGO_CD}],
            "namespaceResourceWhitelist": [{"group": "argoproj.io", "kind": "Application"}],
        },
    )


def team_project(name: str, team: Team, repository: Repository) -> Manifest:
    """What a team may deploy, where and when: from the one repository into its own namespaces, and nothing that is the whole cluster's."""
    spec: dict[str, Any] = {
        "description": f"Applications of team {name}",
        "sourceRepos": [repository.url],
        "destinations": [{"server": _HERE, "namespace": namespace} for namespace in team.namespaces],
        "clusterResourceWhitelist": [],
        "namespaceResourceBlacklist": _LIMITS,
        "orphanedResources": {"warn": True},
    }
    if team.groups:
        rights = [f"p, proj:{name}:member, applications, {action}, {name}/*, allow" for action in ("get", "sync")]
        spec["roles"] = [{"name": "member", "description": "Looks at and syncs", "policies": rights, "groups": list(team.groups)}]
    if team.windows:
        spec["syncWindows"] = [_window(window) for window in team.windows]
    return _project(name, spec)


def applications(settings: ArgoCd, repository: Repository) -> Manifest:
    """The application of applications. What left the repository goes, last of all; what somebody changed by hand is changed back."""
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": PLATFORM, "namespace": ARGO_CD, "finalizers": ["resources-finalizer.argocd.argoproj.io/foreground"]},
        "spec": {
            "project": PLATFORM,
            "source": {"repoURL": repository.url, "path": repository.path, "targetRevision": repository.revision},
            "destination": {"server": _HERE, "namespace": ARGO_CD},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                "syncOptions": ["PruneLast=true", "ServerSideApply=true", "RespectIgnoreDifferences=true"],
                "retry": _retry(settings.retry),
            },
            # Autoscalers own them. In the applications below this one, Argo CD's own configuration says the same.
            "ignoreDifferences": [
                {"group": group, "kind": kind, "jsonPointers": ["/spec/replicas"]}
                for group, kind in (("apps", "Deployment"), ("argoproj.io", "Rollout"))
            ],
        },
    }


def _project(name: str, spec: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "AppProject",
        "metadata": {"name": name, "namespace": ARGO_CD},
        "spec": spec,
    }


def _retry(retry: Retry) -> dict[str, Any]:
    return {
        "limit": retry.limit,
        "backoff": {"duration": retry.first, "factor": retry.factor, "maxDuration": retry.longest},
    }


def _window(window: SyncWindow) -> dict[str, Any]:
    return {
        "kind": window.kind,
        "schedule": window.schedule,
        "duration": window.duration,
        "timeZone": "UTC",
        "applications": ["*"],
        "manualSync": window.manual,
    }
