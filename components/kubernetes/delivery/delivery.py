"""How new versions of the services come into a cluster."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.delivery import applications, notifications, values
from components.kubernetes.delivery.names import (
    ARGO_CD,
    HOST_TLS,
    PLATFORM,
    REDIS,
    REDIS_TLS,
    REPO_SERVER,
    REPO_SERVER_TLS,
    SERVER,
    SERVER_TLS,
)
from components.kubernetes.exposure import public_names
from components.kubernetes.external_secret import external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.operators import Operators
from components.kubernetes.targets import Target
from components.kubernetes.tls import certificate, public_certificate, service_names
from components.observability.metrics.targets import watch
from components.observability.observability import Observability
from components.region import RegionStack
from components.security.secrets import PLACEHOLDER, StoredSecret, StoredSecretArgs
from settings.delivery import ArgoCd, Repository

_PARTS = ("application-controller", "server", "repo-server", "applicationset-controller")
"""Those with metrics."""


@dataclass(frozen=True)
class DeliveryArgs:
    """What delivery needs."""

    ground: Ground
    operators: Operators
    observability: Observability


class Delivery(Component):
    """Argo CD, the projects of the teams, and the application that brings theirs."""

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self._args = args
        settings = args.ground.settings.delivery.argo_cd
        targets = self._argo_cd(settings) if settings else []
        watch(self, args.ground, targets, args.observability.monitors)
        self.register_outputs({})

    def _argo_cd(self, settings: ArgoCd) -> list[Target]:
        ground = self._args.ground
        Namespace(ground.label("namespace", ARGO_CD), NamespaceArgs(ground, ARGO_CD), self.options())
        needs = [
            self._certificate(SERVER_TLS, SERVER),
            self._certificate(REPO_SERVER_TLS, REPO_SERVER),
            self._certificate(REDIS_TLS, REDIS),
        ]
        if settings.host:
            needs.append(public_certificate(self, ground, ARGO_CD, HOST_TLS, [settings.host], self._args.operators.certificates))
        if settings.slack_channel:
            needs += notifications.token(self, ground, self._args.operators.secrets)
        names = public_names(ground, [settings.host]) if settings.host else {}
        release = ground.release(self, "argo-cd", ARGO_CD, values.argo_cd(settings, names), after=[self._args.operators.gateway, *needs])
        if settings.repository:
            self._applications(settings, settings.repository, release)
        parts = [*_PARTS, *(["notifications-controller"] if settings.slack_channel else [])]
        return [Target(f"argocd-{part}", ARGO_CD, {"app.kubernetes.io/name": f"argocd-{part}"}, "metrics") for part in parts]

    def _certificate(self, secret: str, service: str) -> pulumi.Resource:
        names = service_names(service, ARGO_CD)
        return certificate(self, self._args.ground, ARGO_CD, secret, names, self._args.operators.certificates)

    def _applications(self, settings: ArgoCd, repository: Repository, release: pulumi.Resource) -> None:
        ground = self._args.ground
        projects = [
            ground.object(self, applications.platform_project(repository), after=[release]),
            *(
                ground.object(self, applications.team_project(name, team, repository), after=[release])
                for name, team in settings.teams.items()
            ),
        ]
        needs = [release, *projects]
        if repository.private and ground.region:
            needs.append(self._token(repository, ground.region))
        ground.object(self, applications.applications(settings, repository), after=needs)

    def _token(self, repository: Repository, region: RegionStack) -> pulumi.Resource:
        """How Argo CD reads a private repository: by a token that a person puts into Secrets Manager, and nothing else knows."""
        ground = self._args.ground
        name = "argocd-repository"
        kept = StoredSecretArgs(
            region.placement, region.keys, name, f"Token that may read {repository.url}; a person puts it in", PLACEHOLDER, by_a_person=True
        )
        arn = StoredSecret(ground.label("secret", name), kept, self.options()).arn
        data = {"type": "git", "url": repository.url, "project": PLATFORM, "username": "git", "password": "{{ .token }}"}
        labels = {"argocd.argoproj.io/secret-type": "repository"}
        return external_secret(self, ground, self._args.operators.secrets, ARGO_CD, name, arn, "token", data, labels)
