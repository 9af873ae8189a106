"""Roles in a cluster give what is needed by name."""

from typing import Any

from tests.policies.case import Case, Made, made

RBAC = "kubernetes:rbac.authorization.k8s.io/v1"


def role(resource: str, *verbs: str, kind: str = "ClusterRole", **more: Any) -> Made:
    """A role that gives verbs on a resource."""
    return made(f"{RBAC}:{kind}", rules=[{"apiGroups": [""], "resources": [resource], "verbs": list(verbs), **more}])


def binding(role_name: str = "reader", name: str = "api", kind: str = "ServiceAccount", type_: str = "ClusterRoleBinding") -> Made:
    """A binding of one subject."""
    return made(f"{RBAC}:{type_}", roleRef={"kind": "ClusterRole", "name": role_name}, subjects=[{"kind": kind, "name": name}])


def aws_auth(name: str = "aws-auth", namespace: str = "kube-system", **data: str) -> Made:
    """The map of IAM principals."""
    return made("kubernetes:core/v1:ConfigMap", metadata={"name": name, "namespace": namespace}, data=data)


MASTERS = "- rolearn: arn:aws:iam::111111111111:role/admin\n  groups: [system:masters]\n"

CASES = [
    Case(
        "k8s-rbac-wildcards",
        passing=[role("pods", "get")],
        failing=[role("*", "get"), role("pods", "*", kind="Role"), role("pods", "get", apiGroups=["*"])],
    ),
    Case(
        "k8s-rbac-escalation",
        passing=[role("clusterroles", "get"), role("clusterroles", "bind", resourceNames=["reader"])],
        failing=[role("clusterroles", "get", "bind"), role("users", "impersonate"), role("roles", "escalate", kind="Role")],
    ),
    Case(
        "k8s-rbac-secrets",
        passing=[
            role("secrets", "create"),
            role("pods", "list"),
            role("secrets", "get", resourceNames=["tls"]),
            role("secrets", "get", kind="Role"),
        ],
        failing=[role("secrets", "list"), role("secrets", "*")],
    ),
    Case(
        "k8s-rbac-exec",
        passing=[role("pods", "create"), role("pods/exec", "list")],
        failing=[role("pods/exec", "create"), role("nodes/proxy", "get"), role("pods/attach", "*", kind="Role")],
    ),
    Case(
        "k8s-rbac-control-plane",
        passing=[role("persistentvolumes", "list"), role("serviceaccounts/token", "create", kind="Role")],
        failing=[role("serviceaccounts/token", "create"), role("mutatingwebhookconfigurations", "patch"), role("signers", "approve")],
    ),
    Case(
        "k8s-rbac-cluster-admin",
        passing=[binding()],
        failing=[binding("cluster-admin"), binding("cluster-admin", type_="RoleBinding"), binding(name="system:masters", kind="Group")],
    ),
    Case(
        "k8s-rbac-everybody",
        passing=[binding()],
        failing=[binding(name="system:anonymous", kind="User"), binding(name="system:authenticated", kind="Group")],
    ),
    Case(
        "k8s-rbac-default-service-account",
        passing=[binding(), binding(name="default", kind="User")],
        failing=[binding(name="default")],
    ),
    Case(
        "k8s-aws-auth",
        passing=[
            aws_auth(mapRoles="- groups: [system:nodes]", mapAccounts="[]"),
            aws_auth(name="other", mapRoles=MASTERS),
            aws_auth(namespace="apps", mapRoles=MASTERS),
        ],
        failing=[aws_auth(mapRoles=MASTERS), aws_auth(mapUsers=MASTERS), aws_auth(mapAccounts='["111111111111"]')],
    ),
]
