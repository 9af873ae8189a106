"""Rules between the mesh, the gateway, delivery and the rest."""

from collections.abc import Iterator

from settings.delivery import Repository, Team
from settings.kubernetes import Kubernetes
from settings.mesh import HostName
from settings.problems import Problem
from settings.security import Security
from settings.valid import Valid

_HOSTS = (("gateway", "host"), ("gateway", "users", "host"), ("delivery", "argo_cd", "host"))
_TOKENS = Security.model_fields["external_secrets"].default


def delivery_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _one_way_in(valid)
    yield from _teams(valid)
    argo_cd = ("delivery", "argo_cd")
    repository = valid.get(Repository, *argo_cd, "repository")
    kubernetes = valid.get(Kubernetes, "kubernetes")
    on_aws = kubernetes is None or kubernetes.mode == "eks"
    if repository and repository.private and not on_aws:
        path = (*argo_cd, "repository", "private")
        yield Problem(path, "needs Secrets Manager, and so kubernetes.mode eks; here only a public repository can be read", True)
    channel = valid.raw(*argo_cd, "slack_channel")
    if channel and (not on_aws or "slack" not in (valid.raw("security", "external_secrets") or _TOKENS)):
        message = "needs Slack's token: kubernetes.mode eks, and slack in security.external_secrets"
        yield Problem((*argo_cd, "slack_channel"), message, channel)


def _one_way_in(valid: Valid) -> Iterator[Problem]:
    """A host leads to one gateway: DNS knows only one address."""
    mesh = {host for _, host in valid.each(HostName, "mesh", "hosts")}
    for path in _HOSTS:
        if (host := valid.get(HostName, *path)) in mesh:
            yield Problem(path, "is in mesh.hosts, too; a host leads either to the mesh's gateway or to Kong", host)


def _teams(valid: Valid) -> Iterator[Problem]:
    for path, team in valid.each(Team, "delivery", "argo_cd", "teams"):
        for index, namespace in enumerate(team.namespaces):
            if namespace in ("kube-system", "argocd", "istio-system"):
                message = "is no team's: whoever deploys there rules the cluster"
                yield Problem((*path, "namespaces", index), message, namespace)
