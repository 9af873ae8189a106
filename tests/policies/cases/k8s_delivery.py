"""What Argo CD brings into a cluster."""

from typing import Any

from tests.policies.case import Case, Made, made

REPOSITORY = "https://github.com/example/apps"


def project(**spec: Any) -> Made:
    """A project that is limited, but for what is given."""
    limited = {"sourceRepos": [REPOSITORY], "destinations": [{"namespace": "api"}], "clusterResourceWhitelist": []}
    return made("kubernetes:argoproj.io/v1alpha1:AppProject", spec={**limited, **spec})


def application(revision: str = "", url: str = REPOSITORY, **spec: Any) -> Made:
    """An application from one repository."""
    source = {"repoURL": url, "targetRevision": revision}
    return made("kubernetes:argoproj.io/v1alpha1:Application", spec={"source": source, "syncPolicy": {"automated": {}}, **spec})


CASES = [
    Case(
        "k8s-argocd-project-scope",
        passing=[project(), project(clusterResourceWhitelist=[{"group": "*", "kind": "Namespace"}])],
        failing=[
            project(sourceRepos=[REPOSITORY, "*"]),
            project(destinations=[{"namespace": "api"}, {"namespace": "*"}]),
            project(clusterResourceWhitelist=[{"group": "*", "kind": "*"}]),
        ],
    ),
    Case(
        "k8s-argocd-application-project",
        passing=[application(project="api")],
        failing=[application(), application(project="default")],
    ),
    Case(
        "k8s-argocd-revision",
        passing=[application("v1.2.0"), application("release"), application("HEAD", syncPolicy={}), application("", url="")],
        failing=[
            application(),
            application("HEAD"),
            application(
                source={}, sources=[{"repoURL": REPOSITORY, "targetRevision": "v1"}, {"repoURL": REPOSITORY, "targetRevision": "main"}]
            ),
        ],
    ),
    Case(
        "k8s-argocd-source-tls",
        passing=[application(), application(url="git@github.com:example/apps")],
        failing=[
            application(url="http://git.example.com/apps"),
            application(source={}, sources=[{"repoURL": "git://git.example.com/apps"}]),
        ],
    ),
]
