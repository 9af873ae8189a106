"""What Argo CD brings into a cluster comes from where it should, and lands where it may."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import tokens
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_PROJECT = tokens("AppProject", "argoproj.io/v1alpha1")
_APPLICATION = tokens("Application", "argoproj.io/v1alpha1")


@resource_rule(
    "k8s-argocd-project-scope",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="A project of Argo CD names its repositories and namespaces, and the kinds it may make outside of them.",
    remedy="List sourceRepos, destinations and clusterResourceWhitelist without *.",
    controls=("platform",),
    types=_PROJECT,
)
def argocd_project_scope(project: Subject) -> Iterator[str]:
    yield from project.separately(_any_repository)
    yield from project.each(project.values.items("spec.destinations"), _anywhere)
    yield from project.each(project.values.items("spec.clusterResourceWhitelist"), _any_kind)


def _any_repository(values: Values) -> Iterator[str]:
    if "*" in values.each_text("spec.sourceRepos"):
        yield "sourceRepos has *"


def _anywhere(destination: Values) -> Iterator[str]:
    if destination.text("namespace") == "*":
        yield f"{destination.path} is every namespace"


def _any_kind(kind: Values) -> Iterator[str]:
    if kind.text("kind") == "*":
        yield f"{kind.path} is every kind"


@resource_rule(
    "k8s-argocd-application-project",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Applications belong to a project that limits them, not to Argo CD's own, which limits nothing.",
    remedy="Make an AppProject and name it in spec.project.",
    controls=("platform",),
    types=_APPLICATION,
)
def argocd_application_project(application: Subject) -> Iterator[str]:
    if application.values.text("spec.project") in ("", "default"):
        yield "project is default"


@resource_rule(
    "k8s-argocd-revision",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="What Argo CD applies by itself is a release: a tag, a commit, a version, or a branch that only releases reach.",
    remedy="Set targetRevision; without one it is HEAD.",
    controls=("platform",),
    types=_APPLICATION,
)
def argocd_revision(application: Subject) -> Iterator[str]:
    if application.values.get("spec.syncPolicy.automated") is None:
        return
    for place in ("spec.source", "spec.sources"):
        yield from application.each(application.values.items(place), _moving)


def _moving(source: Values) -> Iterator[str]:
    if source.has("repoURL") and source.text("targetRevision") in ("", "HEAD", "*", "main", "master"):
        yield f"{source.path}.targetRevision moves with every commit"


@resource_rule(
    "k8s-argocd-source-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Argo CD fetches from repositories over TLS or SSH.",
    remedy="Use https://, oci:// or ssh:// in repoURL.",
    controls=("platform",),
    types=_APPLICATION,
)
def argocd_source_tls(application: Subject) -> Iterator[str]:
    for place in ("spec.source", "spec.sources"):
        yield from application.each(application.values.items(place), _in_plain)


def _in_plain(source: Values) -> Iterator[str]:
    if source.text("repoURL").lower().startswith(("http://", "git://")):
        yield f"{source.path}.repoURL is not encrypted"
