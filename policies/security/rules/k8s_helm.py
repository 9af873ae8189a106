"""Charts are the ones that were tested, and those whose own settings decide about security have them right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Check, Subject

_HELM = ("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v2:Chart")
_EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].+)?")
_LOCAL = (".", "/")
_IN_PLAIN = ("http://", "git://")


@dataclass(frozen=True)
class _Setting:
    """A value of a chart that must not be as it says."""

    keys: tuple[str, ...]
    wrong: Any
    why: str
    by_default: bool = False
    """The chart has it wrong by itself, so it has to be given."""


_SETTINGS: dict[str, tuple[_Setting, ...]] = {
    "altinity-clickhouse-operator": (
        _Setting(("secret", "create"), True, "makes the operator's user with the password that stands in the chart", by_default=True),
    ),
    "argo-cd": (
        _Setting(("configs", "params", "server.insecure"), True, "serves without TLS"),
        _Setting(("configs", "params", "server.disable.auth"), True, "lets everybody in"),
        _Setting(("configs", "cm", "users.anonymous.enabled"), True, "lets in who has not logged in"),
        _Setting(("configs", "cm", "admin.enabled"), True, "keeps the administrator that nobody is", by_default=True),
        _Setting(("configs", "cm", "exec.enabled"), True, "opens a shell in every pod"),
        _Setting(("configs", "rbac", "policy.default"), "role:admin", "makes everybody an administrator"),
    ),
    "argo-rollouts": (_Setting(("dashboard", "enabled"), True, "lets whoever reaches the dashboard promote"),),
    "cockroachdb": (_Setting(("tls", "enabled"), False, "serves without TLS and passwords"),),
    "grafana": (_Setting(("grafana.ini", "auth.anonymous", "enabled"), True, "lets in who has not logged in"),),
    "istiod": (_Setting(("meshConfig", "enableAutoMtls"), False, "calls services without TLS"),),
    "kong": (
        _Setting(("admin", "http", "enabled"), True, "serves the admin API without TLS"),
        _Setting(("admin", "enabled"), True, "opens the admin API as a service"),
    ),
    "kube-prometheus-stack": (_Setting(("grafana", "grafana.ini", "auth.anonymous", "enabled"), True, "lets in who has not logged in"),),
    "kyverno": (_Setting(("features", "forceFailurePolicyIgnore", "enabled"), True, "lets everything in while it does not answer"),),
    "loki": (_Setting(("loki", "auth_enabled"), False, "gives everybody all tenants' logs"),),
    "metrics-server": (_Setting(("apiService", "insecureSkipTLSVerify"), True, "is not verified by the API server", by_default=True),),
    "neo4j": (_Setting(("config", "dbms.security.auth_enabled"), False, "lets everybody in"),),
    "opensearch": (_Setting(("securityConfig", "enabled"), False, "has no users and no TLS"),),
    "prefect-server": (_Setting(("server", "basicAuth", "enabled"), False, "lets everybody in", by_default=True),),
    "redis": (_Setting(("auth", "enabled"), False, "asks for no password"),),
    "strimzi-kafka-operator": (_Setting(("generateNetworkPolicy",), False, "lets everybody reach the brokers"),),
    "valkey": (_Setting(("auth", "enabled"), False, "asks for no password", by_default=True),),
    "vault": (
        _Setting(("global", "tlsDisable"), True, "serves secrets without TLS", by_default=True),
        _Setting(("server", "dev", "enabled"), True, "keeps its secrets in memory, with a root token that is known"),
    ),
}
"""Chart → what decides about security; names and defaults as in the values of the versions pinned in data/charts.json."""


@resource_rule(
    "k8s-helm-version",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="A chart is installed at one version, so that a deployment brings what was tested.",
    remedy="Set version to an exact one, without range or devel.",
    controls=("platform",),
    types=_HELM,
)
def helm_version(release: Subject) -> Iterator[str]:
    chart = release.values.text("chart")
    is_packed = chart.startswith("http") or chart.startswith(_LOCAL)
    if chart and not is_packed and not _EXACT.fullmatch(release.values.text("version")):
        yield "version is not an exact one"


@resource_rule(
    "k8s-helm-repository",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Charts come from repositories over TLS that is verified.",
    remedy="Use an https:// or oci:// address.",
    controls=("platform",),
    types=_HELM,
)
def helm_repository(release: Subject) -> Iterator[str]:
    yield from release.separately(*(_fetched_by_tls(place) for place in ("chart", "repositoryOpts.repo", "fetchOpts.repo")), _unverified)


def _fetched_by_tls(place: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if values.text(place).lower().startswith(_IN_PLAIN):
            yield f"{place} is not encrypted"

    return check


def _unverified(values: Values) -> Iterator[str]:
    if values.flag("insecureSkipTlsVerify"):
        yield "insecureSkipTlsVerify is true"


@resource_rule(
    "k8s-helm-settings",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="What a chart's own settings decide about security (logins, TLS, anonymous users) is decided well.",
    remedy="Set the value as the message says, also where the chart's default is the weak one.",
    controls=("platform",),
    types=_HELM,
)
def helm_settings(release: Subject) -> Iterator[str]:
    chart = release.values.text("chart").rstrip("/").rpartition("/")[2]
    yield from release.each(_SETTINGS.get(chart, ()), lambda setting: _is_wrong(setting, release.values))


def _is_wrong(setting: _Setting, values: Values) -> Iterator[str]:
    given = values.at("values", *setting.keys)
    by_default = setting.by_default and not values.has("valueYamlFiles")  # which nobody reads here
    if by_default if given is None else str(given).lower() == str(setting.wrong).lower():
        yield f"values.{'.'.join(setting.keys)} {setting.why}"
