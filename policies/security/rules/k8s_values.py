"""Values of Helm charts, and custom resources, weaken nothing: whatever the chart or operator, such settings have the same names."""

import re
from collections.abc import Callable, Iterable, Iterator

from inventory.values import UNKNOWN, NotYetKnown, Values
from policies.pods import BASELINE_CAPABILITIES, PODS
from policies.rule import Severity, Topic, resource_rule
from policies.security.leaves import Leaf, leaves
from policies.security.literals import is_secret_name, is_written_secret
from policies.security.load_balancers import serves_inside
from policies.subject import Subject

_ALL = ("kubernetes:*",)
_HELM = "kubernetes:helm.sh/"
_POLICIES = ("kyverno.io", "policies.kyverno.io", "templates.gatekeeper.sh", "constraints.gatekeeper.sh")
"""Their resources hold what they look for in others."""
_HOST = ("privileged", "hostNetwork", "hostPID", "hostIPC", "hostProcess")
_ROOT = ("runAsUser", "runAsGroup")
_UNVERIFIED = re.compile(
    r"^insecure(_?skip_?(tls_?)?verify)?$|^(tls_?)?(insecure_?)?skip_?(tls_?|ssl_?|cert(ificate)?_?)?verif(y|ication)$|^(tls_?disabled?|disable_?tls)$",
    re.IGNORECASE,
)
_TLS = re.compile(r"^m?tls$|^ssl$", re.IGNORECASE)
_IN_TEXT = re.compile(r"(^|\s)--[a-z-]*insecure[a-z-]*(=true)?(\s|$)|^\s*tls(\.verify)?\s+off\b", re.IGNORECASE | re.MULTILINE)
"""In arguments of a program, or in the configuration of Fluent Bit."""

_NAMES_KEYS = re.compile(r"[a-z](Secret|SecretRef|KeyRef)$")
"""Objects such as `passwordSecret`, whose `password` says which key of a Secret is meant."""

LeafCheck = Callable[[Leaf], Iterable[str]]


def _settings(subject: Subject) -> Values:
    """A release's values, a custom resource's spec; nothing of the kinds that have rules of their own."""
    group = subject.type.split(":")[1].partition("/")[0]
    if subject.type.startswith(_HELM):
        place = "values"
    elif "." in group and not group.endswith(".k8s.io") and group not in _POLICIES:
        place = "spec"
    else:
        return Values({})
    settings = subject.values.raw.get(place)
    if settings is UNKNOWN:
        raise NotYetKnown(place)
    return Values(settings, place)


def _each_setting(subject: Subject, check: LeafCheck) -> Iterator[str]:
    yield from subject.each(leaves(_settings(subject)), check)


@resource_rule(
    "k8s-values-host",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="No chart or operator is told to run privileged pods, or pods that share the node's network, processes or files.",
    remedy="Leave out privileged, hostNetwork, hostPID, hostIPC, hostPath and the capability; put a node agent apart, with the reason.",
    controls=("PSS baseline",),
    types=_ALL,
)
def values_host(subject: Subject) -> Iterator[str]:
    if subject.type not in PODS:
        yield from _each_setting(subject, _reaches_host)


def _reaches_host(leaf: Leaf) -> Iterator[str]:
    if leaf.name in _HOST and leaf.is_flag(True):
        yield f"{leaf.path} is true"
    if (leaf.name == "hostPath" or (leaf.inside == "hostPath" and leaf.name == "path")) and leaf.text:
        yield f"{leaf.path} is the node's {leaf.text}"
    if leaf.inside == "capabilities" and leaf.name == "add" and leaf.text.removeprefix("CAP_") not in BASELINE_CAPABILITIES:
        yield f"{leaf.path} adds a capability"
    if leaf.inside in ("seccompProfile", "appArmorProfile") and leaf.name == "type" and leaf.text == "Unconfined":
        yield f"{leaf.path} is Unconfined"


@resource_rule(
    "k8s-values-root",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No chart or operator is told to run pods as root, or to let them become it.",
    remedy="Leave out runAsUser: 0, runAsNonRoot: false and allowPrivilegeEscalation: true.",
    controls=("PSS restricted",),
    types=_ALL,
)
def values_root(subject: Subject) -> Iterator[str]:
    if subject.type not in PODS:
        yield from _each_setting(subject, _as_root)


def _as_root(leaf: Leaf) -> Iterator[str]:
    if leaf.name in _ROOT and leaf.value is not False and leaf.value in (0, "0"):
        yield f"{leaf.path} is 0"
    if leaf.name == "runAsNonRoot" and leaf.is_flag(False):
        yield f"{leaf.path} is false"
    if leaf.name == "allowPrivilegeEscalation" and leaf.is_flag(True):
        yield f"{leaf.path} is true"


@resource_rule(
    "k8s-values-secrets",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="No password, token or key stands in a chart's values or in a custom resource; both are stored in the cluster as they are.",
    remedy="Name an existing Secret (existingSecret, secretKeyRef), from Secrets Manager by an ExternalSecret.",
    controls=("platform",),
    types=_ALL,
)
def values_secrets(subject: Subject) -> Iterator[str]:
    yield from _each_setting(subject, _written_out)


def _written_out(leaf: Leaf) -> Iterator[str]:
    if _NAMES_KEYS.search(leaf.inside):
        return
    # Of what is not known yet, only that counts whose name says that it is a secret.
    if is_written_secret(leaf.name, leaf.known_text) or (is_secret_name(leaf.name) and is_written_secret(leaf.name, leaf.text)):
        yield f"{leaf.path} holds its value in the clear"


@resource_rule(
    "k8s-values-image-tag",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="No chart or operator is told to run the latest image.",
    remedy="Leave out the tag, so that it is the chart's own, or give a version.",
    controls=("CKV_K8S_14",),
    types=_ALL,
)
def values_image_tag(subject: Subject) -> Iterator[str]:
    yield from _each_setting(subject, _latest)


def _latest(leaf: Leaf) -> Iterator[str]:
    is_tag = leaf.name.lower() in ("tag", "imagetag", "image_tag") and leaf.text == "latest"
    if is_tag or (leaf.name.lower().endswith("image") and leaf.text.endswith(":latest")):
        yield f"{leaf.path} is latest"


@resource_rule(
    "k8s-values-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="No chart or operator is told to do without TLS, or to take any certificate.",
    remedy="Leave out insecure, skipVerify and tls.enabled: false; mount the authority's certificate instead.",
    controls=("platform",),
    types=_ALL,
)
def values_tls(subject: Subject) -> Iterator[str]:
    yield from _each_setting(subject, _without_tls)


def _without_tls(leaf: Leaf) -> Iterator[str]:
    if _UNVERIFIED.match(leaf.name) and leaf.is_flag(True):
        yield f"{leaf.path} is true"
    if _TLS.match(leaf.inside) and leaf.name == "enabled" and leaf.is_flag(False):
        yield f"{leaf.path} is false"
    if _IN_TEXT.search(leaf.known_text):
        yield f"{leaf.path} does without TLS or verification"


@resource_rule(
    "k8s-values-exposed",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="A chart's services are for the cluster; a load balancer is internal or says which addresses it serves.",
    remedy="Use type ClusterIP, or annotate the service aws-load-balancer-scheme: internal, or set loadBalancerSourceRanges.",
    controls=("kyverno restrict-nodeport", "kyverno restrict-loadbalancer"),
    types=(f"{_HELM}*",),
)
def values_exposed(subject: Subject) -> Iterator[str]:
    yield from _each_setting(subject, _exposed)


def _exposed(leaf: Leaf) -> Iterator[str]:
    if leaf.name not in ("type", "serviceType") or leaf.text not in ("LoadBalancer", "NodePort"):
        return
    service = Values(leaf.around)
    is_inside = leaf.text == "LoadBalancer" and serves_inside(service, "annotations", "loadBalancerSourceRanges")
    if service.flag("enabled", default=True) and not is_inside:
        yield f"{leaf.path} is {leaf.text}"
