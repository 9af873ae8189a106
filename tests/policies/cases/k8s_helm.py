"""Charts are the ones that were tested."""

from typing import Any

from tests.policies.case import Case, Made, made

RELEASE = "kubernetes:helm.sh/v3:Release"


def chart(name: str = "api", version: str = "1.2.3", **more: Any) -> Made:
    """A chart's release."""
    return made(RELEASE, chart=name, version=version, **more)


def values(name: str, **settings: Any) -> Made:
    """A chart with values."""
    return made(RELEASE, chart=name, values=settings)


CASES = [
    Case(
        "k8s-helm-version",
        passing=[
            chart(),
            chart(version="v1.2.3-rc.1"),
            chart("./charts/api", version=""),
            chart("https://charts.example.com/api-1.2.3.tgz", version=""),
            made("kubernetes:helm.sh/v3:Chart"),
        ],
        failing=[chart(version=""), chart(version="~1.2"), chart(version="1.x.x"), chart("oci://registry.example.com/api", version="")],
    ),
    Case(
        "k8s-helm-repository",
        passing=[chart(repositoryOpts={"repo": "https://charts.example.com"}), chart("oci://registry.example.com/api")],
        failing=[
            chart(repositoryOpts={"repo": "http://charts.example.com"}),
            chart("http://charts.example.com/api-1.2.3.tgz"),
            chart(fetchOpts={"repo": "http://charts.example.com"}),
            chart(insecureSkipTlsVerify=True),
        ],
    ),
    Case(
        "k8s-helm-settings",
        passing=[
            values("unknown", secret={"create": True}),
            values("altinity-clickhouse-operator", secret={"create": False}),
            values("grafana"),
            made(RELEASE, chart="vault", valueYamlFiles=["values.yaml"]),
            values("grafana", **{"grafana.ini": {"auth.anonymous": {"enabled": False}}}),
            values("oci://registry.example.com/vault", **{"global": {"tlsDisable": "false"}}),
        ],
        failing=[
            values("altinity-clickhouse-operator"),
            values("grafana", **{"grafana.ini": {"auth.anonymous": {"enabled": True}}}),
            values("argo-cd", configs={"cm": {"admin.enabled": False}, "rbac": {"policy.default": "role:admin"}}),
            values("oci://registry.example.com/vault", **{"global": {"tlsDisable": "true"}}),
        ],
    ),
]
