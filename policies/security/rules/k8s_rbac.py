"""Roles in a cluster give what is needed by name, and no way to more."""

from collections.abc import Callable, Iterable, Iterator

from inventory.values import Values
from policies.manifests import name_of, namespace_of, tokens
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Check, Subject

_RBAC = tuple(f"rbac.authorization.k8s.io/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
_CLUSTER_ROLES = tokens("ClusterRole", *_RBAC)
_ROLES = (*_CLUSTER_ROLES, *tokens("Role", *_RBAC))
_CLUSTER_BINDINGS = tokens("ClusterRoleBinding", *_RBAC)
_BINDINGS = (*_CLUSTER_BINDINGS, *tokens("RoleBinding", *_RBAC))

_READ = frozenset({"get", "list", "watch"})
_WRITE = frozenset({"create", "update", "patch"})
_INTO_PODS = {
    "pods/exec": frozenset({"create", "get"}),
    "pods/attach": frozenset({"create", "get"}),
    "pods/ephemeralcontainers": frozenset({"update", "patch"}),
    "nodes/proxy": _READ | _WRITE,
}
"""Resource → verbs with which one runs commands in others' pods."""
_OVER_THE_CLUSTER = {
    "serviceaccounts/token": frozenset({"create"}),
    "certificatesigningrequests/approval": frozenset({"update", "patch"}),
    "signers": frozenset({"approve", "sign"}),
    "validatingwebhookconfigurations": _WRITE,
    "mutatingwebhookconfigurations": _WRITE,
    "persistentvolumes": frozenset({"create"}),
}
"""Resource → verbs with which one becomes somebody else, or changes what everybody sends to the API server."""
_EVERYBODY = ("system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts")


def _each_grant(*checks: Check) -> Callable[[Subject], Iterable[str]]:
    return lambda role: role.each(role.values.items("rules"), *checks)


@resource_rule(
    "k8s-rbac-wildcards",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Roles name the verbs, resources and API groups they give; a * takes in what is yet to come.",
    remedy="List the verbs, resources and api_groups that are needed.",
    controls=("CKV_K8S_49", "kyverno restrict-wildcard-verbs", "kyverno restrict-wildcard-resources"),
    types=_ROLES,
)
def rbac_wildcards(role: Subject) -> Iterator[str]:
    yield from _each_grant(*(_no_wildcard(place) for place in ("verbs", "resources", "apiGroups", "nonResourceURLs")))(role)


def _no_wildcard(place: str) -> Check:
    def check(grant: Values) -> Iterator[str]:
        if "*" in grant.each_text(place):
            yield f"{grant.path}.{place} has *"

    return check


@resource_rule(
    "k8s-rbac-escalation",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No role gives the verbs with which one gets more rights than it holds: escalate, bind, impersonate.",
    remedy="Leave the verb out; an operator that must bind gets it for named roles (resource_names).",
    controls=("CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_4", "kyverno restrict-escalation-verbs-roles"),
    types=_ROLES,
)
def rbac_escalation(role: Subject) -> Iterator[str]:
    yield from _each_grant(_escalates)(role)


def _escalates(grant: Values) -> Iterator[str]:
    for verb in grant.each_text("verbs"):
        if verb in ("escalate", "bind", "impersonate") and not grant.has("resourceNames"):
            yield f"{grant.path} gives {verb}"


@resource_rule(
    "k8s-rbac-secrets",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No cluster role reads the Secrets of all namespaces.",
    remedy="Give a Role in the namespace, or name the Secrets in resource_names.",
    controls=("CKV2_K8S_5", "kyverno restrict-secret-role-verbs"),
    types=_CLUSTER_ROLES,
)
def rbac_secrets(role: Subject) -> Iterator[str]:
    yield from _each_grant(_gives("secrets", _READ))(role)


@resource_rule(
    "k8s-rbac-exec",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No role lets its holder run commands in others' pods.",
    remedy="Leave out pods/exec, pods/attach, pods/ephemeralcontainers and nodes/proxy; people get them for an hour when it burns.",
    controls=("CKV2_K8S_2", "CKV2_K8S_3"),
    types=_ROLES,
)
def rbac_exec(role: Subject) -> Iterator[str]:
    yield from _each_grant(*(_gives(resource, verbs) for resource, verbs in _INTO_PODS.items()))(role)


@resource_rule(
    "k8s-rbac-control-plane",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="No cluster role issues tokens and certificates, changes admission webhooks or makes volumes of the nodes' disks.",
    remedy="Leave it out, or name the objects in resource_names.",
    controls=("CKV_K8S_155", "CKV_K8S_156"),
    types=_CLUSTER_ROLES,
)
def rbac_control_plane(role: Subject) -> Iterator[str]:
    yield from _each_grant(*(_gives(resource, verbs) for resource, verbs in _OVER_THE_CLUSTER.items()))(role)


def _gives(resource: str, verbs: frozenset[str]) -> Check:
    def check(grant: Values) -> Iterator[str]:
        if resource not in grant.each_text("resources") or grant.has("resourceNames"):
            return
        if given := sorted(verb for verb in grant.texts("verbs") if verb in verbs | {"*"}):
            yield f"{grant.path} gives {', '.join(given)} on {resource}"

    return check


@resource_rule(
    "k8s-rbac-cluster-admin",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Nobody is bound to cluster-admin, or made a member of system:masters, which no role takes back.",
    remedy="Bind to a role with the rights that are needed; administrators come in by EKS access entries.",
    controls=("kyverno restrict-binding-clusteradmin",),
    types=_BINDINGS,
)
def rbac_cluster_admin(binding: Subject) -> Iterator[str]:
    yield from binding.separately(_to_cluster_admin)
    yield from binding.each(binding.values.items("subjects"), _is_called("system:masters"))


def _to_cluster_admin(values: Values) -> Iterator[str]:
    if values.text("roleRef.name") == "cluster-admin":
        yield "roleRef is cluster-admin"


@resource_rule(
    "k8s-rbac-everybody",
    topic=Topic.K8S,
    severity=Severity.CRITICAL,
    description="No role is given to everybody: anonymous callers, all who are logged in, or all service accounts.",
    remedy="Bind to the group or the service account that needs it.",
    controls=("platform",),
    types=_BINDINGS,
)
def rbac_everybody(binding: Subject) -> Iterator[str]:
    yield from binding.each(binding.values.items("subjects"), *(_is_called(name) for name in _EVERYBODY))


def _is_called(name: str) -> Check:
    def check(subject: Values) -> Iterator[str]:
        if subject.text("name") == name:
            yield f"{subject.path} is {name}"

    return check


@resource_rule(
    "k8s-rbac-default-service-account",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="The default service account, which every pod without one gets, holds no rights.",
    remedy="Make a service account for the workload and bind to it.",
    controls=("CKV_K8S_42",),
    types=_BINDINGS,
)
def rbac_default_service_account(binding: Subject) -> Iterator[str]:
    yield from binding.each(binding.values.items("subjects"), _is_default_account)


def _is_default_account(subject: Values) -> Iterator[str]:
    if subject.text("kind") == "ServiceAccount" and subject.text("name") == "default":
        yield f"{subject.path} is the default service account"


@resource_rule(
    "k8s-aws-auth",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="The aws-auth map makes no IAM principal a member of system:masters, and lets in no whole account.",
    remedy="Use EKS access entries with an access policy.",
    controls=("platform",),
    types=(*tokens("ConfigMap", "core/v1"), *tokens("ConfigMapPatch", "core/v1")),
)
def aws_auth(config: Subject) -> Iterator[str]:
    if name_of(config) == "aws-auth" and namespace_of(config) == "kube-system":
        yield from config.separately(_masters("mapRoles"), _masters("mapUsers"), _accounts)


def _masters(place: str) -> Check:
    def check(values: Values) -> Iterator[str]:
        if "system:masters" in values.text(f"data.{place}"):
            yield f"data.{place} has members of system:masters"

    return check


def _accounts(values: Values) -> Iterator[str]:
    if values.text("data.mapAccounts").strip() not in ("", "[]"):
        yield "data.mapAccounts lets in all principals of accounts"
